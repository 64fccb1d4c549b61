import { type Disk, DiskError, type File, type FileLock } from '../env/index.ts';
import { type DiskOperation, MemoryDisk, type MemoryFile } from './memory-disk.ts';
import type { VirtualProcess } from './process.ts';
import type { Chance } from './random.ts';

/** What goes wrong with a machine's disk while it is set. */
export interface DiskFaults {
  /** Probability that a write, or a sync, fails with EIO. */
  readonly writeErrorProbability: number;
  readonly syncErrorProbability: number;
  /** Everything that makes files longer fails with ENOSPC. */
  readonly full: boolean;
  /** How long a sync takes that the program does not wait for. */
  readonly syncMs: { readonly least: number; readonly mean: number };
}

export const HEALTHY_DISK: DiskFaults = {
  writeErrorProbability: 0,
  syncErrorProbability: 0,
  full: false,
  syncMs: { least: 0.05, mean: 0.5 },
};

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** The disk of one machine, over the lives of its processes. */
export class VirtualDisk {
  memory: MemoryDisk;
  faults: DiskFaults = HEALTHY_DISK;
  /** Operations that failed because a fault wanted it. */
  failures = 0;
  readonly #chance: Chance;
  readonly #wallMs: () => number;

  constructor(chance: Chance, wallMs: () => number) {
    this.#chance = chance;
    this.#wallMs = wallMs;
    this.memory = emptyDisk(wallMs);
  }

  /** Something that is written, or synced, may fail. */
  get isFailing(): boolean {
    const { full, writeErrorProbability, syncErrorProbability } = this.faults;
    return full || writeErrorProbability > 0 || syncErrorProbability > 0;
  }

  /** env.disk of the process that starts now. */
  mount(process: VirtualProcess): Disk {
    const { memory } = this;
    memory.hook = (operation) => this.#decide(operation);
    return {
      open: (path, mode) => this.#slow(memory.open(path, mode) as MemoryFile, process),
      readFile: (path) => memory.readFile(path),
      stat: (path) => memory.stat(path),
      list: (path) => memory.list(path),
      makeDirectory: (path) => memory.makeDirectory(path),
      rename: (from, to) => memory.rename(from, to),
      remove: (path) => memory.remove(path),
      removeDirectory: (path) => memory.removeDirectory(path),
      syncDirectory: (path) => memory.syncDirectory(path),
      syncDirectoryLater: (path) =>
        new Promise((resolve, reject) => {
          process.after(this.#syncDelayMs(), 'fsync', () => {
            try {
              memory.syncDirectory(path);
              resolve();
            } catch (error) {
              reject(error as Error);
            }
          });
        }),
      lock: (path): FileLock | undefined => memory.lock(path),
      space: (path) => (this.faults.full ? { freeBytes: 0, totalBytes: 1e9 } : memory.space(path)),
    };
  }

  #decide(operation: DiskOperation): number | void {
    const { writeErrorProbability, syncErrorProbability, full } = this.faults;
    const fail = (code: string) => {
      this.failures++;
      const path = operation.kind === 'rename' ? operation.to : operation.path;
      throw new DiskError(operation.kind, path, systemError(code));
    };
    switch (operation.kind) {
      case 'write':
        if (full) fail('ENOSPC');
        if (writeErrorProbability > 0 && this.#chance.hits(writeErrorProbability)) {
          // A part of it may be there all the same.
          this.failures++;
          return this.#chance.whole(0, operation.sizeBytes - 1);
        }
        return;
      case 'create':
      case 'mkdir':
        if (full) fail('ENOSPC');
        return;
      case 'sync':
        if (syncErrorProbability > 0 && this.#chance.hits(syncErrorProbability)) fail('EIO');
    }
  }

  #syncDelayMs(): number {
    const { least, mean } = this.faults.syncMs;
    return least + this.#chance.exponential(mean);
  }

  /** The file, with a `syncLater` that takes virtual time. */
  #slow(file: MemoryFile, process: VirtualProcess): File {
    file.syncLater = () => {
      let finish: () => void;
      try {
        finish = file.beginSync();
      } catch (error) {
        return Promise.reject(error);
      }
      return new Promise((resolve) => {
        process.after(this.#syncDelayMs(), 'fsync', () => {
          finish();
          resolve();
        });
      });
    };
    return file;
  }

  /** The process is gone; what it wrote is there. */
  crashProcess(): void {
    this.memory.crashProcess();
  }

  /**
   * The power is gone. Of what was not synced a part may have reached the disk: of each file some bytes or all or
   * none, with zeros where the data had not come yet; of each directory its names or not.
   */
  losePower(): void {
    const chance = this.#chance;
    this.memory.losePower(
      (unsyncedBytes) => {
        const draw = chance.next();
        return draw < 0.4 ? 0 : draw < 0.6 ? unsyncedBytes : chance.whole(0, unsyncedBytes);
      },
      () => chance.hits(0.3),
      (kept) => {
        if (kept.length > 0 && chance.hits(0.3)) kept.fill(0, chance.whole(0, kept.length - 1));
      },
    );
  }

  /** A new, empty disk. */
  wipe(): void {
    this.memory.crashProcess();
    this.memory = emptyDisk(this.#wallMs);
  }

  /**
   * Damages one file whose path matches, while no process runs: some flipped bits, or a tail that is gone or zero.
   * Closed segments are spared: the product comes upon them when somebody reads them or a round of the scrubber, perhaps
   * long after the faults of a run are over (corruption.test.ts damages those).
   * Returns what it did; undefined when there is no such file.
   */
  corrupt(matching: RegExp): string | undefined {
    const files = this.memory.files();
    const candidates = [...files].filter(
      ([path, content]) => content.length > 0 && matching.test(path) && !isClosedSegment(path, files),
    );
    if (candidates.length === 0) return undefined;
    const [path, content] = this.#chance.pick(candidates);
    const how = this.#chance.weighted({ flip: 3, truncate: 1, zero: 1 });
    const at = this.#chance.whole(0, content.length - 1);
    const mask = 1 << this.#chance.whole(0, 7);
    const from = how === 'flip' && path.endsWith('.log') ? detectable(content, at, mask) : at;
    if (how === 'flip') content[from] ^= mask;
    if (how === 'zero') content.fill(0, from);
    this.memory.tamper(path, how === 'truncate' ? content.subarray(0, from) : content);
    return `${how} ${path} at ${from}`;
  }
}

const LENGTH_AT = 8;
const LEADER_EPOCH_AT = 12;
const MAGIC_AT = 16;
const CRC_COVERS_FROM = 21;

/**
 * A place whose change a reader can notice. Kafka's CRC leaves out what every broker may write anew: a batch's base
 * offset and its leader epoch. A bit that flips there is a sound batch of another epoch, or of a log from which
 * compaction has taken what was before it, to Kafka as to us; only an offset that falls cannot be.
 */
function detectable(content: Buffer, position: number, mask: number): number {
  let start = 0;
  while (start + CRC_COVERS_FROM < content.length) {
    const end = start + 12 + content.readInt32BE(start + 8);
    if (position < end || end <= start) break;
    start = end;
  }
  const within = position - start;
  const isOffset = within < LENGTH_AT;
  const falls = (content[position] & mask) !== 0;
  const isCovered = isOffset ? falls : within < LEADER_EPOCH_AT || within >= MAGIC_AT;
  return isCovered ? position : Math.min(start + CRC_COVERS_FROM, content.length - 1);
}

/** A file of a segment that is not the last of its folder. */
function isClosedSegment(path: string, files: ReadonlyMap<string, unknown>): boolean {
  const [, folder, base] = /^(.*\/)(\d{20})\.(?:log|index|timeindex|txnindex)$/.exec(path) ?? [];
  if (folder === undefined) return false;
  for (const other of files.keys())
    if (other.startsWith(folder) && other.endsWith('.log') && other.slice(folder.length) > `${base}.log`)
      return true;
  return false;
}

/** Syncs take their time here: a file that is being synced may be replaced or go meanwhile, as POSIX has it. */
function emptyDisk(wallMs: () => number): MemoryDisk {
  const disk = new MemoryDisk(wallMs);
  disk.holdsOpenFiles = false;
  return disk;
}

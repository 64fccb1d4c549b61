import type { Uuid } from '../base/index.ts';
import { DiskError, type Env } from '../env/index.ts';
import {
  formatOffsetCheckpoint,
  MalformedFileError,
  type OffsetCheckpoint,
  offsetCheckpointKey,
  parseOffsetCheckpoint,
  replaceFile,
  replaceFileLater,
} from './checkpoint-file.ts';
import type { LogContext } from './log-context.ts';
import type { PartitionLog } from './partition-log.ts';

export type CheckpointName = 'recovery-point' | 'log-start' | 'high-watermark' | 'cleaned';

const CHECKPOINT_FILES: Record<CheckpointName, string> = {
  'recovery-point': 'recovery-point-offset-checkpoint',
  'log-start': 'log-start-offset-checkpoint',
  'high-watermark': 'replication-offset-checkpoint',
  cleaned: 'cleaner-offset-checkpoint',
};

/** One log dir of a node: its logs, its checkpoint files, and whether it still works. */
export class LogDirectory {
  readonly path: string;
  /** Undefined where it failed before it could tell. */
  readonly directoryId: Uuid | undefined;
  readonly #env: Env;
  readonly logs = new Set<PartitionLog>();
  /** Copies of logs of other directories that move here. */
  readonly futures = new Set<PartitionLog>();
  /** Offsets that the checkpoint files do not have yet. */
  readonly #moved = new Set<CheckpointName>();
  readonly #writing = new Set<CheckpointName>();
  /** Counts the writes of each file: one that was begun earlier must not replace a later one. */
  readonly #writes = new Map<CheckpointName, number>();
  /** Ends when the last sync of the folder's own names has. */
  #folderSync: Promise<void> = Promise.resolve();
  /** One that waits for that. */
  #nextFolderSync: Promise<void> | undefined;
  /** A log in it was found to have lost something, or cannot be read to its end. */
  isDamaged = false;
  /** Why it was taken out of service; undefined while it works. */
  offline: string | undefined;

  constructor(env: Env, path: string, directoryId: Uuid | undefined) {
    this.#env = env;
    this.path = path;
    this.directoryId = directoryId;
  }

  /** What a log in this directory needs from it. */
  contextFor(
    shared: Pick<LogContext, 'env' | 'files' | 'pool' | 'recentTime' | 'removeLater'>,
    failed: LogContext['failed'],
  ): LogContext {
    return {
      ...shared,
      offsetsMoved: (kind) => this.#moved.add(kind),
      storeRecoveryPoint: () => this.writeCheckpoint('recovery-point'),
      storeCleaned: () => this.writeCheckpoint('cleaned'),
      syncFolders: () => this.#syncFolders(),
      failed,
    };
  }

  /** Whoever asks while a sync is under way gets one that has not begun yet, as all do who come meanwhile. */
  #syncFolders(): Promise<void> {
    if (this.#nextFolderSync !== undefined) return this.#nextFolderSync;
    const before = this.#folderSync;
    const sync = async () => {
      await before;
      this.#nextFolderSync = undefined;
      await this.#env.disk.syncDirectoryLater(this.path);
    };
    this.#nextFolderSync = sync();
    // Its failure is for those who wait for it, and not for the next.
    this.#folderSync = this.#nextFolderSync.catch(() => {});
    return this.#nextFolderSync;
  }

  /** What a checkpoint file says; undefined when it is missing or damaged: going on without is always safe, if slow. */
  readCheckpoint(name: CheckpointName): OffsetCheckpoint | undefined {
    const path = `${this.path}/${CHECKPOINT_FILES[name]}`;
    try {
      const text = this.#env.disk.readFile(path)?.toString();
      return text === undefined ? undefined : parseOffsetCheckpoint(text);
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      this.#env.log.warn(`${path}: ${error.message}; going on without it`);
      return undefined;
    }
  }

  /**
   * Whether the logs are as clean as a checkpoint says. Left there, what it says of a log that was cut or made anew would
   * be taken for true once that has grown.
   */
  hasCleaned(checkpoint: OffsetCheckpoint): boolean {
    const offsets = new Map(
      [...this.logs].map((log) => [offsetCheckpointKey(log.topic, log.partition), log.cleanedUpTo]),
    );
    return [...checkpoint].every(([key, offset]) => offsets.get(key) === offset);
  }

  /** Of those that a clean stop writes in any case. */
  warnOfMissingCheckpoints(): void {
    for (const name of ['recovery-point', 'log-start', 'high-watermark'] as const) {
      const path = `${this.path}/${CHECKPOINT_FILES[name]}`;
      if (this.#env.disk.stat(path) === undefined)
        this.#env.log.warn(`${path} is missing; going on without it`);
    }
  }

  #format(name: CheckpointName): string {
    const offsets: OffsetCheckpoint = new Map();
    for (const log of this.logs) {
      const key = offsetCheckpointKey(log.topic, log.partition);
      if (name === 'recovery-point') offsets.set(key, log.recoveryPoint);
      else if (name === 'high-watermark') offsets.set(key, log.highWatermark);
      else if (name === 'cleaned') {
        if (log.cleanedUpTo > 0) offsets.set(key, log.cleanedUpTo);
      } else if (log.startIsInsideSegment) offsets.set(key, log.startOffset);
    }
    return formatOffsetCheckpoint(offsets);
  }

  /** Writes the file now and waits for the disk. */
  writeCheckpoint(name: CheckpointName): void {
    this.#moved.delete(name);
    this.#countWrite(name);
    replaceFile(this.#env.disk, `${this.path}/${CHECKPOINT_FILES[name]}`, this.#format(name));
  }

  /** The same, when one of its offsets has moved. */
  writeCheckpointIfMoved(name: CheckpointName): void {
    if (this.#moved.has(name)) this.writeCheckpoint(name);
  }

  #countWrite(name: CheckpointName): number {
    const count = (this.#writes.get(name) ?? 0) + 1;
    this.#writes.set(name, count);
    return count;
  }

  /** Writes the file when one of its offsets has moved, without waiting for the disk. */
  writeCheckpointLater(name: CheckpointName, failed: (error: DiskError) => void): void {
    if (this.offline !== undefined || !this.#moved.has(name) || this.#writing.has(name)) return;
    this.#moved.delete(name);
    this.#writing.add(name);
    const path = `${this.path}/${CHECKPOINT_FILES[name]}`;
    const count = this.#countWrite(name);
    const isWanted = () => this.offline === undefined && this.#writes.get(name) === count;
    replaceFileLater(this.#env.disk, path, this.#format(name), isWanted)
      .catch((error: unknown) =>
        failed(error instanceof DiskError ? error : new DiskError('write', path, error)),
      )
      .finally(() => this.#writing.delete(name));
  }

  /** A log was compacted, or one that had been is gone. */
  logCleaned(): void {
    this.#moved.add('cleaned');
  }

  /** The set of logs has changed: the files lack or name too much. */
  logsChanged(): void {
    for (const name of ['recovery-point', 'log-start', 'high-watermark'] as const) this.#moved.add(name);
  }
}

import { seededRandom } from '../../base/index.ts';
import type { LogManager, PartitionLog } from '../../log/index.ts';
import { buildBatch, setBatchBaseOffset, setBatchLeaderEpoch } from '../../wire/index.ts';
import { MemoryDisk } from '../memory-disk.ts';
import { drawOldLog, oldSegmentFiles } from '../overflowed-segment.ts';
import { CrashWorld, DATA_DIRECTORY, TOPICS, topicIdOf } from './crash-world.ts';
import type { Life } from './life.ts';
import { type Claim, type Histories, type KnownBatch, knownBatch } from './log-life.ts';
import { RecordingDisk } from './recording-disk.ts';

const TOPIC = 'compacted';
const FOLDER = `${DATA_DIRECTORY}/${TOPIC}-0`;
const CLEAN_MARKER = `${DATA_DIRECTORY}/.kafka_cleanshutdown`;

/**
 * The life of a log whose first segment has offsets that do not fit it: made by an old cleaner, parted by the start that finds
 * it, written to and opened again.
 */
export class SplitLife {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #disk: RecordingDisk;
  readonly #world: CrashWorld;
  #logs: LogManager | undefined;
  readonly #histories: Histories = { topic: TOPIC, topicId: topicIdOf(1), lists: [[]] };
  readonly #claims: (readonly Claim[])[] = [];
  readonly #steps: string[] = [];
  /** The old log is there, and on the disk. */
  #begun = false;
  #floor = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#disk = new RecordingDisk(new MemoryDisk(() => this.#world.nowMs));
    this.#world = new CrashWorld(this.#disk, seed);
    this.#disk.onChange = () => this.#claims.push(this.#claimsNow());
  }

  async live(steps: number): Promise<Life<readonly Claim[]>> {
    this.#step('an old log', () => this.#makeOldLog());
    this.#begun = true;
    this.#open('start');
    for (let count = 0; count < steps; count++) {
      this.#draw();
      await this.#disk.settle();
    }
    this.#claims.push(this.#claimsNow());
    const { changes } = this.#disk;
    return { name: `splits, seed ${this.#seed}`, changes, claims: this.#claims, steps: this.#steps };
  }

  #step<T>(what: string, action: () => T): T {
    this.#steps.push(`${this.#disk.changes.length} ${what}`);
    return action();
  }

  get #batches(): KnownBatch[] {
    return this.#histories.lists[0];
  }

  get #log(): PartitionLog | undefined {
    return this.#logs?.get(TOPIC, 0);
  }

  #claimsNow(): Claim[] {
    if (!this.#begun) return [];
    const log = this.#log;
    if (log !== undefined) this.#floor = Math.max(this.#floor, Math.min(log.recoveryPoint, log.endOffset));
    const written = this.#batches.length;
    const histories = this.#histories;
    return [{ histories, floor: this.#floor, history: 0, newestHistory: 0, written, start: 0 }];
  }

  #makeOldLog(): void {
    const wallMs = this.#world.nowMs;
    const overflows = 1 + Math.floor(this.#random() * 3);
    const old = drawOldLog(this.#seed, { overflows, wallMs });
    // A follower of before could have made such a segment, too, which was the last one then.
    const isLast = old.active.length === 0 && this.#random() < 0.5;
    this.#batches.push(...[...old.closed, ...old.active].map((batch) => knownBatch(batch, 0)));
    this.#floor = old.endOffset;
    this.#world.openLogs().shutdown(7);
    this.#disk.remove(CLEAN_MARKER);
    this.#disk.makeDirectory(FOLDER);
    this.#write(`${FOLDER}/partition.metadata`, `version: 0\ntopic_id: ${this.#histories.topicId}\n`);
    this.#write(`${FOLDER}/leader-epoch-checkpoint`, '0\n1\n0 0\n');
    const { indexIntervalBytes } = TOPICS[TOPIC];
    this.#writeSegment(0, oldSegmentFiles(0, old.closed, indexIntervalBytes));
    this.#write(`${FOLDER}/${nameOf(0)}.txnindex`, old.transactionIndex);
    if (!isLast)
      this.#writeSegment(old.activeBase, oldSegmentFiles(old.activeBase, old.active, indexIntervalBytes));
    this.#disk.syncDirectory(FOLDER);
    this.#disk.syncDirectory(DATA_DIRECTORY);
    this.#disk.syncDirectory('/');
    const isClean = this.#random() < 0.5;
    const checkpoint = (name: string, offset: number) =>
      this.#write(`${DATA_DIRECTORY}/${name}-offset-checkpoint`, `0\n1\n${TOPIC} 0 ${offset}\n`);
    if (isClean || this.#random() < 0.7)
      checkpoint('recovery-point', isClean || isLast || this.#random() < 0.5 ? old.endOffset : 0);
    else this.#disk.remove(`${DATA_DIRECTORY}/recovery-point-offset-checkpoint`);
    checkpoint('replication', old.endOffset);
    if (this.#random() < 0.5) checkpoint('cleaner', old.activeBase);
    if (isClean) this.#write(CLEAN_MARKER, '{"version":0,"brokerEpoch":7}');
    this.#disk.syncDirectory(DATA_DIRECTORY);
  }

  #writeSegment(baseOffset: number, files: object): void {
    for (const [kind, bytes] of Object.entries(files) as [string, Buffer][])
      this.#write(`${FOLDER}/${nameOf(baseOffset)}.${kind}`, bytes);
  }

  #write(path: string, content: Buffer | string): void {
    const file = this.#disk.open(path, 'create');
    file.write([Buffer.from(content)], 0);
    file.sync();
    file.close();
  }

  #open(what: string): void {
    this.#logs = undefined;
    this.#step(what, () => (this.#logs = this.#world.openLogs()));
    if (this.#log === undefined) throw new Error(`${what}: ${TOPIC} is gone`);
  }

  #draw(): void {
    const log = this.#log!;
    const draw = this.#random();
    if (draw < 0.4) return this.#append(log);
    if (draw < 0.5) return this.#follow(log);
    if (draw < 0.6) return this.#step('flush', () => log.flush());
    if (draw < 0.7) return this.#step('roll', () => log.roll('script'));
    if (draw < 0.85) this.#step('stop', () => this.#logs!.shutdown(7));
    else this.#disk.crashProcess();
    this.#open('start again');
  }

  #batch(baseOffset: number): Buffer {
    const batch = buildBatch(
      [{ key: Buffer.from('k'), value: Buffer.from(`v${baseOffset}`), timestamp: this.#world.nowMs }],
      { timestamp: this.#world.nowMs },
    );
    setBatchBaseOffset(batch, 0, baseOffset);
    setBatchLeaderEpoch(batch, 0, 0);
    // It may be found on the disk before the call that appends it comes back.
    this.#batches.push(knownBatch(batch, 0));
    return batch;
  }

  /** From a leader that has nothing left of as many offsets as a segment can hold. */
  #follow(log: PartitionLog): void {
    const baseOffset = log.endOffset + 2 ** 31 + 5;
    const batch = this.#batch(baseOffset);
    this.#step(`follow at ${baseOffset}`, () => log.appendAsFollower(batch));
  }

  #append(log: PartitionLog): void {
    const { endOffset } = log;
    const batch = this.#batch(endOffset);
    // A client does not know its offset.
    setBatchBaseOffset(batch, 0, 0);
    this.#step(`append at ${endOffset}`, () => {
      const outcome = log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' });
      if (outcome.kind !== 'appended') throw new Error(JSON.stringify(outcome));
    });
  }
}

function nameOf(baseOffset: number): string {
  return String(baseOffset).padStart(20, '0');
}

import { seededRandom, type Uuid } from '../../base/index.ts';
import type { LogManager, PartitionLog } from '../../log/index.ts';
import {
  batchBaseOffset,
  batchCrc,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchLastSequence,
  batchLeaderEpoch,
  batchPositions,
  batchProducerId,
  batchSizeBytes,
  buildBatch,
  buildTransactionMarker,
} from '../../wire/index.ts';
import { MemoryDisk } from '../memory-disk.ts';
import { CrashWorld, TOPICS, topicIdOf } from './crash-world.ts';
import type { Life } from './life.ts';
import { nextTurn, RecordingDisk } from './recording-disk.ts';

/** What tells a batch from every other. */
export interface KnownBatch {
  readonly base: number;
  readonly last: number;
  readonly crc: number;
  readonly epoch: number;
  readonly producerId: number;
  readonly lastSequence: number;
  readonly transactional: boolean;
  readonly control: boolean;
}

export function knownBatch(buffer: Buffer, at: number): KnownBatch {
  return {
    base: batchBaseOffset(buffer, at),
    last: batchLastOffset(buffer, at),
    crc: batchCrc(buffer, at),
    epoch: batchLeaderEpoch(buffer, at),
    producerId: batchProducerId(buffer, at),
    lastSequence: batchLastSequence(buffer, at),
    transactional: batchIsTransactional(buffer, at),
    control: batchIsControl(buffer, at),
  };
}

/** All that a partition's log ever was: one list of batches for each history, the newest last. */
export interface Histories {
  readonly topic: string;
  readonly topicId: Uuid;
  readonly lists: KnownBatch[][];
}

/** What may be counted on at some moment. */
export interface Claim {
  readonly histories: Histories;
  /** Below it everything survives. */
  readonly floor: number;
  /** Nothing but this history, or a later one, may be found. */
  readonly history: number;
  /** The last one that there may be by then. */
  readonly newestHistory: number;
  /** Batches of that one by then. */
  readonly written: number;
  /** Where the log begins; it may be found to begin before. */
  readonly start: number;
}

/** Claims about one partition that exists. */
class Tracked {
  readonly histories: Histories;
  floor = 0;
  history = 0;
  start = 0;
  /** Where it is about to be cut. */
  ceiling = Infinity;
  /** Where it is about to begin. */
  nextStart = 0;

  constructor(topic: string, topicId: Uuid) {
    this.histories = { topic, topicId, lists: [[]] };
  }

  get newest(): KnownBatch[] {
    return this.histories.lists.at(-1)!;
  }
}

/** Three records of it fit into the smallest segments. */
const VALUE_BYTES_MAX = 168;

interface Producer {
  readonly id: number;
  sequence: number;
  open: boolean;
}

/** Draws what is done next, does it and keeps account. */
export class LogLife {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #memory = new MemoryDisk(() => this.#world.nowMs);
  readonly #disk = new RecordingDisk(this.#memory);
  readonly #world: CrashWorld;
  #logs!: LogManager;
  readonly #tracked = new Map<string, Tracked>();
  /** Two of them: few files make few states, and many different lives. */
  readonly #topics: readonly string[];
  readonly #producers = new Map<string, Producer[]>();
  readonly #claims: (readonly Claim[])[] = [];
  /** Changes of the disk before which no compaction is to be noted any more. */
  #compactionsNotedTo = 0;
  readonly #steps: string[] = [];
  #topicIds = 0;
  #producerIds = 0;
  #epoch = 0;
  #values = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
    const all = Object.keys(TOPICS);
    this.#topics = [all[seed % 3], all[(seed % 3) + 1]];
    this.#world = new CrashWorld(this.#disk, seed);
    this.#disk.onChange = () => this.#claims.push(this.#claimsNow());
    this.#world.onFact = (fact) => {
      if (fact.kind === 'segment-compacted') this.#noteCompaction(fact.topic);
    };
  }

  async live(steps: number): Promise<Life<readonly Claim[]>> {
    this.#step('open', () => (this.#logs = this.#world.openLogs()));
    for (const topic of this.#topics) this.#create(topic);
    for (let count = 0; count < steps; count++) {
      await this.#draw();
      await (this.#random() < 0.85 ? this.#disk.settle() : nextTurn());
    }
    await this.#disk.settle();
    this.#claims.push(this.#claimsNow());
    return {
      name: `logs, seed ${this.#seed}`,
      changes: this.#disk.changes,
      claims: this.#claims,
      steps: this.#steps,
    };
  }

  #step<T>(what: string, action: () => T): T {
    this.#steps.push(`${this.#disk.changes.length} ${what}`);
    return action();
  }

  #claimsNow(): Claim[] {
    return Array.from(this.#tracked.values(), (tracked) => {
      const log = this.#logOf(tracked.histories.topic);
      if (log !== undefined) {
        tracked.floor = Math.max(tracked.floor, Math.min(log.recoveryPoint, log.endOffset, tracked.ceiling));
        tracked.start = Math.max(log.startOffset, tracked.nextStart);
      }
      const { histories, floor, history, start } = tracked;
      const newestHistory = histories.lists.length - 1;
      return { histories, floor, history, newestHistory, written: tracked.newest.length, start };
    });
  }

  #logOf(topic: string): PartitionLog | undefined {
    return this.#logs?.get(topic, 0);
  }

  #create(topic: string): void {
    const topicId = topicIdOf(++this.#topicIds);
    this.#tracked.set(topic, new Tracked(topic, topicId));
    this.#producers.set(
      topic,
      [0, 1].map((index) => ({ id: (this.#producerIds += 10) + index, sequence: 0, open: false })),
    );
    this.#step(`create ${topic}`, () => this.#logs.create(topic, 0, topicId, TOPICS[topic]));
  }

  #whole(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  async #draw(): Promise<void> {
    const topic = this.#topics[this.#whole(0, this.#topics.length - 1)];
    const log = this.#logOf(topic)!;
    const tracked = this.#tracked.get(topic)!;
    const draw = this.#random();
    if (draw < 0.46) return this.#append(topic, log, tracked);
    if (draw < 0.52) return this.#transaction(topic, log, tracked);
    if (draw < 0.57) return this.#follow(topic, log, tracked);
    if (draw < 0.61) return this.#step(`flush ${topic}`, () => log.flush());
    if (draw < 0.65) {
      this.#step(`flush later ${topic}`, () => void log.flushLater());
      return;
    }
    if (draw < 0.69) return this.#step(`roll ${topic}`, () => log.roll('script'));
    if (draw < 0.75) return this.#cut(topic, log, tracked);
    if (draw < 0.77) return this.#restartAt(topic, log, tracked);
    if (draw < 0.8) return this.#deleteRecords(topic, log);
    if (draw < 0.9) return this.#keepHouse();
    if (draw < 0.93) return this.#recreate();
    if (draw < 0.965) return this.#stop();
    return this.#kill();
  }

  #keepHouse(): void {
    const waitMs = [6_000, 16_000, 61_000, 301_000][this.#whole(0, 3)];
    this.#world.nowMs += waitMs;
    this.#step(`housekeeping after ${waitMs} ms`, () => this.#logs.housekeeping(this.#world.nowMs));
  }

  #batch(topic: string, { transactional = false } = {}): { batch: Buffer; producer: Producer | undefined } {
    const count = this.#whole(1, 3);
    const producers = this.#producers.get(topic)!;
    const idempotent = producers[0];
    const producer = transactional ? producers[1] : this.#random() < 0.5 ? idempotent : undefined;
    const records = Array.from({ length: count }, () => ({
      key: Buffer.from(`k${this.#whole(0, 5)}`),
      value: Buffer.from(`v${++this.#values}`.padEnd(Math.min(this.#whole(10, 180), VALUE_BYTES_MAX), '.')),
      timestamp: this.#world.nowMs,
    }));
    const batch = buildBatch(records, {
      timestamp: this.#world.nowMs,
      producerId: producer?.id ?? -1,
      producerEpoch: producer === undefined ? -1 : 0,
      baseSequence: producer?.sequence ?? -1,
      transactional,
    });
    if (producer !== undefined) producer.sequence += count;
    return { batch, producer };
  }

  #append(topic: string, log: PartitionLog, tracked: Tracked): void {
    const { batch } = this.#batch(topic);
    this.#appendBatch(`append to ${topic}`, log, tracked, batch, 'client');
  }

  #transaction(topic: string, log: PartitionLog, tracked: Tracked): void {
    const producer = this.#producers.get(topic)![1];
    if (!producer.open) {
      const { batch } = this.#batch(topic, { transactional: true });
      producer.open = true;
      return this.#appendBatch(`begin in ${topic}`, log, tracked, batch, 'client');
    }
    producer.open = false;
    const how = this.#random() < 0.5 ? 'commit' : 'abort';
    const marker = buildTransactionMarker(how, {
      timestamp: this.#world.nowMs,
      producerId: producer.id,
      producerEpoch: 0,
      coordinatorEpoch: 0,
    });
    this.#appendBatch(`${how} in ${topic}`, log, tracked, marker, 'coordinator');
  }

  #appendBatch(
    what: string,
    log: PartitionLog,
    tracked: Tracked,
    batch: Buffer,
    origin: 'client' | 'coordinator',
  ): void {
    const leaderEpoch = this.#random() < 0.1 ? ++this.#epoch : this.#epoch;
    const { endOffset } = log;
    // It may be found on the disk before the call comes back.
    const written = knownBatch(batch, 0);
    tracked.newest.push({
      ...written,
      base: endOffset,
      last: endOffset + written.last - written.base,
      epoch: leaderEpoch,
    });
    this.#step(`${what} at ${endOffset}`, () => {
      const outcome = log.appendAsLeader(batch, { leaderEpoch, origin });
      if (outcome.kind !== 'appended') throw new Error(`${what}: ${JSON.stringify(outcome)}`);
    });
    if (log.config.flushMessages === 1) tracked.floor = log.endOffset;
    if (this.#random() < 0.7) log.advanceHighWatermark(log.endOffset);
  }

  /** What comes from a leader whose log was compacted has gaps. */
  #follow(topic: string, log: PartitionLog, tracked: Tracked): void {
    const { batch } = this.#batch(topic);
    const base = log.endOffset + (topic === 'compacted' ? this.#whole(0, 2) : 0);
    batch.writeBigInt64BE(BigInt(base), 0);
    batch.writeInt32BE(this.#epoch, 12);
    tracked.newest.push(knownBatch(batch, 0));
    this.#step(`follow ${topic} at ${base}`, () => log.appendAsFollower(batch));
    if (log.config.flushMessages === 1) tracked.floor = log.endOffset;
  }

  /** A new history begins; once the call is back, none from before may be found. */
  #cut(topic: string, log: PartitionLog, tracked: Tracked): void {
    const candidates = tracked.newest.filter(({ base }) => base >= log.startOffset);
    if (candidates.length === 0) return;
    const toOffset = candidates[this.#whole(Math.max(0, candidates.length - 4), candidates.length - 1)].base;
    tracked.floor = Math.min(tracked.floor, toOffset);
    tracked.ceiling = toOffset;
    tracked.nextStart = Math.min(tracked.nextStart, toOffset);
    tracked.histories.lists.push(tracked.newest.filter(({ base }) => base < toOffset));
    this.#step(`cut ${topic} to ${toOffset}`, () => log.truncateTo(toOffset, 'script'));
    tracked.history = tracked.histories.lists.length - 1;
    tracked.ceiling = Infinity;
    this.#resume(topic, log);
  }

  #restartAt(topic: string, log: PartitionLog, tracked: Tracked): void {
    const atOffset = log.endOffset + this.#whole(0, 3);
    tracked.floor = 0;
    tracked.ceiling = 0;
    tracked.nextStart = atOffset;
    tracked.histories.lists.push([]);
    this.#step(`restart ${topic} at ${atOffset}`, () => log.truncateFullyAndStartAt(atOffset));
    tracked.history = tracked.histories.lists.length - 1;
    tracked.ceiling = Infinity;
    this.#resume(topic, log);
  }

  /** Producers go on from what the log still knows of them; one that it has forgotten is replaced by another. */
  #resume(topic: string, log: PartitionLog): void {
    const known = new Map(log.activeProducers().map((each) => [each.producerId, each]));
    const producers = this.#producers.get(topic)!;
    for (const [index, { id }] of producers.entries()) {
      const found = known.get(id);
      producers[index] =
        found === undefined
          ? { id: (this.#producerIds += 10) + index, sequence: 0, open: false }
          : { id, sequence: found.lastSequence + 1, open: found.currentTransactionStartOffset >= 0 };
    }
  }

  #deleteRecords(topic: string, log: PartitionLog): void {
    if (log.highWatermark <= log.startOffset) return;
    const offset = this.#whole(log.startOffset + 1, log.highWatermark);
    this.#step(`delete records of ${topic} below ${offset}`, () =>
      log.advanceStart(offset, 'delete-records'),
    );
  }

  #recreate(): void {
    if (!this.#topics.includes('fleeting')) return;
    this.#tracked.delete('fleeting');
    this.#step('delete fleeting', () => this.#logs.scheduleDelete('fleeting', 0));
    this.#create('fleeting');
  }

  async #stop(): Promise<void> {
    await this.#disk.settle();
    if (this.#random() < 0.7) await this.#flushForShutdown();
    this.#step('stop', () => this.#logs.shutdown(7));
    await this.#reopen('start');
  }

  async #flushForShutdown(): Promise<void> {
    let isThrough = false;
    const flush = this.#step('flush for a stop', () => this.#logs.flushForShutdown(() => {}));
    void flush.then(() => (isThrough = true));
    while (!isThrough) await this.#disk.settle();
    await flush;
  }

  /** SIGKILL: the disk has all that was written, synced or not. */
  async #kill(): Promise<void> {
    await nextTurn();
    this.#disk.crashProcess();
    await this.#reopen('start after a kill');
  }

  async #reopen(what: string): Promise<void> {
    this.#logs = undefined as never;
    this.#step(what, () => (this.#logs = this.#world.openLogs()));
    for (const [topic, tracked] of this.#tracked) {
      const log = this.#logOf(topic);
      if (log === undefined) throw new Error(`${what}: ${topic} is gone`);
      // A log whose only records began behind a gap, and were cut, ends where its segment begins: as in Apache Kafka.
      const isCounted = tracked.newest.some(({ last }) => last >= log.endOffset && last < tracked.floor);
      if (!isCounted) tracked.floor = Math.min(tracked.floor, log.endOffset);
    }
    await this.#disk.settle();
  }

  /** The compacted form may be found from the change on that gave the first of its files the name of a finished one. */
  #noteCompaction(topic: string): void {
    const histories = this.#tracked.get(topic)?.histories;
    const log = this.#logOf(topic);
    const { changes } = this.#disk;
    const finished = changes.findIndex(
      (change, index) =>
        index >= this.#compactionsNotedTo && change.kind === 'rename' && change.to.endsWith('.swap'),
    );
    this.#compactionsNotedTo = changes.length;
    if (histories === undefined || log === undefined) return;
    const compacted = batchesOf(this.#memory, log);
    const written = compacted.length;
    const newestHistory = histories.lists.push(compacted) - 1;
    for (let point = finished + 1; point < this.#claims.length; point++)
      this.#claims[point] = this.#claims[point].map((claim) =>
        claim.histories === histories ? { ...claim, newestHistory, written } : claim,
      );
  }
}

/** The batches in a log's files, in order; only as far as their sizes make sense. */
export function batchesOf(memory: MemoryDisk, log: PartitionLog): KnownBatch[] {
  const found: KnownBatch[] = [];
  for (const { baseOffset } of log.segments()) {
    const bytes = memory.readFile(`${log.directory}/${String(baseOffset).padStart(20, '0')}.log`)!;
    for (const at of batchPositions(bytes)) {
      if (at + batchSizeBytes(bytes, at) > bytes.length) break;
      found.push(knownBatch(bytes, at));
    }
  }
  return found;
}

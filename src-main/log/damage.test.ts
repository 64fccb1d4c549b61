// One replica alone: every file of a log dir, changed in every way. Whatever a reader is given is what was written, or it
// is told; what is lost is said; and after one round of the scrubber every change has been noticed, or does not matter.
import { beforeAll, expect, test } from 'vitest';
import { seededRandom, type Uuid } from '../base/index.ts';
import type { Env } from '../env/index.ts';
import { MemoryDisk } from '../sim/memory-disk.ts';
import { stillEnv } from '../sim/still-env.ts';
import {
  batchBaseOffset,
  batchFault,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchPositions,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  buildBatch,
  buildTransactionMarker,
} from '../wire/index.ts';
import { DEFAULT_LOG_CONFIG, type LogConfig } from './log-config.ts';
import { LogManager } from './log-manager.ts';
import { formatDirectory } from './meta-properties.ts';
import type { PartitionLog } from './partition-log.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';

const DIRECTORY = '/data';
const IDS = { nodeId: 1, clusterId: 'clusterAAAAAAAAAAAAAAw' };
const SCRUB_INTERVAL_MS = 1_000_000;
const CLEANER_BACKOFF_MS = 15_000;
const DELETE_RETENTION_MS = 300_000;

const BASE: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  segmentBytes: 2_500,
  indexIntervalBytes: 150,
  retentionMs: -1,
  timestampAfterMaxMs: Infinity,
};
const TOPICS: Readonly<Record<string, LogConfig>> = {
  plain: BASE,
  compacted: {
    ...BASE,
    cleanupPolicy: { compact: true, delete: false },
    minCleanableDirtyRatio: 0.01,
    deleteRetentionMs: DELETE_RETENTION_MS,
  },
};

const topicIdOf = (topic: string) => `${topic.padEnd(21, 'A')}A` as Uuid;

/** Time goes on when it is told to; whoever rests is woken at once. */
class World {
  nowMs: number;
  readonly disk: MemoryDisk;
  readonly env: Env;
  readonly messages: string[] = [];
  readonly damaged: string[] = [];

  constructor(disk = new MemoryDisk(() => this.nowMs), nowMs = 1_000_000) {
    this.disk = disk;
    this.nowMs = nowMs;
    const note = (message: string) => void this.messages.push(message);
    this.env = stillEnv({
      disk,
      seed: 7,
      nowMs: () => this.nowMs,
      schedule: (_delayMs, action) => {
        queueMicrotask(action);
        return { cancel() {} };
      },
      log: { info: () => {}, warn: note, error: note },
      facts: {
        report: (fact) => {
          if (fact.kind === 'log-recovered' && fact.truncatedBytes > 0) note(`${fact.topic} was cut`);
        },
      },
    });
  }

  open(): LogManager {
    formatDirectory(this.env, DIRECTORY, IDS);
    return LogManager.open(this.env, {
      ...IDS,
      directories: [DIRECTORY],
      configOf: (topic) => TOPICS[topic],
      cleaner: { enabled: true, backoffMs: CLEANER_BACKOFF_MS, keyMemoryBytes: 100_000 },
      scrub: { intervalMs: SCRUB_INTERVAL_MS, bytesPerSecond: 1e9 },
      onDamage: (log, error) => void this.damaged.push(`${log.topic}: ${error.message}`),
    });
  }

  async passes(ms: number, manager: LogManager): Promise<void> {
    this.nowMs += ms;
    manager.housekeeping(this.nowMs);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Producers with transactions, keys that come again, tombstones; the real cleaner between rounds, and more behind it. */
async function fill(world: World): Promise<void> {
  const manager = world.open();
  const random = seededRandom(11);
  const below = (limit: number) => Math.floor(random() * limit);
  const logs = Object.entries(TOPICS).map(([topic, config]) =>
    manager.create(topic, 0, topicIdOf(topic), config),
  );
  for (let round = 0; round < 4; round++) {
    for (const log of logs) write(log, round);
    // Roll and flush, as age and the cleaner's checkpoint need it; and clean.
    await world.passes(CLEANER_BACKOFF_MS, manager);
    await world.passes(CLEANER_BACKOFF_MS, manager);
    world.nowMs += DELETE_RETENTION_MS / 3;
  }
  for (const log of logs) {
    expect(log.advanceStart(log.topic === 'plain' ? 13 : 2, 'delete-records')).toBe(true);
    write(log, 4);
  }
  manager.shutdown(5);

  function write(log: PartitionLog, round: number): void {
    const leaderEpoch = round;
    const sequences = new Map<number, number>();
    for (let count = 0; count < 12; count++) {
      world.nowMs += 1 + below(50);
      const producerId = [-1, 7, 8 + round][below(3)];
      const baseSequence = sequences.get(producerId) ?? 0;
      const records = Array.from({ length: 1 + below(3) }, () => ({
        key: Buffer.from(`k${below(12)}`),
        value: random() < 0.2 ? null : Buffer.alloc(40 + below(120), 97 + below(26)),
        timestamp: world.nowMs - below(60),
      }));
      const isOurs = producerId >= 0;
      const transactional = producerId > 7;
      const batch = buildBatch(records, {
        timestamp: world.nowMs,
        producerId,
        producerEpoch: isOurs ? round : -1,
        baseSequence: isOurs ? baseSequence : -1,
        transactional,
        codec: count % 4 === 3 ? 'gzip' : 'none',
      });
      if (isOurs) sequences.set(producerId, baseSequence + records.length);
      const outcome = log.appendAsLeader(batch, { leaderEpoch, origin: 'client' });
      expect(outcome.kind).toBe('appended');
      if (transactional && (random() < 0.5 || count > 9)) end(producerId);
    }
    end(8 + round);
    log.advanceHighWatermark(log.endOffset);

    function end(producerId: number): void {
      if (log.activeProducers().every((each) => each.producerId !== producerId)) return;
      const marker = { timestamp: world.nowMs, producerId, producerEpoch: round, coordinatorEpoch: 0 };
      const bytes = buildTransactionMarker(random() < 0.5 ? 'abort' : 'commit', marker);
      log.appendAsLeader(bytes, { leaderEpoch, origin: 'coordinator' });
    }
  }
}

interface Known {
  readonly first: number;
  readonly last: number;
  readonly bytes: Buffer;
}

/** Everything that can be asked of a log, beside its batches. */
interface Memory {
  readonly times: string;
  readonly aborted: string;
  readonly epochs: string;
  readonly producers: string;
}

interface Truth {
  readonly start: number;
  readonly end: number;
  readonly batches: readonly Known[];
  readonly timestamps: readonly number[];
  readonly memory: Memory;
}

function batchesAt(log: PartitionLog, offset: number): Known[] | undefined {
  const slice = log.read(offset, { maxBytes: 700, upperBound: Infinity, atLeastOneBatch: true });
  if (slice === 'out-of-range') return undefined;
  const found: Known[] = [];
  for (const chunk of slice.chunks)
    for (const at of batchPositions(chunk))
      found.push({
        first: batchBaseOffset(chunk, at),
        last: batchLastOffset(chunk, at),
        bytes: Buffer.from(chunk.subarray(at, at + batchSizeBytes(chunk, at))),
      });
  slice.release();
  return found;
}

/** Base offsets of the batches that a consumer of committed records leaves out, reading from `from` on. */
function hiddenFrom(log: PartitionLog, from: number): number[] {
  const coming = log.abortedTransactions(from, log.endOffset);
  const aborted = new Set<number>();
  const hidden: number[] = [];
  for (let offset = from; offset < log.endOffset;) {
    const slice = log.read(offset, { maxBytes: 1e6, upperBound: Infinity, atLeastOneBatch: true });
    if (slice === 'out-of-range' || slice.sizeBytes === 0) break;
    for (const chunk of slice.chunks)
      for (const at of batchPositions(chunk)) {
        while (coming.length > 0 && coming[0].firstOffset <= batchLastOffset(chunk, at))
          aborted.add(coming.shift()!.producerId);
        const producerId = batchProducerId(chunk, at);
        if (batchIsControl(chunk, at)) aborted.delete(producerId);
        else if (
          batchIsTransactional(chunk, at) &&
          batchRecordCount(chunk, at) > 0 &&
          aborted.has(producerId)
        )
          hidden.push(batchBaseOffset(chunk, at));
      }
    offset = slice.nextOffset;
    slice.release();
  }
  return hidden;
}

function memoryOf(log: PartitionLog, start: number, timestamps: readonly number[]): Memory {
  const times = timestamps.map((each) => log.offsetForTimestamp(each));
  const aborted: unknown[] = [];
  for (let from = start; from < log.endOffset; from += 4) aborted.push(hiddenFrom(log, from));
  return {
    times: JSON.stringify([times, log.offsetOfMaxTimestamp()]),
    aborted: JSON.stringify(aborted),
    epochs: JSON.stringify([0, 1, 2, 3, 4].map((epoch) => log.endOffsetForEpoch(epoch))),
    producers: JSON.stringify(log.activeProducers().sort((a, b) => a.producerId - b.producerId)),
  };
}

function truthOf(log: PartitionLog): Truth {
  const batches: Known[] = [];
  for (let offset = log.startOffset; offset < log.endOffset; offset = batches.at(-1)!.last + 1)
    batches.push(...(batchesAt(log, offset) ?? []));
  const timestamps = [...new Set(batches.map(({ bytes }) => Number(bytes.readBigInt64BE(35))))];
  const { startOffset: start, endOffset: end } = log;
  return { start, end, batches, timestamps, memory: memoryOf(log, start, timestamps) };
}

/** No CRC covers the leader epoch. Where the file beside contradicts it nobody can tell alone which of them is right. */
function withoutEpoch(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 12), bytes.subarray(16)]);
}

/** What a reader of the log is given that is wrong, and what it is not given though nobody says so. */
function faultsOf(log: PartitionLog, truth: Truth): { wrong: string[]; ofEpoch: string[]; lost: string[] } {
  const wrong: string[] = [];
  const ofEpoch: string[] = [];
  const lost: string[] = [];
  if (log.startOffset > truth.start) lost.push(`begins at ${log.startOffset}, not at ${truth.start}`);
  if (log.endOffset !== truth.end) lost.push(`ends at ${log.endOffset}, not at ${truth.end}`);
  for (let offset = truth.start; offset < truth.end; offset++) {
    try {
      const expected = truth.batches.findIndex(({ last }) => last >= offset);
      const found = batchesAt(log, offset);
      if (found === undefined || found.length === 0) lost.push(`nothing at ${offset}`);
      for (const [index, batch] of (found ?? []).entries()) {
        const known = truth.batches[expected + index] as Known | undefined;
        if (known?.bytes.equals(batch.bytes) === true) continue;
        const isOther = truth.batches.some(({ bytes }) => bytes.equals(batch.bytes));
        const isLike = known !== undefined && withoutEpoch(known.bytes).equals(withoutEpoch(batch.bytes));
        if (isLike) ofEpoch.push(`${offset} is of another epoch`);
        else if (isOther) lost.push(`${offset} skips to ${batch.first}`);
        else wrong.push(`${offset}: batch of ${batch.first} to ${batch.last} is not as it was written`);
        break;
      }
    } catch (error) {
      if (!(error instanceof CorruptSegmentError)) throw error;
      // The reader is told.
    }
  }
  return { wrong, ofEpoch, lost };
}

/** What the log remembers wrongly. */
function forgotten(log: PartitionLog, truth: Truth): string[] {
  try {
    const found = memoryOf(log, Math.max(log.startOffset, truth.start), truth.timestamps);
    return (Object.keys(found) as (keyof Memory)[]).filter((each) => found[each] !== truth.memory[each]);
  } catch (error) {
    if (!(error instanceof CorruptSegmentError)) throw error;
    return [];
  }
}

type Change = readonly [name: string, change: (bytes: Buffer) => Buffer | undefined];

/** Every kind of damage, at many places of a file. */
function* changesOf(path: string, bytes: Buffer, step: number): Generator<Change> {
  yield ['delete', () => undefined];
  const cuts = new Set([0, 1, bytes.length >> 1, (bytes.length >> 1) + 1, bytes.length - 1]);
  if (path.endsWith('.log')) for (const at of batchPositions(bytes)) cuts.add(at);
  for (const size of cuts)
    if (size < bytes.length) yield [`cut at ${size}`, (whole) => whole.subarray(0, size)];
  for (const from of [0, bytes.length >> 2, bytes.length >> 1])
    yield [
      `zeros from ${from}`,
      (whole) => Buffer.concat([whole.subarray(0, from), Buffer.alloc(whole.length - from)]),
    ];
  for (let at = liveFrom(path, bytes); at < bytes.length; at += step)
    for (const bit of [at % 8, (at + 4) % 8])
      yield [
        `bit ${bit} of byte ${at}`,
        (whole) => {
          const flipped = Buffer.from(whole);
          flipped[at] ^= 1 << bit;
          return flipped;
        },
      ];
  for (const [from, to] of [
    [0, bytes.length >> 1],
    [bytes.length >> 1, 0],
    [bytes.length >> 2, bytes.length >> 1],
  ])
    yield [
      `a third from ${from} at ${to}`,
      (whole) => {
        const stale = Buffer.from(whole);
        whole.copy(stale, to, from, from + Math.max(1, Math.floor(whole.length / 3)));
        return stale;
      },
    ];
}

let disk: MemoryDisk;
let nowMs: number;
const truths = new Map<string, Truth>();

beforeAll(async () => {
  const world = new World();
  await fill(world);
  ({ disk, nowMs } = world);
  const look = new World(disk.clone(), nowMs);
  const manager = look.open();
  for (const topic of Object.keys(TOPICS)) truths.set(topic, truthOf(manager.get(topic, 0)!));
  expect(look.messages).toEqual([]);
});

/** Where bytes begin that some reader may ask for. */
function liveFrom(path: string, bytes: Buffer): number {
  if (!path.endsWith('.log')) return 0;
  const { start } = truths.get(topicOf(path)!)!;
  return [...batchPositions(bytes)].find((at) => batchBaseOffset(bytes, at) >= start) ?? bytes.length;
}

const topicOf = (path: string) => /\/(\w+)-0\//.exec(path)?.[1];

/**
 * What nobody can tell, and nobody has to: an index that lacks entries at its end, white space, numbers that are right as
 * well; and a base offset (no CRC covers it) that has moved within a gap that compaction has left.
 */
function cannotBeTold(path: string, before: Buffer, after: Buffer | undefined, isClean: boolean): boolean {
  // What a power loss leaves of one goes at the start behind it, without a word; one that is gone has another before it.
  if (path.endsWith('.snapshot') && (!isClean || after === undefined)) return true;
  // The cleaner's is not there before it has cleaned, and others not before their time after a first start.
  if (after === undefined)
    return path.includes('cleaner') || (!isClean && path.endsWith('offset-checkpoint'));
  // The active segment's are held against the batches when they are used.
  if (/0000(121|123)\.index$/.test(path)) return true;
  if (path.endsWith('index') && before.subarray(0, after.length).equals(after)) return true;
  if (before.toString().trim() === after.toString().trim()) return true;
  if (path.endsWith('offset-checkpoint'))
    return /^0\n(1|2\n[^ ]+ \d+ \d+)\n[^ ]+ \d+ \d+\n/.test(after.toString());
  return false;
}

function hasMovedInGap(path: string, after: Buffer | undefined): boolean {
  if (after === undefined || !/compacted.*log$/.test(path)) return false;
  let end = Number(/(\d+)\.log$/.exec(path)![1]);
  for (const at of batchPositions(after)) {
    if (batchFault(after, at, after.length) !== undefined || batchBaseOffset(after, at) < end) return false;
    end = batchLastOffset(after, at) + 1;
  }
  return true;
}

async function judge(path: string, [name, apply]: Change, isClean: boolean): Promise<string[]> {
  const world = new World(disk.clone(), nowMs);
  const before = world.disk.readFile(path)!;
  const after = apply(before);
  if (after?.equals(before) === true || hasMovedInGap(path, after)) return [];
  world.disk.tamper(path, after);
  if (!isClean) world.disk.tamper(`${DIRECTORY}/.kafka_cleanshutdown`, undefined);
  const faults: string[] = [];
  const complain = (what: string) =>
    faults.push(`${path.slice(DIRECTORY.length + 1)}, ${name}, ${isClean ? 'clean' : 'killed'}: ${what}`);
  try {
    const manager = world.open();
    const told = () =>
      world.messages.length + world.damaged.length > 0 ||
      [...manager.all()].some((log) => log.damage !== undefined || log.topicId !== topicIdOf(log.topic));
    const missed: string[] = [];
    for (const [topic, truth] of truths) {
      if ((topicOf(path) ?? topic) !== topic) continue;
      const log = manager.get(topic, 0)!;
      const { wrong, ofEpoch, lost } = faultsOf(log, truth);
      for (const what of wrong) complain(what);
      missed.push(...ofEpoch, ...lost);
      if (path.endsWith('.log')) continue;
      for (const what of forgotten(log, truth)) {
        // Where epochs began whose first batches compaction took, the lost file alone knew.
        if (topic === 'compacted' && what === 'epochs' && path.endsWith('epoch-checkpoint'))
          missed.push(what);
        else complain(`${topic}: wrong ${what}`);
      }
    }
    await world.passes(SCRUB_INTERVAL_MS, manager);
    if (!told()) for (const what of missed) complain(`untold: ${what}`);
    if (!told() && !path.endsWith('txnindex') && !cannotBeTold(path, before, after, isClean)) {
      manager.shutdown(6);
      if (world.disk.readFile(path)?.equals(before) !== true) complain('unnoticed');
    }
  } catch (error) {
    complain(String((error as Error).stack));
  }
  return faults;
}

/** All of it takes minutes: `DAMAGE=all`. Otherwise a few places of each file. */
const isWhole = process.env.DAMAGE === 'all';

test(
  'no reader is given what was not written, and nothing is lost or wrong without a word',
  { timeout: 1_800_000 },
  async () => {
    const faults: string[] = [];
    for (const [path, bytes] of disk.files(`${DIRECTORY}/`)) {
      if (/\.lock$|cleanshutdown$|meta.properties$|\.deleted$/.test(path)) continue;
      const step = isWhole ? Number(process.env.STEP ?? 1) : Math.ceil(bytes.length / 5);
      for (const change of changesOf(path, bytes, step))
        for (const isClean of [true, false]) {
          faults.push(...(await judge(path, change, isClean)));
        }
    }
    expect(faults).toEqual([]);
  },
);

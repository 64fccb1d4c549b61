import { expect, test } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { DiskError, type Env } from '../../env/index.ts';
import { LogWorld } from '../../sim/log-script.ts';
import { MemoryDisk } from '../../sim/memory-disk.ts';
import {
  batchBaseOffset,
  batchDeleteHorizonMs,
  batchFault,
  batchIsControl,
  batchLastOffset,
  batchPositions,
  batchProducerId,
  buildBatch,
  buildTransactionMarker,
  readRecords,
} from '../../wire/index.ts';
import { DEFAULT_LOG_CONFIG, type LogConfig } from '../log-config.ts';
import type { LogManager } from '../log-manager.ts';
import type { PartitionLog } from '../partition-log.ts';
import { cleanLog } from './clean-log.ts';
import { planCleaning } from './compaction-plan.ts';
import { DEFAULT_CLEANER_SETTINGS, LogCleaner } from './log-cleaner.ts';

const TOPIC_ID = 'topicAAAAAAAAAAAAAAAAw';
const RETENTION_MS = 1_000;

/** A compacted partition on a disk in memory. */
class CompactedLog {
  readonly world: LogWorld;
  readonly config: LogConfig;
  manager: LogManager;
  log: PartitionLog;
  readonly #sequences = new Map<number, number>();

  constructor(config: Partial<LogConfig> = {}, world = new LogWorld()) {
    this.world = world;
    this.config = {
      ...DEFAULT_LOG_CONFIG,
      cleanupPolicy: { compact: true, delete: false },
      timestampAfterMaxMs: Infinity,
      deleteRetentionMs: RETENTION_MS,
      minCleanableDirtyRatio: 0,
      ...config,
    };
    this.manager = world.open(this.config);
    this.log = this.manager.create('t', 0, TOPIC_ID, this.config);
  }

  reopen(): void {
    this.manager = this.world.open(this.config);
    this.log = this.manager.get('t', 0)!;
  }

  /** `a=1 b=2 c=-`: one batch; `-` is a tombstone. */
  put(text: string, producerId = -1, transactional = false): void {
    const records = text.split(' ').map((word) => {
      const [key, value] = word.split('=');
      return { key: Buffer.from(key), value: value === '-' ? null : Buffer.from(value) };
    });
    const baseSequence = producerId < 0 ? -1 : (this.#sequences.get(producerId) ?? 0);
    if (producerId >= 0) this.#sequences.set(producerId, baseSequence + records.length);
    const producerEpoch = producerId < 0 ? -1 : 0;
    const timestamp = this.world.wallMs;
    const batch = buildBatch(records, { timestamp, producerId, producerEpoch, baseSequence, transactional });
    const outcome = this.log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' });
    expect(outcome.kind).toBe('appended');
    this.log.advanceHighWatermark(this.log.endOffset);
  }

  end(outcome: 'commit' | 'abort', producerId: number): void {
    const marker = { timestamp: this.world.wallMs, producerId, producerEpoch: 0, coordinatorEpoch: 0 };
    this.log.appendAsLeader(buildTransactionMarker(outcome, marker), {
      leaderEpoch: 0,
      origin: 'coordinator',
    });
    this.log.advanceHighWatermark(this.log.endOffset);
  }

  async clean(pause: () => Promise<void> = () => Promise.resolve(), keyMemoryBytes = 1_000_000) {
    const { log } = this;
    await log.flushLater();
    const cleanable = planCleaning(log.planSegments(), this.config, {
      wallNowMs: this.world.wallMs,
      startOffset: log.startOffset,
      lastStableOffset: log.lastStableOffset,
      recoveryPoint: log.recoveryPoint,
      cleanedUpTo: log.cleanedUpTo,
    });
    return cleanable && (await cleanLog(log, cleanable, { keyMemoryBytes, seed: 5, pause }));
  }

  async rollAndClean(): Promise<void> {
    this.log.roll('test');
    await this.clean();
  }

  *batches(): Generator<{ buffer: Buffer; at: number }> {
    for (let offset = this.log.startOffset; offset < this.log.endOffset;) {
      const slice = this.log.read(offset, { maxBytes: 1e6, upperBound: Infinity, atLeastOneBatch: true });
      if (slice === 'out-of-range' || slice.sizeBytes === 0) return;
      const buffer = Buffer.concat(slice.chunks.map((chunk) => Buffer.from(chunk)));
      for (const at of batchPositions(buffer)) {
        expect(batchFault(buffer, at, buffer.length)).toBeUndefined();
        yield { buffer, at };
      }
      offset = slice.nextOffset;
      slice.release();
    }
  }

  /** Every batch by its offsets, with what is in it: `0-2[a=1@0 c=-@2]`, `!` behind one that has a delete horizon. */
  text(): string {
    return [...this.batches()]
      .map(({ buffer, at }) => {
        const records = [...readRecords(buffer, at)].map(({ key, value, offset }) =>
          batchIsControl(buffer, at)
            ? `marker@${offset}`
            : `${String(key)}=${value === null ? '-' : String(value)}@${offset}`,
        );
        const range = `${batchBaseOffset(buffer, at)}-${batchLastOffset(buffer, at)}`;
        const horizon = batchDeleteHorizonMs(buffer, at) === undefined ? '' : '!';
        return `${range}[${records.join(' ')}]${horizon}`;
      })
      .join(' ');
  }

  /** What a read_committed consumer ends up with. */
  view(): Map<string, string> {
    const view = new Map<string, string>();
    const aborted = this.log.abortedEntries(0, Infinity);
    for (const { buffer, at } of this.batches()) {
      const [first, last] = [batchBaseOffset(buffer, at), batchLastOffset(buffer, at)];
      const producerId = batchProducerId(buffer, at);
      const isAborted = aborted.some(
        (entry) => entry.producerId === producerId && entry.firstOffset <= first && last <= entry.lastOffset,
      );
      if (isAborted || batchIsControl(buffer, at) || last >= this.log.lastStableOffset) continue;
      for (const { key, value } of readRecords(buffer, at)) {
        if (value === null) view.delete(String(key));
        else view.set(String(key), String(value));
      }
    }
    return view;
  }
}

test('of every key the newest record stays, at its offset, in batches that keep their range', async () => {
  const kept = new CompactedLog();
  kept.put('a=1 b=1 c=1');
  kept.put('a=2');
  kept.put('c=2 a=3');
  kept.log.roll('test');
  kept.put('b=9');
  await kept.clean();
  // The last batch of the part is there to the end even where it is empty; b=9 is in the active segment.
  expect(kept.text()).toBe('0-2[b=1@1] 4-5[c=2@4 a=3@5] 6-6[b=9@6]');
  expect(kept.log.cleanedUpTo).toBe(6);
  await kept.rollAndClean();
  expect(kept.text()).toBe('4-5[c=2@4 a=3@5] 6-6[b=9@6]');
});

test('a cleaner that may move so many bytes a second rests for as long as that takes', async () => {
  const kept = new CompactedLog();
  for (const value of ['1', '2', '3']) kept.put(`a=${value.repeat(400)}`);
  kept.log.roll('test');
  kept.put('a=4');
  await kept.log.flushLater();
  const { sizeBytes: beforeBytes } = kept.log.planSegments()[0];
  const rests: number[] = [];
  const env = kept.log.context.env;
  const schedule: Env['clock']['schedule'] = (delayMs, action) => {
    rests.push(delayMs);
    queueMicrotask(action);
    return { cancel() {} };
  };
  let done = () => {};
  const isCleaned = new Promise<void>((resolve) => (done = resolve));
  const cleaner = new LogCleaner(
    { ...env, clock: { ...env.clock, schedule } },
    { ...DEFAULT_CLEANER_SETTINGS, backoffMs: 0, bytesPerSecond: 100 },
    {
      logs: () => [kept.log],
      cleaned: () => done(),
      damaged: (_log, error) => expect.fail(error.message),
      failed: (_log, error) => expect.fail(error.message),
    },
  );
  cleaner.work(env.clock.monotonicMs());
  await isCleaned;
  cleaner.end();
  const { sizeBytes: afterBytes } = kept.log.planSegments()[0];
  expect(afterBytes).toBeLessThan(beforeBytes);
  const restedMs = rests.reduce((sum, delayMs) => sum + delayMs, 0);
  // Read for the keys, and to be written anew; transaction indexes are held against the log, too.
  expect(restedMs).toBeGreaterThanOrEqual(((2 * beforeBytes + afterBytes) * 1_000) / 100);
  expect(Math.max(...rests)).toBeLessThan((beforeBytes * 1_000) / 100 + afterBytes * 10 + 1);
});

test('a tombstone stays until delete.retention.ms after the cleaning that first saw it', async () => {
  const kept = new CompactedLog();
  kept.put('a=1 b=1');
  kept.put('a=-');
  kept.put('c=1');
  await kept.rollAndClean();
  expect(kept.text()).toBe('0-1[b=1@1] 2-2[a=-@2]! 3-3[c=1@3]');
  kept.world.wallMs += RETENTION_MS - 1;
  kept.put('d=1');
  await kept.rollAndClean();
  expect(kept.text()).toContain('a=-@2');
  kept.world.wallMs += 1;
  kept.put('e=1');
  await kept.rollAndClean();
  expect(kept.text()).toBe('0-1[b=1@1] 3-3[c=1@3] 4-4[d=1@4] 5-5[e=1@5]');
});

test('aborted records go at once, their marker and that of a transaction without records later', async () => {
  const kept = new CompactedLog();
  kept.put('a=1');
  kept.put('a=2 b=2', 7, true);
  kept.end('abort', 7);
  kept.put('c=3', 8, true);
  kept.end('commit', 8);
  kept.put('c=4');
  await kept.rollAndClean();
  // 1-2 and 4-4 are the last batches of active producers: empty, for their sequence numbers.
  expect(kept.text()).toBe('0-0[a=1@0] 1-2[] 3-3[marker@3] 4-4[] 5-5[marker@5] 6-6[c=4@6]');
  expect(kept.log.abortedEntries(0, Infinity)).toHaveLength(1);
  kept.log.expireProducers(0);
  kept.put('d=1');
  await kept.rollAndClean();
  expect(kept.text()).toBe('0-0[a=1@0] 3-3[marker@3] 5-5[marker@5] 6-6[c=4@6] 7-7[d=1@7]');
  kept.put('d=2');
  await kept.rollAndClean();
  expect(kept.text()).toBe('0-0[a=1@0] 3-3[marker@3]! 5-5[marker@5]! 6-6[c=4@6] 8-8[d=2@8]');
  kept.world.wallMs += RETENTION_MS;
  kept.put('e=1');
  await kept.rollAndClean();
  expect(kept.text()).toBe('0-0[a=1@0] 6-6[c=4@6] 8-8[d=2@8] 9-9[e=1@9]');
});

test('a transaction that is open is not looked at, nor does it outdo what is committed', async () => {
  const kept = new CompactedLog();
  kept.put('a=1');
  kept.put('a=2', 7, true);
  kept.log.roll('test');
  await kept.clean();
  expect(kept.text()).toBe('0-0[a=1@0] 1-1[a=2@1]');
  kept.end('abort', 7);
  await kept.rollAndClean();
  expect(kept.view()).toEqual(new Map([['a', '1']]));
});

test('a table of keys that is too small cleans in parts, and all in the end', async () => {
  const kept = new CompactedLog();
  for (let round = 0; round < 4; round++) {
    for (let key = 0; key < 30; key++) kept.put(`k${key}=${round}`);
    kept.log.roll('test');
  }
  const room = 24 * 34;
  for (let times = 0; times < 8; times++) await kept.clean(undefined, room);
  expect([...kept.batches()].length).toBe(30);
  expect(kept.view().get('k7')).toBe('3');
});

/** Counts what is read of it. */
class CountingDisk extends MemoryDisk {
  readBytes = 0;

  override open(path: string, mode: 'read' | 'write' | 'create') {
    const file = super.open(path, mode);
    const read = file.read.bind(file);
    file.read = (target, targetStart, length, position) => {
      const got = read(target, targetStart, length, position);
      this.readBytes += got;
      return got;
    };
    return file;
  }
}

test('a transaction index that a restart has to look through is looked through with pauses', async () => {
  const disk = new CountingDisk(() => 1_000_000);
  const kept = new CompactedLog({}, new LogWorld(disk));
  const value = 'v'.repeat(60_000);
  for (let round = 0; round < 200; round++) {
    kept.put(`k${round}=${value}`, 7, true);
    kept.end(round % 20 === 0 ? 'abort' : 'commit', 7);
  }
  kept.log.roll('test');
  await kept.log.flushLater();
  disk.crashProcess();
  kept.reopen();
  kept.log.advanceHighWatermark(kept.log.endOffset);
  const sizeBytes = kept.log.sizeBytes;
  const startBytes = disk.readBytes;
  let readAtPause = startBytes;
  let mostBytes = 0;
  await kept.clean(() => {
    mostBytes = Math.max(mostBytes, disk.readBytes - readAtPause);
    readAtPause = disk.readBytes;
    return Promise.resolve();
  });
  expect([...kept.view().keys()].length).toBe(190);
  // Once for the keys, once to write, and once to check.
  expect(disk.readBytes - startBytes).toBeGreaterThan(3 * sizeBytes);
  expect(sizeBytes).toBeGreaterThan(11 * 2 ** 20);
  expect(mostBytes).toBeLessThan(7 * 2 ** 20);
});

test('what happens to the log meanwhile ends the cleaning, and nothing is lost', async () => {
  for (const change of [
    (log: PartitionLog) => log.truncateTo(3, 'test'),
    (log: PartitionLog) => log.close(),
    (log: PartitionLog) => void (log.advanceStart(4, 'delete-records') && log.deleteOldSegments()),
  ]) {
    const kept = new CompactedLog();
    const large = 'x'.repeat(600_000);
    for (let key = 0; key < 6; key++) {
      kept.put(`a=${key}${large}`);
      if (key % 2 === 1) kept.log.roll('test');
    }
    let pauses = 0;
    const done = await kept.clean(() => {
      if (++pauses === 3) change(kept.log);
      return Promise.resolve();
    });
    expect(done).toBeUndefined();
    expect(
      [...kept.world.disk.files('/data-1/t-0/').keys()].filter((path) => path.endsWith('.cleaned')),
    ).toEqual([]);
  }
});

/** Puts, tombstones, transactions, rolls, time and cleanings at random; the view is that of a log that is not cleaned. */
async function story(kept: CompactedLog, seed: number, steps: number): Promise<Map<string, string>> {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const open = new Map<number, Map<string, string | null>>();
  const view = new Map<string, string>();
  const apply = (changes: ReadonlyMap<string, string | null>) => {
    for (const [key, value] of changes) {
      if (value === null) view.delete(key);
      else view.set(key, value);
    }
  };
  const changes = () =>
    new Map(
      Array.from({ length: 1 + below(4) }, () => [`k${below(9)}`, random() < 0.25 ? null : `${below(1e6)}`]),
    ) as Map<string, string | null>;
  const textOf = (some: ReadonlyMap<string, string | null>) =>
    [...some].map(([key, value]) => `${key}=${value ?? '-'}`).join(' ');
  for (let step = 0; step < steps; step++) {
    const producerId = below(4);
    const choice = random();
    if (choice < 0.35) {
      const some = changes();
      kept.put(textOf(some));
      apply(some);
    } else if (choice < 0.6) {
      const some = changes();
      kept.put(textOf(some), producerId, true);
      open.set(producerId, new Map([...(open.get(producerId) ?? []), ...some]));
    } else if (choice < 0.75 && open.has(producerId)) {
      const commits = random() < 0.5;
      kept.end(commits ? 'commit' : 'abort', producerId);
      if (commits) apply(open.get(producerId)!);
      open.delete(producerId);
    } else if (choice < 0.85) kept.log.roll('test');
    else if (choice < 0.9) kept.world.wallMs += below(2 * RETENTION_MS);
    else if (choice < 0.92) kept.log.expireProducers(below(2 * RETENTION_MS));
    else await kept.clean();
  }
  for (const producerId of open.keys()) kept.end('abort', producerId);
  return view;
}

function expectedView(kept: CompactedLog, uncleaned: CompactedLog): void {
  expect(kept.view()).toEqual(uncleaned.view());
  expect(kept.log.endOffset).toBe(uncleaned.log.endOffset);
  expect(producersOf(kept)).toEqual(producersOf(uncleaned));
}

function producersOf({ log }: CompactedLog) {
  return log.activeProducers().sort((a, b) => a.producerId - b.producerId);
}

test('any history reads the same cleaned and not cleaned, also after a crash', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const kept = new CompactedLog({ segmentIndexBytes: 400 });
    const uncleaned = new CompactedLog({ minCompactionLagMs: Infinity });
    await story(kept, seed, 150);
    await story(uncleaned, seed, 150);
    await kept.rollAndClean();
    expectedView(kept, uncleaned);
    const producers = producersOf(kept);
    kept.world.disk.crashProcess();
    kept.reopen();
    kept.log.advanceHighWatermark(kept.log.endOffset);
    expect(kept.view()).toEqual(uncleaned.view());
    // One that had expired may be found again in a batch; none that duplicates are told by is forgotten.
    expect(producersOf(kept)).toEqual(expect.arrayContaining(producers));
  }
});

test('whichever change of the disk fails, for once or for good, the log is as it was or as it becomes', async () => {
  const ends = (['crashProcess', 'losePower'] as const).flatMap((crash) => [
    { crash, forGood: true },
    { crash, forGood: false },
  ]);
  for (const { crash, forGood } of ends) {
    let hasEnded = false;
    for (let at = 1; !hasEnded; at++) {
      const kept = new CompactedLog();
      for (let round = 0; round < 3; round++) {
        kept.put(`a=${round} b=${round} only${round}=1`, 5);
        kept.put(`c=${round} a=-`);
        kept.log.roll('test');
      }
      kept.log.flush();
      const before = kept.view();
      const { endOffset } = kept.log;
      let changes = 0;
      kept.world.disk.hook = () => {
        if (++changes === at || (forGood && changes > at))
          throw new DiskError('write', 'anything', { code: 'EIO' });
      };
      hasEnded = await kept.clean().then(
        () => changes < at,
        () => false,
      );
      kept.world.disk.hook = () => {};
      kept.world.disk[crash]();
      kept.reopen();
      kept.log.advanceHighWatermark(kept.log.endOffset);
      expect([crash, at, kept.log.endOffset]).toEqual([crash, at, endOffset]);
      expect(kept.view()).toEqual(before);
    }
  }
});

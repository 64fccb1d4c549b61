import { expect, test } from 'vitest';
import { FakeCluster } from '../../client/test-kit.ts';
import type { GroupPartition } from '../../contract/index.ts';
import { buildBatch, buildTransactionMarker } from '../../wire/index.ts';
import { OldestUnread } from './oldest-unread.ts';

const NOW_MS = Date.now();
/** A record of transaction 7, or of none. */
const written = (baseOffset: number, ageMs: number, producerId = -1) =>
  buildBatch([{ key: null, value: Buffer.from('v') }], {
    timestamp: NOW_MS - ageMs,
    baseOffset,
    ...(producerId >= 0 && { producerId, producerEpoch: 0, baseSequence: 0, transactional: true }),
  });
const marker = (offset: number, outcome: 'commit' | 'abort') => {
  const bytes = buildTransactionMarker(outcome, {
    timestamp: 5,
    producerId: 7,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
  bytes.writeBigInt64BE(BigInt(offset), 0);
  return bytes;
};
const standing = (committedOffset: number, endOffset: number): GroupPartition => ({
  topic: 't',
  partition: 0,
  committedOffset,
  metadata: null,
  startOffset: 0,
  endOffset,
  lag: endOffset - committedOffset,
  beyondEnd: 0,
  memberId: null,
  problem: null,
});
const fetches = ({ requests }: FakeCluster) => requests.filter((one) => one.endsWith('Fetch')).length;

test('aborted batches and their markers are passed over: what waits is the first record that a consumer gets', async () => {
  const cluster = new FakeCluster();
  const aborted = Array.from({ length: 40 }, (_, at) =>
    Buffer.concat([written(2 * at, 90_000, 7), marker(2 * at + 1, 'abort')]),
  );
  const [log] = cluster.topic('t', []);
  log.bytes = Buffer.concat([...aborted, written(80, 30_000)]);
  log.highWatermark = 81;
  log.aborted = aborted.map((_, at) => ({ producerId: 7, firstOffset: 2 * at }));
  const client = cluster.client();
  const oldest = new OldestUnread(client);
  const [behindMs] = await oldest.look([standing(0, 81)]);
  expect(behindMs).toBeGreaterThanOrEqual(30_000);
  expect(behindMs).toBeLessThan(60_000);
  // While the group stands where it stood nothing is read again, and its record grows older all the same.
  const before = fetches(cluster);
  const [again] = await oldest.look([standing(0, 81)]);
  expect(again).toBeGreaterThanOrEqual(behindMs!);
  expect(fetches(cluster)).toBe(before);
  // Nothing but a marker is left, and then nothing at all.
  log.bytes = Buffer.concat([...aborted]);
  log.highWatermark = 80;
  expect(await oldest.look([standing(79, 80)])).toEqual([0]);
  expect(await oldest.look([standing(80, 80)])).toEqual([0]);
  client.close();
});

test('a long stretch of aborted batches is passed in more than one look, and said to be unknown till then', async () => {
  const cluster = new FakeCluster();
  const count = 30;
  const large = Buffer.alloc(200_000, 'x');
  const aborted = Array.from({ length: count }, (_, at) =>
    buildBatch([{ key: null, value: large }], {
      timestamp: NOW_MS - 90_000,
      baseOffset: at,
      producerId: 7,
      producerEpoch: 0,
      baseSequence: at,
      transactional: true,
    }),
  );
  const [log] = cluster.topic('t', []);
  log.bytes = Buffer.concat([...aborted, marker(count, 'abort'), written(count + 1, 20_000)]);
  log.highWatermark = count + 2;
  log.aborted = [{ producerId: 7, firstOffset: 0 }];
  const client = cluster.client();
  const oldest = new OldestUnread(client);
  const seen: (number | null)[] = [];
  for (let look = 0; look < 6 && typeof seen.at(-1) !== 'number'; look++)
    seen.push(...(await oldest.look([standing(0, count + 2)])));
  expect(seen[0]).toBeNull();
  expect(seen.at(-1)).toBeGreaterThanOrEqual(20_000);
  expect(seen.at(-1)).toBeLessThan(60_000);
  client.close();
});

test('large batches of many partitions are each found, though an answer has only the first of them', async () => {
  const cluster = new FakeCluster();
  const large = (ageMs: number) =>
    buildBatch(
      Array.from({ length: 9 }, () => ({ key: null, value: Buffer.alloc(9_000, 'x') })),
      { timestamp: NOW_MS - ageMs, baseOffset: 0 },
    );
  const count = 20;
  const logs = cluster.topic('t', ...Array.from({ length: count }, () => []));
  for (const [partition, log] of logs.entries()) {
    log.bytes = large(10_000 * (partition + 1));
    log.highWatermark = 9;
  }
  const partitions = Array.from({ length: count }, (_, partition) => ({ ...standing(4, 9), partition }));
  const client = cluster.client();
  const oldest = new OldestUnread(client);
  const first = await oldest.look(partitions);
  expect(first.filter((ms) => ms === 0)).toEqual([]);
  expect(first.filter((ms) => ms !== null).length).toBeGreaterThan(10);
  const second = await oldest.look(partitions);
  expect(second.map((ms) => ms !== null && Math.floor(ms / 10_000))).toEqual(
    partitions.map(({ partition }) => partition + 1),
  );
  client.close();
});

test('a record behind an open transaction waits too; once that was aborted it is passed over', async () => {
  const cluster = new FakeCluster();
  const [log] = cluster.topic('t', []);
  log.bytes = written(0, 50_000, 7);
  log.highWatermark = 1;
  log.lastStableOffset = 0;
  const client = cluster.client();
  const oldest = new OldestUnread(client);
  expect((await oldest.look([standing(0, 1)]))[0]).toBeGreaterThanOrEqual(50_000);
  log.bytes = Buffer.concat([written(0, 50_000, 7), marker(1, 'abort')]);
  log.highWatermark = 2;
  log.lastStableOffset = 2;
  log.aborted = [{ producerId: 7, firstOffset: 0 }];
  expect(await oldest.look([standing(0, 2)])).toEqual([0]);
  // A partition that nobody serves is not known, and takes nothing from the others.
  cluster.stop(1);
  expect(await oldest.look([{ ...standing(0, 9), lag: 9 }])).toEqual([null]);
  client.close();
});

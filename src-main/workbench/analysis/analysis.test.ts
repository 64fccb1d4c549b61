import { expect, test } from 'vitest';
import { buildBatch, buildTransactionMarker } from '../../wire/index.ts';
import { Sizes } from './sizes.ts';
import { TopicStatistics } from './statistics.ts';
import { UniqueKeys } from './unique-keys.ts';

test('unique keys are exact while they are few, and within the stated error beyond', () => {
  const keys = new UniqueKeys();
  for (let at = 0; at < 50_000; at++) keys.add(Buffer.from(`k${at % 20_000}`));
  expect(keys.estimate).toEqual({ count: 20_000, standardErrorPercent: null });
  for (let at = 0; at < 400_000; at++) keys.add(Buffer.from(`k${at}`));
  const { count, standardErrorPercent } = keys.estimate;
  expect(standardErrorPercent).toBeLessThan(1);
  // Three standard errors: the keys are fixed, so that this never fails by chance.
  expect(Math.abs(count - 400_000) / 400_000).toBeLessThan((3 * standardErrorPercent!) / 100);
});

test('percentiles of sizes are as exact as they say, from nothing to a gigabyte', () => {
  const sizes = new Sizes();
  expect(sizes.percentiles).toBeNull();
  for (let size = 0; size <= 10_000; size++) sizes.add(size);
  sizes.add(1_000_000_000);
  const { min, p50, p99, max } = sizes.percentiles!;
  expect([min, max]).toEqual([0, 1_000_000_000]);
  expect(Math.abs(p50 - 5_000) / 5_000).toBeLessThan(0.008);
  expect(Math.abs(p99 - 9_900) / 9_900).toBeLessThan(0.008);
});

const record = (key: string | null, value: string | null, timestamp = 0) => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  timestamp,
});

test('each record counts as what it is, and those that consumers never get count apart', () => {
  const transactional = { producerId: 7, producerEpoch: 0, baseSequence: 0, transactional: true };
  const marker = buildTransactionMarker('abort', {
    timestamp: 1,
    producerId: 7,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
  marker.writeBigInt64BE(7n, 0);
  const bytes = Buffer.concat([
    buildBatch([record('a', 'xx', 100), record(null, 'yyyy', 90), record('a', null, 95)], {
      timestamp: 100,
      baseOffset: 0,
    }),
    buildBatch([record('', '', 200), record('b', 'z'.repeat(500), 210)], {
      timestamp: 200,
      baseOffset: 3,
      codec: 'gzip',
    }),
    buildBatch([record('c', 'c'), record('d', 'd')], { timestamp: 1, baseOffset: 5, ...transactional }),
    marker,
  ]);
  const statistics = new TopicStatistics([0, 1]);
  const options = { aborted: [{ producerId: 7, firstOffset: 5 }], from: 1, to: 99 };
  expect([...statistics.add(0, bytes, options)]).toHaveLength(4);
  statistics.failed(1, 'no leader');
  const { partitions, compression, ...rest } = statistics.result;
  expect(rest).toMatchObject({
    records: 4,
    batches: 2,
    nullKeys: 1,
    emptyKeys: 1,
    tombstones: 1,
    uniqueKeys: { count: 3, standardErrorPercent: null },
    abortedRecords: 2,
    controlBatches: 1,
    valueSizes: { min: 0, max: 500 },
  });
  expect(partitions[0]).toMatchObject({ records: 4, problem: null });
  expect(partitions[1]).toMatchObject({ records: 0, oldestMs: null, problem: 'no leader' });
  expect(compression.map(({ codec, records }) => `${codec} ${records}`)).toEqual(['none 2', 'gzip 2']);
  expect(compression[1].storedBytes).toBeLessThan(compression[1].payloadBytes);
});

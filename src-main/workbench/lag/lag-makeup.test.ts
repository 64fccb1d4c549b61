import { expect, test } from 'vitest';
import { buildBatch, buildTransactionMarker } from '../../wire/index.ts';
import { addStretch, emptyMakeup } from './lag-makeup.ts';

const batch = (baseOffset: number, count: number, producerId = -1) =>
  buildBatch(
    Array.from({ length: count }, (_, at) => ({ key: null, value: Buffer.from(`${at}`) })),
    {
      timestamp: 1_000 + baseOffset,
      baseOffset,
      ...(producerId >= 0 && { producerId, producerEpoch: 0, baseSequence: 0, transactional: true }),
    },
  );
const marker = (offset: number, producerId: number, outcome: 'commit' | 'abort') => {
  const bytes = buildTransactionMarker(outcome, {
    timestamp: 5,
    producerId,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
  bytes.writeBigInt64BE(BigInt(offset), 0);
  return bytes;
};

const LOG = Buffer.concat([
  batch(0, 4),
  batch(10, 2), // 4 to 9 were compacted away
  batch(12, 3, 7), // aborted
  marker(15, 7, 'abort'),
  batch(16, 2, 8), // committed
  marker(18, 8, 'commit'),
  batch(19, 5, 9), // open
]);
const aborted = [{ producerId: 7, firstOffset: 12 }];

test('every offset of the lag is counted once, as what it is', () => {
  const makeup = emptyMakeup();
  expect(addStretch(makeup, { bytes: LOG, aborted, from: 0, to: 24, stable: 19 })).toBe(24);
  expect(makeup).toEqual({ data: 8, gaps: 6, aborted: 3, control: 2, undecided: 5, oldestMs: 1_000 });
  expect(8 + 6 + 3 + 2 + 5).toBe(24);
});

test('a commit inside a batch, and an end inside another, count what lies between', () => {
  const makeup = emptyMakeup();
  expect(addStretch(makeup, { bytes: LOG, aborted, from: 2, to: 21, stable: 19 })).toBe(21);
  expect(makeup).toMatchObject({ data: 6, gaps: 6, aborted: 3, control: 2, undecided: 2, oldestMs: 1_000 });
});

test('a group that stands in a gap, or before nothing but a marker, has no unread record', () => {
  const inGap = emptyMakeup();
  addStretch(inGap, { bytes: batch(10, 2), aborted: [], from: 7, to: 12, stable: 99 });
  expect(inGap).toMatchObject({ data: 2, gaps: 3, oldestMs: 1_010 });
  const before = emptyMakeup();
  addStretch(before, { bytes: marker(18, 8, 'commit'), aborted: [], from: 18, to: 19, stable: 19 });
  expect(before).toEqual({ ...emptyMakeup(), control: 1 });
});

test('counting goes on behind the last whole batch', () => {
  const makeup = emptyMakeup();
  const half = LOG.length - 20;
  const next = addStretch(makeup, { bytes: LOG.subarray(0, half), aborted, from: 0, to: 24, stable: 19 });
  expect(next).toBe(19);
  expect(addStretch(makeup, { bytes: batch(19, 5, 9), aborted: [], from: next, to: 24, stable: 19 })).toBe(
    24,
  );
  expect(makeup).toMatchObject({ data: 8, undecided: 5 });
});

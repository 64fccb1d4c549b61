import { expect, test } from 'vitest';
import { buildBatch, buildTransactionMarker } from '../wire/index.ts';
import { batchHolding, visibleBatches } from './index.ts';

const record = { key: null, value: Buffer.from('v') };
const data = (baseOffset: number, producerId: number, transactional = true) =>
  buildBatch([record, record], {
    timestamp: 1,
    baseOffset,
    producerId,
    producerEpoch: 0,
    baseSequence: 0,
    transactional,
  });
const marker = (offset: number, producerId: number, outcome: 'commit' | 'abort') => {
  const bytes = buildTransactionMarker(outcome, {
    timestamp: 1,
    producerId,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
  bytes.writeBigInt64BE(BigInt(offset), 0);
  return bytes;
};

/** Base offsets of the visible batches. */
function visible(bytes: Buffer, aborted: { producerId: number; firstOffset: number }[]) {
  const { positions, nextOffset } = visibleBatches(bytes, aborted);
  return { offsets: positions.map((at) => Number(bytes.readBigInt64BE(at))), nextOffset };
}

test('aborted transactions are left out from their first offset to their marker', () => {
  const bytes = Buffer.concat([
    data(0, 7),
    data(2, 8),
    data(4, 9, false),
    marker(6, 7, 'abort'),
    data(7, 7),
    marker(9, 7, 'commit'),
    marker(10, 8, 'commit'),
  ]);
  expect(visible(bytes, [])).toEqual({ offsets: [0, 2, 4, 7], nextOffset: 11 });
  expect(visible(bytes, [{ producerId: 7, firstOffset: 0 }])).toEqual({ offsets: [2, 4, 7], nextOffset: 11 });
});

test('a batch that is cut off is not there', () => {
  const bytes = Buffer.concat([data(0, -1, false), data(2, -1, false)]);
  expect(visible(bytes.subarray(0, -1), [])).toEqual({ offsets: [0], nextOffset: 2 });
  expect(visible(bytes.subarray(0, 20), [])).toEqual({ offsets: [], nextOffset: undefined });
});

test('the batch that holds an offset', () => {
  const bytes = Buffer.concat([data(0, -1, false), data(5, -1, false)]);
  const found = [0, 1, 2, 4, 5, 6, 7].map((offset) => batchHolding(bytes, offset));
  const second = data(0, -1, false).length;
  expect(found).toEqual([0, 0, undefined, undefined, second, second, undefined]);
});

import { expect, test } from 'vitest';
import type { GroupPartition } from '../../../src-main/contract/index.ts';
import { lagTrend } from './lag-trend.ts';
import { parseOffsets, writeOffsets } from './offsets-csv.ts';

const list = (text: string) => {
  const { offsets, wrongLine } = parseOffsets(text);
  return [...offsets.map((one) => `${one.topic}-${one.partition}@${one.offset}`), wrongLine].join(' ');
};

test.each([
  ['orders,0,5\norders,1,7\n', 'orders-0@5 orders-1@7 '],
  ['topic,partition,offset\r\n"a","0","5"\r\n', 'a-0@5 '],
  ['a\t0\t5', 'a-0@5 '],
  ['a,0,5\n\nb,x,1', 'a-0@5 3'],
  ['a,0,5\na,1,-1', 'a-0@5 2'],
  ['a,0,5\na,1', 'a-0@5 2'],
  ['', ''],
])('%j lists %j', (text, listed) => expect(list(text)).toBe(listed));

test('what is written can be read again, without what was never committed', () => {
  const partitions = [
    { topic: 'a', partition: 0, committedOffset: 5 },
    { topic: 'a', partition: 1, committedOffset: null },
  ] as GroupPartition[];
  expect(writeOffsets(partitions)).toBe('a,0,5\n');
  expect(list(writeOffsets(partitions))).toBe('a-0@5 ');
});

test.each([
  ['too few', [1, 2, 3], null],
  ['grows', [10, 10, 10, 10, 10, 12, 15, 20, 30, 40], 'up'],
  ['shrinks', [40, 40, 40, 40, 40, 30, 20, 10, 5, 0], 'down'],
  ['one record more is no trend', [5, 5, 5, 5, 5, 5, 5, 5, 5, 6], 'steady'],
  ['noise', [1000, 1004, 1000, 998, 1000, 1010, 1000, 1003, 1001, 999], 'steady'],
])('the trend of lag: %s', (_, history, trend) => expect(lagTrend(history)).toBe(trend));

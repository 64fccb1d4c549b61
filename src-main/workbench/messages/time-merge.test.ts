import { expect, test } from 'vitest';
import { TimeMerge } from './time-merge.ts';

const row = (name: string, timestampMs: number) => ({ name, timestampMs });
const names = (rows: { name: string }[]) => rows.map(({ name }) => name).join(' ');

test('a row waits while a partition could still have an older one', () => {
  const merge = new TimeMerge<ReturnType<typeof row>>('forward', [0, 1]);
  expect(merge.wants()).toEqual([0, 1]);
  merge.add(0, [row('a10', 10), row('a30', 30)], 30);
  expect([names(merge.take(9)), merge.wants()]).toEqual(['', [1]]);
  merge.add(1, [], 20); // looked at records up to 20, none matched
  expect(names(merge.take(9))).toBe('a10');
  expect(merge.wants()).toEqual([1]);
  merge.add(1, [row('b25', 25)], 40);
  expect(names(merge.take(9))).toBe('b25 a30');
  expect(merge.wants()).toEqual([0, 1]);
  merge.finish(0);
  merge.finish(1);
  expect([merge.wants(), merge.waiting]).toEqual([[], 0]);
});

test('backward, the newest leave first', () => {
  const merge = new TimeMerge<ReturnType<typeof row>>('backward', [0, 1]);
  merge.add(0, [row('a30', 30), row('a10', 10)], 10);
  merge.add(1, [row('b20', 20)], 20);
  expect(names(merge.take(9))).toBe('a30 b20');
  merge.finish(1);
  expect(names(merge.take(9))).toBe('a10');
});

test('inside a partition offsets win over a clock that ran back', () => {
  const merge = new TimeMerge<ReturnType<typeof row>>('forward', [0]);
  merge.add(0, [row('first', 50), row('second', 20)], 20);
  merge.finish(0);
  expect(names(merge.take(9))).toBe('first second');
});

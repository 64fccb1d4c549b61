import { expect, test } from 'vitest';
import { stackColumns } from './chart/stack.ts';
import { hexRow } from './hex-view.tsx';
import { rulerPositions } from './offsets-ruler.tsx';
import { padded, sparklinePath } from './sparkline.tsx';

test.each([
  ['empty partition', [0, 0, 0, 0], 0, { start: 0, lso: 0, hw: 0, end: 1 }],
  ['all committed', [0, 100, 100, 100], 100, { start: 0, lso: 100, hw: 100, end: 100 }],
  [
    'one record of a million behind',
    [0, 999_999, 999_999, 1_000_000],
    1_000_000,
    { start: 0, lso: 98, hw: 98, end: 100 },
  ],
  ['open transaction', [500, 600, 900, 1000], 1000, { start: 50, lso: 60, hw: 90, end: 100 }],
  ['half of the longest', [0, 50, 50, 50], 100, { start: 0, lso: 50, hw: 50, end: 50 }],
])('ruler of %s', (_, [logStartOffset, lastStableOffset, highWatermark, logEndOffset], max, positions) => {
  const offsets = { logStartOffset, lastStableOffset, highWatermark, logEndOffset } as never;
  expect(rulerPositions(offsets, max, 100)).toEqual(positions);
});

test('a sparkline starts at zero, peaks under the top and leaves gaps where nothing was measured', () => {
  expect(sparklinePath([0, 10, 5], 20, 10)).toBe('M0 9L10 1L20 5');
  expect(sparklinePath([4, null, 4, 4], 30, 10)).toBe('M0 1M20 1L30 1');
  expect(sparklinePath([0, 0], 20, 10)).toBe('');
  expect(sparklinePath([], 20, 10)).toBe('');
});

test('a short history stands at the right, a long one loses its oldest', () => {
  expect(padded([1, 2], 4)).toEqual([null, null, 1, 2]);
  expect(padded([1, 2, 3], 2)).toEqual([2, 3]);
});

test('a hex row keeps its columns when the bytes end early', () => {
  const bytes = new TextEncoder().encode('Kafka\u0000é, 20 bytes long');
  expect(hexRow(bytes, 0)).toEqual({
    offset: '00000000',
    hex: '4b 61 66 6b 61 00 c3 a9  2c 20 32 30 20 62 79 74 ',
    ascii: 'Kafka..., 20 byt',
  });
  const last = hexRow(bytes, 1, 0x100);
  expect(last.offset).toBe('00000110');
  expect(last.hex.trimEnd()).toBe('65 73 20 6c 6f 6e 67');
  expect(last.hex.length).toBe(hexRow(bytes, 0).hex.length);
});

test('stacked series stand on each other, gaps add nothing', () => {
  expect(
    stackColumns([
      [10, 11],
      [3, null],
      [4, 5],
    ]),
  ).toEqual([
    [10, 11],
    [3, null],
    [7, 5],
  ]);
});

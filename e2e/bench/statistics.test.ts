import { expect, test } from 'vitest';
import { median, pairedRatio, percentile, range } from './statistics.ts';

test.each([
  [[5], 5],
  [[3, 1, 2], 2],
  [[10, 2, 9, 1], 5.5],
])('the median of %j is %d', (samples, expected) => {
  expect(median(samples)).toBe(expected);
});

test.each([
  [[7], 0.99, 7],
  [[3, 1, 2], 0.5, 2],
  [Array.from({ length: 200 }, (_, i) => 200 - i), 0.99, 198],
  [[1, 2, 3, 4], 1, 4],
])('of %j the percentile %d is %d', (samples, share, expected) => {
  expect(percentile(samples, share)).toBe(expected);
});

test('the samples are left as they are', () => {
  const samples = [3, 1, 2];
  median(samples);
  expect(samples).toEqual([3, 1, 2]);
  expect(range(samples)).toEqual([1, 3]);
});

test('a slow spell that hits both sides leaves the paired ratio alone', () => {
  expect(pairedRatio([10, 10, 40], [100, 100, 400])).toBe(0.1);
  expect(pairedRatio([1, 2, 3], [4, 8])).toBeCloseTo(2 / 6);
});

test('no samples is an error', () => {
  expect(() => median([])).toThrow('no samples');
  expect(() => percentile([], 0.5)).toThrow('no samples');
  expect(() => range([])).toThrow('no samples');
});

import { expect, test } from 'vitest';
import {
  countBetween,
  histogramOf,
  rangeBetween,
  rangeOfSlices,
  rowsWithin,
  sliceOf,
  stepSlice,
} from './histogram.ts';

test.each([
  ['0 10 20 29 40', 4, { fromMs: 0, toMs: 40, counts: [1, 1, 2, 1], peak: 2 }],
  ['5 5 5', 4, null],
  ['', 4, null],
  ['3 1', 2, { fromMs: 1, toMs: 3, counts: [1, 1], peak: 1 }],
])('records at %s in %i slices', (times, slices, histogram) => {
  expect(histogramOf(times.split(' ').filter(Boolean).map(Number), slices)).toEqual(histogram);
});

test('a brush narrows, whichever way it is drawn and wherever it ends', () => {
  const span = { fromMs: 1000, toMs: 2000 };
  expect(rangeBetween(span, 0.25, 0.5)).toEqual({ fromMs: 1250, toMs: 1500 });
  expect(rangeBetween(span, 0.5, 0.25)).toEqual({ fromMs: 1250, toMs: 1500 });
  expect(rangeBetween(span, -3, 7)).toEqual(span);
  const rows = [1249, 1250, 1500, 1501].map((timestampMs) => ({ timestampMs }));
  expect(rowsWithin(rows, { fromMs: 1250, toMs: 1500 }).map((row) => row.timestampMs)).toEqual([1250, 1500]);
  expect(rowsWithin(rows, null)).toBe(rows);
});

test('by keyboard it goes from one slice with records to the next, and a range has just what its slices have', () => {
  for (const [times, slices] of [
    [[0, 3, 3, 50, 99, 100], 10],
    // Slices of less than a millisecond, and of a fraction more.
    [[7, 8, 9], 120],
    [[1_700_000_000_003, 1_700_000_000_120, 1_700_000_000_244, 1_700_000_012_345], 120],
  ] as const) {
    const histogram = histogramOf(times, slices)!;
    const rows = times.map((timestampMs) => ({ timestampMs }));
    const filled: number[] = [];
    for (let at: number | null = null; ; filled.push(at)) {
      const next = stepSlice(histogram, at, 1);
      if (next === at) break;
      at = next;
    }
    expect(filled).toEqual([...new Set(times.map((time) => sliceOf(time, histogram, slices)))]);
    for (const one of filled)
      for (const other of filled) {
        const range = rangeOfSlices(histogram, one, other);
        expect(rowsWithin(rows, range)).toHaveLength(countBetween(histogram, one, other));
      }
  }
  const histogram = histogramOf([0, 3, 50, 99, 100], 10)!;
  expect([null, 0, 5, 9].map((slice) => stepSlice(histogram, slice, 1))).toEqual([0, 5, 9, 9]);
  expect([null, 0, 5, 9].map((slice) => stepSlice(histogram, slice, -1))).toEqual([9, 0, 0, 5]);
  expect([null, 5].map((slice) => stepSlice(histogram, slice, Infinity))).toEqual([9, 9]);
  expect([null, 5].map((slice) => stepSlice(histogram, slice, -Infinity))).toEqual([0, 0]);
  expect([stepSlice(histogram, 0, 10), stepSlice(histogram, 9, -10)]).toEqual([9, 0]);
});

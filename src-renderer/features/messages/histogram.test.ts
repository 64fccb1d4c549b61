import { expect, test } from 'vitest';
import { histogramOf, rangeBetween, rowsWithin } from './histogram.ts';

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

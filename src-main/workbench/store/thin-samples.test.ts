import { expect, test } from 'vitest';
import { thinSamples } from './thin-samples.ts';

const samples = (totals: readonly (number | null)[]) => totals.map((total, atMs) => ({ atMs, total }));

test('few samples stay as they are', () => {
  const few = samples([1, 2, 3]);
  expect(thinSamples(few, 3)).toBe(few);
});

test.each([4, 10, 100, 1_000])('%i of a week have its peak, its low and its end, in order', (most) => {
  // Ten seconds apart; for one minute there was lag, and for another nobody knew.
  const week = Array.from({ length: 60_480 }, (): number | null => 50);
  week.fill(9_000, 31_007, 31_013);
  week[31_010] = 9_999;
  week[20_001] = 0;
  week.fill(null, 40_000, 40_006);
  const thinned = thinSamples(samples(week), most);
  expect(thinned.length).toBeLessThanOrEqual(most);
  expect(thinned.length).toBeGreaterThan(most / 3);
  const totals = thinned.map(({ total }) => total);
  expect(totals).toContain(9_999);
  expect(totals).toContain(0);
  expect(thinned.at(-1)).toEqual({ atMs: 60_479, total: 50 });
  const times = thinned.map(({ atMs }) => atMs);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
});

test('where nothing is known one sample says so', () => {
  expect(thinSamples(samples(Array.from({ length: 100 }, () => null)), 5)).toHaveLength(3);
});

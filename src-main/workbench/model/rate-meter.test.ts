import { expect, test } from 'vitest';
import { RateMeter } from './rate-meter.ts';

test('a counter becomes a rate, with a past', () => {
  const meter = new RateMeter();
  const rates = [
    [0, 100],
    [1_000, 120],
    [1_250, 200], // too soon: averaged with what follows
    [2_000, 220],
    [3_000, 10], // began anew
    [4_000, 15],
  ].map(([atMs, value]) => {
    meter.note(value, atMs);
    return meter.perSecond;
  });
  expect(rates).toEqual([null, 20, 20, 100, null, 5]);
  expect(meter.history).toEqual([20, 100, 5]);
  meter.idle();
  expect([meter.perSecond, meter.history.at(-1)]).toEqual([0, 0]);
});

test('a past that nobody watched is not made up, and it is at most a minute long', () => {
  const meter = new RateMeter();
  for (let second = 0; second <= 100; second++) meter.note(second, second * 1_000);
  expect(meter.history.length).toBe(60);
  meter.note(5_000, 200_000);
  expect([meter.perSecond, meter.history]).toEqual([null, []]);
});

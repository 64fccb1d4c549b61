import { expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

test('a seed gives the same row again, another seed another one', () => {
  const row = (seed: number) =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          random.uint32()
      )(new SeededRandom(seed)),
    );
  expect(row(1)).toEqual(row(1));
  expect(row(1)).not.toEqual(row(2));
});

test('numbers are spread over their range', () => {
  const random = new SeededRandom(3);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 40_000; i++) counts[random.below(4)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  const hits = Array.from({ length: 40_000 }, () => random.chance(0.25)).filter(Boolean).length;
  expect(Math.abs(hits - 10_000)).toBeLessThan(400);
});

import { expect, test } from 'vitest';
import { SeedWorker } from '../seed-worker.ts';
import { PLANTED_BUGS } from './bugs.ts';
import { SEEDS_PER_BUG, seedsFor } from './hunt.ts';
import { occurrences } from './plant.ts';

// That each of them is found is a suite of its own: `npm run sim -- --planted`.

test('there are at least twenty, of different names, and each fits the source in one place', () => {
  expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
  const moved = PLANTED_BUGS.filter((bug) => occurrences(bug) !== 1).map(
    ({ file, find }) => `${file}: ${find}`,
  );
  expect(moved, 'plant these anew').toEqual([]);
});

test('the known seed is tried first, and none twice', () => {
  for (const bug of PLANTED_BUGS) {
    const seeds = seedsFor(bug);
    expect(seeds[0]).toBe(bug.seed);
    expect(new Set(seeds).size).toBe(SEEDS_PER_BUG);
  }
});

test('a planted bug is in its own thread only', { timeout: 120_000 }, async () => {
  const plantedBug = 'the last stable offset passes the high watermark';
  const [spoiled, sound] = [new SeedWorker({ plantedBug }), new SeedWorker()];
  const options = { nodes: 1, swarm: { sends: 50 } };
  const [bad, good] = [await spoiled.run(1, options), await sound.run(1, options)];
  expect(bad.violations[0]).toMatch(/^offsets-in-order: /);
  expect(good.violations).toEqual([]);
  await Promise.all([spoiled.stop(), sound.stop()]);
});

import { expect, test } from 'vitest';
import { runSeed } from './run.ts';

/** A small run, so that a few fit into the ordinary tests; `npm run sim` has the long ones. */
const SMALL = {
  sends: 300,
  producers: 2,
  consumers: 1,
  partitions: 2,
  sendIntervalMs: 20,
  codec: 'none',
} as const;

test.each([1, 2, 3, 4])('seed %i: nothing acknowledged is lost, doubled or out of order', async (seed) => {
  const result = await runSeed(seed, { swarm: { ...SMALL, faultIntervalMs: 400 } });
  expect(result.violations).toEqual([]);
  expect(result.faults).toBeGreaterThanOrEqual(20);
  // Two voters of two must be up: a cluster of two nodes takes least.
  expect(result.acknowledged).toBeGreaterThan(30);
});

test('the same seed is the same run, event by event', async () => {
  const [first, again] = [await runSeed(5, { swarm: SMALL }), await runSeed(5, { swarm: SMALL })];
  expect([again.traceHash, again.events, again.history]).toEqual([
    first.traceHash,
    first.events,
    first.history,
  ]);
});

test.each([
  // A power loss left partition.metadata of the metadata log empty, and the node refused to start.
  42,
])('seed %i found a fault once', async (seed) => {
  expect((await runSeed(seed)).violations).toEqual([]);
});

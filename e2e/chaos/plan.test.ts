import { expect, test } from 'vitest';
import { SeededRandom } from '../support/seeded-random.ts';
import { planFaults } from './plan.ts';
import type { PlannedFault } from './plan.ts';

function first(count: number, seed: number, brief: boolean): PlannedFault[] {
  const plan = planFaults(new SeededRandom(seed), { brief });
  return Array.from({ length: count }, () => plan.next().value);
}

test('a seed decides the whole plan', () => {
  expect(first(60, 7, true)).toEqual(first(60, 7, true));
  expect(first(60, 7, true)).not.toEqual(first(60, 8, true));
});

test('twenty brief faults are of every kind', () => {
  for (const seed of [1, 2, 3]) expect(new Set(first(20, seed, true).map(({ kind }) => kind)).size).toBe(17);
});

test('a long round hits leader, follower and controller with kills and pauses', () => {
  const hit = new Set(first(29, 5, false).map(({ kind, role }) => `${kind} ${role}`));
  for (const kind of ['kill', 'short-pause'])
    for (const role of ['leader', 'follower', 'controller']) expect(hit).toContain(`${kind} ${role}`);
});

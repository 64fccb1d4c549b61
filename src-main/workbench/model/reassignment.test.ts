import { expect, test } from 'vitest';
import type { ReassignGoal } from '../../contract/index.ts';
import { planReassignment } from './reassignment.ts';

/** "1,2 2,3": one partition each; "1a 2b 3": brokers with their racks. */
function plan(placed: string, brokers: string, goal: ReassignGoal): string {
  const partitions = placed.split(' ').map((list, partition) => ({
    topic: 't',
    partition,
    replicas: list.split(',').map(Number),
    sizeBytes: 100,
  }));
  const up = brokers
    .split(' ')
    .map((text) => ({ id: Number.parseInt(text), rack: text.replace(/\d+/, '') || null }));
  const { moves, brokers: counts } = planReassignment(
    partitions,
    up.map((one) => ({
      ...one,
      replicas: partitions.filter(({ replicas }) => replicas.includes(one.id)).length,
    })),
    goal,
  );
  const after = partitions.map(
    ({ partition, replicas }) => moves.find((move) => move.partition === partition)?.after ?? replicas,
  );
  const copied = moves.reduce((sum, { copiedBytes }) => sum + (copiedBytes ?? 0), 0);
  expect(counts.reduce((sum, one) => sum + one.after, 0)).toBe(after.flat().length);
  return `${after.map((list) => list.join()).join(' ')} | ${copied}`;
}

test.each<[string, string, string, ReassignGoal, string]>([
  [
    'grows to where there is least',
    '1 2 1',
    '1 2 3',
    { kind: 'replication', factor: 2 },
    '1,3 2,3 1,2 | 300',
  ],
  ['prefers a rack that has none', '1 1', '1a 2a 3b', { kind: 'replication', factor: 2 }, '1,3 1,3 | 200'],
  [
    'shrinks, and keeps the preferred leader',
    '1,2,3 2,1,3',
    '1 2 3',
    { kind: 'replication', factor: 1 },
    '1 2 | 0',
  ],
  ['leaves a broker, in place', '1,2 2,1 3,2', '1 2 3 4', { kind: 'leave', broker: 2 }, '1,4 3,1 3,4 | 300'],
  ['only these brokers', '1,2 2,3', '1 2 3 4', { kind: 'brokers', brokers: [3, 4] }, '4,3 4,3 | 300'],
  ['balances replicas and leaders', '1 1 1 1', '1 2', { kind: 'balance' }, '2 2 1 1 | 200'],
  ['leaves what is even', '1 2 1 2', '1 2', { kind: 'balance' }, '1 2 1 2 | 0'],
  ['turns lists where leaders are uneven', '1,2 1,2', '1 2', { kind: 'balance' }, '1,2 2,1 | 0'],
])('%s', (_, placed, brokers, goal, after) => expect(plan(placed, brokers, goal)).toBe(after));

test('what the brokers cannot hold is said', () => {
  expect(() => plan('1', '1 2', { kind: 'replication', factor: 3 })).toThrow(
    '3 replicas need as many brokers, and there are 2.',
  );
  expect(() => plan('1,2', '1 2', { kind: 'leave', broker: 2 })).toThrow(/2 replicas/);
});

import { expect, test } from 'vitest';
import { randomBetween, seededRandom, ZERO_UUID } from '../base/index.ts';
import type { PartitionImage } from '../metadata/index.ts';
import { CommitWaiters, Deadlines, LeaderState } from './index.ts';

function image(replicas: number[], isr: number[]): PartitionImage {
  return {
    partition: 0,
    replicas,
    isr,
    removingReplicas: [],
    addingReplicas: [],
    leader: 1,
    leaderRecoveryState: 0,
    leaderEpoch: 3,
    partitionEpoch: 5,
    directories: replicas.map(() => ZERO_UUID),
    elr: [],
    lastKnownElr: [],
  };
}

test('the high watermark of a lone leader is its end', () => {
  const leader = new LeaderState(1, image([1], [1]), 0, 0);
  expect(leader.highWatermark(7, 1)).toBe(7);
  expect(leader.highWatermark(9, 2)).toBe(9); // One replica cannot have two in sync.
});

test('the high watermark follows the slowest in sync, and nobody else', () => {
  const leader = new LeaderState(1, image([1, 2, 3], [1, 2]), 0, 0);
  expect(leader.highWatermark(10, 1)).toBe(-1); // Follower 2 has not fetched in this epoch.
  leader.followerFetched(2, 4, 10, 1);
  leader.followerFetched(3, 1, 10, 1);
  expect(leader.highWatermark(10, 1)).toBe(4);
  leader.followerFetched(2, 10, 10, 2);
  expect(leader.highWatermark(10, 1)).toBe(10);
  expect(leader.followerFetched(9, 10, 10, 2)).toBe(false);
});

test('below min ISR it stands still', () => {
  const leader = new LeaderState(1, image([1, 2, 3], [1]), 0, 0);
  expect(leader.isUnderMinIsr(2)).toBe(true);
  expect(leader.highWatermark(10, 2)).toBe(-1);
  expect(leader.highWatermark(10, 1)).toBe(10);
});

test('followers join at the high watermark and leave when they lag', () => {
  const leader = new LeaderState(1, image([1, 2, 3], [1, 2]), 5, 0);
  leader.followerFetched(2, 10, 10, 100);
  leader.followerFetched(3, 4, 10, 100);
  expect(leader.joinable(4)).toEqual([]); // Not yet in this epoch, which began at 5.
  leader.followerFetched(3, 10, 10, 200);
  expect(leader.joinable(10)).toEqual([3]);
  expect(leader.laggards(12, 500, 1000)).toEqual([]);
  expect(leader.laggards(12, 1200, 1000)).toEqual([2]);
  expect(leader.laggards(10, 1200, 1000)).toEqual([]); // There is nothing that it lacks.
  // Reaching what the leader had at the fetch before counts as caught up at that time.
  leader.followerFetched(2, 11, 12, 1300);
  leader.followerFetched(2, 12, 14, 1400);
  expect(leader.laggards(14, 2350, 1000)).toEqual([2]);
  expect(leader.laggards(14, 2250, 1000)).toEqual([]);
});

test('a new image of the same epoch keeps what followers have told', () => {
  const leader = new LeaderState(1, image([1, 2], [1, 2]), 0, 0);
  leader.followerFetched(2, 8, 10, 1);
  leader.update(image([1, 2, 3], [1, 2]), 2);
  expect(leader.highWatermark(10, 1)).toBe(8);
  leader.update(image([1, 3], [1]), 3);
  expect(leader.highWatermark(10, 1)).toBe(10);
  expect([...leader.followers.keys()]).toEqual([3]);
});

test('waiters are reached in order, and each once', () => {
  const waiters = new CommitWaiters();
  const done: number[] = [];
  const waiter = (offset: number) => ({ offset, done: () => void done.push(offset) });
  const gone = waiter(4);
  for (const one of [waiter(2), gone, waiter(3), waiter(9)]) waiters.add(one);
  waiters.remove(gone);
  const reach = (highWatermark: number) => waiters.reached(highWatermark).forEach((one) => one.done(0));
  reach(1);
  expect(done).toEqual([]);
  reach(5);
  expect(done).toEqual([2, 3]);
  reach(5);
  expect(waiters.clear().map(({ offset }) => offset)).toEqual([9]);
  expect(waiters.size).toBe(0);
});

test('thousands of waiters, half of which give up, leave nothing behind', () => {
  const random = seededRandom(3);
  const waiters = new CommitWaiters();
  let expected = 0;
  let reached = 0;
  for (let offset = 1; offset <= 5000; offset++) {
    const waiter = { offset, done: () => void reached++ };
    waiters.add(waiter);
    if (randomBetween(random, 0, 1) === 0) waiters.remove(waiter);
    else expected++;
    if (offset % 100 === 0) for (const one of waiters.reached(offset - 50)) one.done(0);
  }
  for (const one of waiters.reached(5000)) one.done(0);
  expect(reached).toBe(expected);
  expect(waiters.size).toBe(0);
});

test('deadlines come when they are due, those that were called off do not', () => {
  const deadlines = new Deadlines<string>();
  deadlines.add('late', 500);
  deadlines.add('soon', 100);
  deadlines.add('never', 90);
  deadlines.remove('never');
  expect(deadlines.wakeAtMs).toBeGreaterThanOrEqual(100);
  expect(deadlines.wakeAtMs).toBeLessThan(120);
  expect(deadlines.expire(99)).toEqual([]);
  expect(deadlines.expire(deadlines.wakeAtMs)).toEqual(['soon']);
  expect(deadlines.size).toBe(1);
  expect(deadlines.expire(1000)).toEqual(['late']);
  expect(deadlines.wakeAtMs).toBe(Infinity);
});

import { expect, test } from 'vitest';
import { randomBetween, seededRandom } from '../base/index.ts';
import { CommitWaiters, Deadlines } from './index.ts';

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
  const never = deadlines.add('never', 90);
  deadlines.remove(never);
  deadlines.remove(never);
  expect(deadlines.wakeAtMs).toBeGreaterThanOrEqual(100);
  expect(deadlines.wakeAtMs).toBeLessThan(120);
  expect(deadlines.expire(99)).toEqual([]);
  expect(deadlines.expire(deadlines.wakeAtMs)).toEqual(['soon']);
  expect(deadlines.size).toBe(1);
  expect(deadlines.expire(1000)).toEqual(['late']);
  expect(deadlines.wakeAtMs).toBe(Infinity);
});

test('of deadlines in one tick each is removed by itself, and not after it has come', () => {
  const deadlines = new Deadlines<string>();
  const [a, b, c] = ['a', 'b', 'c'].map((item) => deadlines.add(item, 100));
  deadlines.remove(a);
  deadlines.remove(c);
  expect(deadlines.size).toBe(1);
  const later = deadlines.add('later', 200);
  expect(deadlines.expire(150)).toEqual(['b']);
  deadlines.remove(b);
  expect(deadlines.size).toBe(1);
  deadlines.remove(later);
  expect([deadlines.size, deadlines.wakeAtMs]).toEqual([0, Infinity]);
});

test('who needs min ISR goes when it is lost, the others wait on', () => {
  const waiters = new CommitWaiters();
  const done: string[] = [];
  waiters.add({ offset: 2, done: () => void done.push('producer'), needsMinIsr: true });
  waiters.add({ offset: 3, done: () => void done.push('coordinator') });
  for (const waiter of waiters.belowMinIsr()) waiter.done(20);
  expect(done).toEqual(['producer']);
  for (const waiter of waiters.reached(3)) waiter.done(0);
  expect(done).toEqual(['producer', 'coordinator']);
});

import { expect, test, vi } from 'vitest';
import { SmallSet } from '../base/index.ts';
import type { Clock } from '../env/index.ts';
import { CommitNews } from './commit-news.ts';
import type { DeadlineTimer } from './deadline-timer.ts';
import type { DataWaiter, Partition } from './partition.ts';

test('one deadline serves all commits until it comes, also those of one partition', () => {
  const actions: (() => void)[] = [];
  const timer = { at: (_: number, action: () => void) => void actions.push(action) };
  const news = new CommitNews({ monotonicMs: () => 0 } as Clock, timer as unknown as DeadlineTimer);
  const waiter = (hearsOfCommits: boolean): DataWaiter => ({
    missingBytes: 1,
    follower: true,
    hearsOfCommits,
    wake: vi.fn<() => void>(),
  });
  const waiters = [waiter(true), waiter(false), waiter(true)];
  const partitions = waiters.map((one) => {
    const dataWaiters = new SmallSet<DataWaiter>();
    dataWaiters.add(one);
    return { dataWaiters } as unknown as Partition;
  });
  for (const partition of [partitions[0], partitions[0], partitions[1], partitions[0]])
    news.tellSoon(partition);
  expect(actions.length).toBe(1);
  actions[0]();
  expect(waiters.map(({ wake }) => vi.mocked(wake).mock.calls.length)).toEqual([1, 0, 0]);
  news.tellSoon(partitions[2]);
  expect(actions.length).toBe(2);
  actions[1]();
  expect(waiters.map(({ wake }) => vi.mocked(wake).mock.calls.length)).toEqual([1, 0, 1]);
});

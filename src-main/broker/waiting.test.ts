import { expect, test } from 'vitest';
import { SmallSet } from '../base/index.ts';
import type { DeadlineTimer } from './deadline-timer.ts';
import type { DataWaiter, HostedPartition } from './partition.ts';
import { waitForData, type WaitEnd } from './waiting.ts';

/** A partition as far as a waiting reader looks at it, and the deadline, which the test lets come. */
function scene({ highWatermark, endOffset }: { highWatermark: number; endOffset: number }) {
  const dataWaiters = new SmallSet<DataWaiter>();
  const partition = { log: { highWatermark, endOffset }, dataWaiters } as unknown as HostedPartition;
  let expire = () => {};
  const timer = {
    at: (_: number, action: () => void) => {
      expire = action;
      return () => {};
    },
  } as unknown as DeadlineTimer;
  const wait = (follower: boolean, missingBytes = 1): Promise<WaitEnd> =>
    waitForData(
      timer,
      [partition],
      { missingBytes, follower, hearsOfCommits: follower },
      500,
      () => () => {},
    );
  return { dataWaiters, wait, expire: () => expire() };
}

test('at the deadline a reader hears whether anything was appended meanwhile', async () => {
  const { dataWaiters, wait, expire } = scene({ highWatermark: 5, endOffset: 5 });
  const quiet = wait(true, 100);
  expire();
  expect(await quiet).toBe('quiet');
  const some = wait(true, 100);
  for (const waiter of dataWaiters) waiter.missingBytes -= 10;
  expire();
  expect(await some).toBe('timeout');
  expect(dataWaiters.size).toBe(0);
});

test('a consumer that comes between an append and its commit is woken by the commit', () => {
  const { dataWaiters, wait } = scene({ highWatermark: 4, endOffset: 5 });
  void wait(false);
  void wait(true);
  expect([...dataWaiters].map(({ follower, missingBytes }) => [follower, missingBytes])).toEqual([
    [false, 0],
    [true, 1],
  ]);
});

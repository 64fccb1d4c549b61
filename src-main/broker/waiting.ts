/** Waiting for what happens to partitions: a commit, or data to read. */
import type { SmallSet } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { DeadlineTimer } from './deadline-timer.ts';
import type { SessionWait } from './fetch-sessions.ts';
import type { DataWaiter, HostedPartition, LedPartition } from './partition.ts';

/**
 * Calls `done` once: with NONE when everything below `offset` is committed, which may be at once, or with the
 * error that prevents it. `deadlineMs` (monotonic) bounds the waiting with REQUEST_TIMED_OUT, and then it also ends
 * with NOT_ENOUGH_REPLICAS_AFTER_APPEND when too few replicas are left in sync.
 */
export function whenCommitted(
  timer: DeadlineTimer,
  partition: LedPartition,
  offset: number,
  done: (errorCode: number) => void,
  deadlineMs = Infinity,
): void {
  if (partition.log.highWatermark >= offset) return done(ErrorCode.NONE);
  if (deadlineMs === Infinity) return partition.commitWaiters.add({ offset, done });
  const waiter = {
    offset,
    needsMinIsr: true,
    done: (errorCode: number) => {
      cancel();
      done(errorCode);
    },
  };
  const cancel = timer.at(deadlineMs, () => {
    partition.commitWaiters.remove(waiter);
    done(ErrorCode.REQUEST_TIMED_OUT);
  });
  partition.commitWaiters.add(waiter);
}

/** Runs an action at a monotonic time or a little later; the result calls it off. */
export type Alarm = Pick<DeadlineTimer, 'at'>;

export type WaitEnd = 'data' | 'timeout' | 'quiet' | 'cancelled';

/** What a reader waits for. */
export interface WantedData {
  readonly missingBytes: number;
  /** See {@link DataWaiter.follower}. */
  readonly follower: boolean;
  /** See {@link DataWaiter.hearsOfCommits}. */
  readonly hearsOfCommits: boolean;
  /** Those of its session: partitions whose rest ends are waited for, too. */
  readonly waits?: Pick<SmallSet<SessionWait>, 'add' | 'delete'>;
}

/**
 * Resolves with 'data' when so many more bytes were appended to the partitions and may be read, or one of them
 * changed hands; at `deadlineMs` (monotonic) with 'quiet' when nothing at all was appended, else with 'timeout'; with
 * 'cancelled' when `cancelOn` ran its action.
 */
export function waitForData(
  timer: Alarm,
  partitions: readonly HostedPartition[],
  { missingBytes: wantedBytes, follower, hearsOfCommits, waits }: WantedData,
  deadlineMs: number,
  cancelOn: (action: () => void) => () => void,
): Promise<WaitEnd> {
  return new Promise((resolve) => {
    let settled = false;
    let cancelClose = () => {};
    const waitedFor = [...partitions];
    const settle = (reason: WaitEnd) => {
      if (settled) return;
      settled = true;
      waits?.delete(wait);
      for (const partition of waitedFor) partition.dataWaiters.delete(waiter);
      cancelDeadline();
      cancelClose();
      resolve(reason);
    };
    // What was appended before and is not committed yet is counted by no append any more: the next commit tells.
    const isCommitNear = !follower && partitions.some(({ log }) => log.highWatermark < log.endOffset);
    const missingBytes = isCommitNear ? 0 : wantedBytes;
    // Resolving a promise defers the reader to the end of the current work: appends of one chunk wake it once.
    const waiter: DataWaiter = { missingBytes, follower, hearsOfCommits, wake: () => settle('data') };
    for (const partition of partitions) partition.dataWaiters.add(waiter);
    const wait: SessionWait = {
      alsoFor(partition) {
        partition.dataWaiters.add(waiter);
        waitedFor.push(partition);
      },
    };
    waits?.add(wait);
    const cancelDeadline = timer.at(deadlineMs, () =>
      settle(waiter.missingBytes === missingBytes ? 'quiet' : 'timeout'),
    );
    // May run its action at once: the connection can be gone already.
    const called = cancelOn(() => settle('cancelled'));
    cancelClose = called;
    if (settled) called();
  });
}

/**
 * Resolves with the smallest log start among the replicas that are up, once that is not below `offset`; with
 * REQUEST_TIMED_OUT at `deadlineMs` (monotonic), and with NOT_LEADER_OR_FOLLOWER when the leadership ends before.
 */
export function whenDeletedEverywhere(
  timer: DeadlineTimer,
  partition: LedPartition,
  offset: number,
  deadlineMs: number,
): Promise<number | { lowWatermark: number }> {
  const { leader, log } = partition;
  return new Promise((resolve) => {
    const settle = (result: number | { lowWatermark: number }) => {
      callOff();
      cancel();
      resolve(result);
    };
    const look = () => {
      if (partition.leader !== leader) return settle(ErrorCode.NOT_LEADER_OR_FOLLOWER);
      const lowWatermark = leader.lowWatermark(log.startOffset);
      if (lowWatermark >= offset) settle({ lowWatermark });
    };
    const cancel = timer.at(deadlineMs, () => settle(ErrorCode.REQUEST_TIMED_OUT));
    const callOff = partition.onProgress(look);
    look();
  });
}

import type { FetchRequest } from './messages.ts';
import type { LogView, SnapshotId } from './types.ts';

export interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

export type Misfit = { readonly snapshotId: SnapshotId } | { readonly divergingEpoch: EpochEnd };

/**
 * The leader's view: why a follower's log is not a prefix of ours, and what it must do about it — fetch a snapshot, or
 * cut its log to where both agree. Undefined when it fits (ReplicatedLog.validateOffsetAndEpoch).
 *
 * Records from before our log's start can be compared no more: of those only the snapshot there knows the epoch. A
 * follower that holds another epoch there may have records that were never committed, and gets the snapshot.
 */
export function misfitOf(log: LogView, { fetchOffset, lastFetchedEpoch }: FetchRequest): Misfit | undefined {
  if (fetchOffset === 0 && log.startOffset === 0) return undefined;
  const { earliestSnapshot, latestSnapshot } = log;
  for (const snapshot of [earliestSnapshot, latestSnapshot])
    if (fetchOffset === snapshot?.endOffset && lastFetchedEpoch === snapshot.epoch) return undefined;
  if (earliestSnapshot !== undefined && latestSnapshot !== undefined) {
    const isBefore = fetchOffset <= log.startOffset || lastFetchedEpoch < earliestSnapshot.epoch;
    if (isBefore) return { snapshotId: latestSnapshot };
  }
  const shared = log.endOffsetForEpoch(lastFetchedEpoch);
  if (shared.epoch === lastFetchedEpoch && shared.endOffset >= fetchOffset) return undefined;
  if (shared.epoch < 0 && latestSnapshot !== undefined) return { snapshotId: latestSnapshot };
  return { divergingEpoch: { epoch: Math.max(shared.epoch, 0), endOffset: Math.max(shared.endOffset, 0) } };
}

/** The follower's view: where to cut, given the largest epoch that the leader shares with it and where that ends. */
export function cutOffset(log: LogView, leader: EpochEnd): number {
  const own = log.endOffsetForEpoch(leader.epoch);
  if (own.epoch < 0) return log.startOffset;
  const agreed = own.epoch === leader.epoch ? Math.min(own.endOffset, leader.endOffset) : own.endOffset;
  return Math.max(agreed, log.startOffset);
}

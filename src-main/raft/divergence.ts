import type { FetchRequest } from './messages.ts';
import type { LogView, SnapshotId } from './types.ts';

export interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

export type Misfit = { readonly snapshotId: SnapshotId } | { readonly divergingEpoch: EpochEnd };

/**
 * The leader's view: why a follower's log is not a prefix of ours, and what it must do about it — fetch a snapshot, or
 * cut its log to where both agree. Undefined when it fits.
 */
export function misfitOf(log: LogView, { fetchOffset, lastFetchedEpoch }: FetchRequest): Misfit | undefined {
  const snapshot = log.latestSnapshot;
  if (fetchOffset < log.startOffset && snapshot !== undefined) return { snapshotId: snapshot };
  if (fetchOffset === 0 && lastFetchedEpoch <= 0 && log.startOffset === 0) return undefined;
  const shared = log.endOffsetForEpoch(lastFetchedEpoch);
  if (shared.epoch === lastFetchedEpoch && shared.endOffset >= fetchOffset) return undefined;
  // The record before the log's start has an epoch that only the snapshot still knows.
  if (fetchOffset === snapshot?.endOffset && lastFetchedEpoch === snapshot.epoch) return undefined;
  if (shared.epoch < 0 && snapshot !== undefined) return { snapshotId: snapshot };
  return { divergingEpoch: { epoch: Math.max(shared.epoch, 0), endOffset: Math.max(shared.endOffset, 0) } };
}

/** The follower's view: where to cut, given the largest epoch that the leader shares with it and where that ends. */
export function cutOffset(log: LogView, leader: EpochEnd): number {
  const own = log.endOffsetForEpoch(leader.epoch);
  if (own.epoch < 0) return log.startOffset;
  const agreed = own.epoch === leader.epoch ? Math.min(own.endOffset, leader.endOffset) : own.endOffset;
  return Math.max(agreed, log.startOffset);
}

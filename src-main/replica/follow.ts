/**
 * What a follower does with a leader's answer about one partition: a pure core (Kafka's AbstractFetcherThread,
 * without its thread). The shell reads on, cuts the log or asks the leader where its log lies.
 */
import { ErrorCode } from '../protocol/index.ts';

/** What is asked of the follower's log. */
export interface FollowedLog {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly highWatermark: number;
  readonly latestEpoch: number;
  endOffsetForEpoch(epoch: number): { readonly epoch: number; readonly endOffset: number };
}

export interface LeaderAnswer {
  readonly errorCode: number;
  /** Both -1 when the logs agree. */
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number };
}

export type FollowStep =
  /** The logs agree: append what came, then take over the leader's high watermark and log start. */
  | { readonly kind: 'append' }
  /** Cut first; what else the answer said is of no use. */
  | { readonly kind: 'truncate'; readonly toOffset: number }
  /** The leader does not have our end: ask it for both its ends. */
  | { readonly kind: 'ask-offsets' }
  /** Try again a little later. */
  | { readonly kind: 'back-off' }
  /** We follow an epoch that has passed: the next image tells whom to follow. */
  | { readonly kind: 'wait-for-image' };

export function stepAfter(answer: LeaderAnswer, log: FollowedLog): FollowStep {
  switch (answer.errorCode) {
    case ErrorCode.NONE:
      return answer.divergingEpoch.epoch < 0 && answer.divergingEpoch.endOffset < 0
        ? { kind: 'append' }
        : { kind: 'truncate', toOffset: commonEnd(answer.divergingEpoch, log) };
    case ErrorCode.OFFSET_OUT_OF_RANGE:
      return { kind: 'ask-offsets' };
    case ErrorCode.FENCED_LEADER_EPOCH:
      return { kind: 'wait-for-image' };
    default:
      return { kind: 'back-off' };
  }
}

/**
 * Up to where the logs agree at most, given the leader's end of the largest epoch not above ours. If we do not know
 * that epoch, cutting to the end of our largest smaller one leads to another round.
 */
function commonEnd(diverging: LeaderAnswer['divergingEpoch'], log: FollowedLog): number {
  // The leader knows nothing so old: only what is committed is certain.
  if (diverging.endOffset < 0) return log.highWatermark;
  const leaderEnd = Math.min(diverging.endOffset, log.endOffset);
  if (diverging.epoch < 0) return leaderEnd;
  const own = log.endOffsetForEpoch(diverging.epoch);
  if (own.epoch < 0) return leaderEnd;
  return own.epoch === diverging.epoch
    ? Math.min(own.endOffset, leaderEnd)
    : Math.min(own.endOffset, log.endOffset);
}

export type RangeStep =
  | { readonly kind: 'truncate'; readonly toOffset: number }
  | { readonly kind: 'start-anew'; readonly atOffset: number }
  | { readonly kind: 'fetch-on' };

/** Where the leader's log lies. */
export interface LeaderRange {
  readonly startOffset: number;
  readonly endOffset: number;
  /** The largest epoch that it knows of; -1: it does not say. */
  readonly latestEpoch: number;
}

/**
 * The leader has none of what was asked for. Our newest epoch is beyond all of its own: that is damage (a checkpoint of
 * epochs has no checksum), and ours is cut to where the epochs begin that it does not have. It ends before our end
 * (after an unclean election): ours is cut to its end. It begins behind it (we were away for longer than its
 * retention): ours starts anew there.
 */
export function stepOutOfRange(leader: LeaderRange, log: FollowedLog): RangeStep {
  if (leader.latestEpoch >= 0 && log.latestEpoch > leader.latestEpoch) {
    const { endOffset } = log.endOffsetForEpoch(leader.latestEpoch);
    return { kind: 'truncate', toOffset: Math.min(endOffset, leader.endOffset) };
  }
  if (leader.endOffset < log.endOffset) return { kind: 'truncate', toOffset: leader.endOffset };
  return leader.startOffset > log.endOffset
    ? { kind: 'start-anew', atOffset: leader.startOffset }
    : { kind: 'fetch-on' };
}

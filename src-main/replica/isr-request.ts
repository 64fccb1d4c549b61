import { ErrorCode } from '../protocol/index.ts';

/** Another ISR that a leader wants: a partition of AlterPartition v3. */
export interface IsrRequest {
  readonly leaderEpoch: number;
  /** What the request rests on: it is granted only if nothing has changed since. */
  readonly partitionEpoch: number;
  readonly members: readonly { readonly brokerId: number; readonly brokerEpoch: number }[];
  /** Who is let in; undefined when the ISR shrinks. */
  readonly joins: number | undefined;
}

export interface IsrAnswer {
  readonly errorCode: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly leaderRecoveryState: number;
  readonly isr: readonly number[];
}

/**
 * - granted: the ISR is the new one;
 * - rejected: the ISR stays, and may be asked for again;
 * - awaits-image: whether it was done or not, the next image says what holds, and nothing is asked until then;
 * - retry: nothing is known, the same request goes out again;
 * - overtaken: an image has settled it already.
 */
export type IsrOutcome = 'granted' | 'rejected' | 'awaits-image' | 'retry' | 'overtaken';

/** Kafka's Partition.handleAlterPartitionError. */
export function outcomeOf(errorCode: number): Exclude<IsrOutcome, 'overtaken'> {
  switch (errorCode) {
    case ErrorCode.NONE:
      return 'granted';
    case ErrorCode.INELIGIBLE_REPLICA:
    case ErrorCode.OPERATION_NOT_ATTEMPTED:
      return 'rejected';
    case ErrorCode.INVALID_UPDATE_VERSION:
    case ErrorCode.FENCED_LEADER_EPOCH:
    case ErrorCode.NEW_LEADER_ELECTED:
    case ErrorCode.UNKNOWN_TOPIC_ID:
    case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
    case ErrorCode.INVALID_REQUEST:
      return 'awaits-image';
    default:
      return 'retry';
  }
}

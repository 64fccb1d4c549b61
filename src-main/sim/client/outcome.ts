import { ErrorCode } from '../../protocol/index.ts';

/** How a send ended, as a history has it. */
export interface SendOutcome {
  readonly type: 'ok' | 'fail' | 'info';
  /** Null: not known. */
  readonly offset: number | null;
  readonly error?: string;
}

/**
 * Answers that prove that this attempt appended nothing. All others, and no answer at all, leave it open: above all
 * NOT_ENOUGH_REPLICAS_AFTER_APPEND (the record is in the log), NOT_LEADER_OR_FOLLOWER (a leader may resign between
 * append and answer), REQUEST_TIMED_OUT and KAFKA_STORAGE_ERROR.
 */
const NOT_APPENDED: ReadonlySet<number> = new Set<number>([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.UNKNOWN_TOPIC_ID,
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.INVALID_TOPIC_EXCEPTION,
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.INVALID_REQUIRED_ACKS,
  ErrorCode.TOPIC_AUTHORIZATION_FAILED,
  ErrorCode.GROUP_AUTHORIZATION_FAILED,
  ErrorCode.INVALID_TIMESTAMP,
  ErrorCode.INVALID_REQUEST,
  ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
  ErrorCode.INVALID_RECORD,
  // The broker checks producer id, epoch and sequence before it appends.
  ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ErrorCode.INVALID_PRODUCER_EPOCH,
  ErrorCode.UNKNOWN_PRODUCER_ID,
]);

export function provesNothingAppended(errorCode: number): boolean {
  return NOT_APPENDED.has(errorCode);
}

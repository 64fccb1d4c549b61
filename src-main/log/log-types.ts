// What callers of a partition's log say and hear.
import type { RecordError, Refusal } from './append-check.ts';

export type { RecordError };
export type { EpochEndOffset } from './leader-epochs.ts';

/** Who hands over the batch: decides which checks apply. Only clients' batches are looked into. */
export type AppendOrigin = 'client' | 'coordinator' | 'raft';

export interface AppendOptions {
  /** Written into every batch (`partitionLeaderEpoch`). */
  readonly leaderEpoch: number;
  readonly origin: AppendOrigin;
  /** 2 from Produce v12 on inside transactions, and for markers of such transactions. Default 0. */
  readonly transactionVersion?: number;
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly baseOffset: number;
      readonly lastOffset: number;
      /** -1 under CreateTime. */
      readonly logAppendTimeMs: number;
      readonly logStartOffset: number;
      readonly sizeBytes: number;
      readonly records: number;
    }
  /** A retry of a batch that is in the log already: the answer is that of the first time. */
  | {
      readonly kind: 'duplicate';
      readonly baseOffset: number;
      readonly lastOffset: number;
      readonly logAppendTimeMs: number;
      readonly logStartOffset: number;
    }
  | Refusal;

export interface FollowerAppend {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly sizeBytes: number;
  readonly records: number;
}

/** Batches from a leader that do not fit the follower's log, or are damaged. Nothing was appended. */
export class BadBatchesError extends Error {
  override readonly name = 'BadBatchesError';
}

export interface ReadOptions {
  readonly maxBytes: number;
  /** Exclusive: nothing at or beyond it is returned (high watermark, last stable offset, or the end). */
  readonly upperBound: number;
  /** Return the first batch even when it is larger than maxBytes. */
  readonly atLeastOneBatch: boolean;
}

/** Whole batches in pooled memory. The first holds the offset asked for; it may begin before it. */
export interface LogSlice {
  readonly chunks: readonly Buffer[];
  readonly sizeBytes: number;
  /** Base offset of the first batch; the offset asked for when the slice is empty. */
  readonly baseOffset: number;
  /** Offset after the last batch; the offset asked for when the slice is empty. */
  readonly nextOffset: number;
  /** Gives the memory back, once nobody reads it any more (after the socket has sent it). Later calls do nothing. */
  release(): void;
}

export interface TimestampAndOffset {
  readonly offset: number;
  /** The nearest double where the record's timestamp is beyond 2^53. */
  readonly timestampMs: number;
  /** -1: not known. */
  readonly leaderEpoch: number;
}

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface ActiveProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestampMs: number;
  readonly coordinatorEpoch: number;
  /** -1: no transaction open. */
  readonly currentTransactionStartOffset: number;
}

export interface SegmentInfo {
  readonly baseOffset: number;
  /** Offset after its last record. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly indexBytes: number;
  readonly timeIndexBytes: number;
  /** -1: no timestamp in it. */
  readonly maxTimestampMs: number;
  readonly modifiedMs: number;
  readonly active: boolean;
}

export type LogStartReason = 'retention' | 'delete-records' | 'leader' | 'snapshot';

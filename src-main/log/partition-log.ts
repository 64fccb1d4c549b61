import type { Uuid } from '../base/index.ts';
import type { LogConfig } from './log-config.ts';

/** Who hands over the batch: decides which checks apply. */
export type AppendOrigin = 'client' | 'coordinator' | 'raft';

export interface AppendOptions {
  /** Written into every batch (`partitionLeaderEpoch`). */
  readonly leaderEpoch: number;
  readonly origin: AppendOrigin;
  /** 2 from Produce v12 on inside transactions: an unknown producer must then start at sequence 0. Default 0. */
  readonly transactionVersion?: number;
  /** `segment.bytes` and `max.message.bytes` bound nothing when true (raft's own batches). */
  readonly unlimitedSize?: boolean;
}

export interface RecordError {
  readonly batchIndex: number;
  readonly message: string | null;
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
  | {
      readonly kind: 'duplicate';
      readonly baseOffset: number;
      readonly lastOffset: number;
      readonly logAppendTimeMs: number;
      readonly logStartOffset: number;
    }
  | {
      readonly kind: 'refused';
      readonly errorCode: number;
      readonly message: string;
      readonly recordErrors?: readonly RecordError[];
    };

export interface FollowerAppend {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly sizeBytes: number;
  /** The largest leader epoch in the batches. */
  readonly leaderEpoch: number;
}

export interface ReadOptions {
  readonly maxBytes: number;
  /** Exclusive: nothing at or beyond this offset is returned (high watermark, last stable offset, or the end). */
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
  /** Gives the memory back; call it exactly once, after the socket has sent it. */
  release(): void;
}

export interface TimestampAndOffset {
  readonly offset: number;
  readonly timestampMs: number;
  /** -1: not known. */
  readonly leaderEpoch: number;
}

export interface EpochEndOffset {
  /** -1: none. */
  readonly epoch: number;
  readonly endOffset: number;
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

/**
 * One partition's log on one node.
 * Invariant: startOffset <= lastStableOffset <= highWatermark <= endOffset.
 */
export declare class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly directory: string;
  get config(): LogConfig;
  get startOffset(): number;
  get endOffset(): number;
  get highWatermark(): number;
  get lastStableOffset(): number;
  get sizeBytes(): number;
  /** -1 while the log has seen no epoch. */
  get latestEpoch(): number;
  /** True when it moved. */
  advanceHighWatermark(offset: number): boolean;
  /** Throws a DiskError when the directory failed: the caller takes it offline. Writes offset and epoch into `records`. */
  appendAsLeader(records: Buffer, options: AppendOptions): AppendOutcome;
  /** Appends batches as the leader numbered them. Throws CorruptRecordsError for a bad batch, DiskError for a bad disk. */
  appendAsFollower(records: Buffer): FollowerAppend;
  read(offset: number, options: ReadOptions): LogSlice | 'out-of-range';
  /** The first record with a timestamp at or after the one given. */
  offsetForTimestamp(timestampMs: number): TimestampAndOffset | undefined;
  offsetOfMaxTimestamp(): TimestampAndOffset | undefined;
  endOffsetForEpoch(epoch: number): EpochEndOffset;
  assignEpoch(epoch: number, startOffset: number): void;
  truncateTo(offset: number, reason: string): void;
  truncateFullyAndStartAt(offset: number): void;
  /** True when it moved. */
  advanceStart(offset: number, reason: LogStartReason): boolean;
  /** In ascending first offset. */
  abortedTransactions(fromOffset: number, upTo: number): AbortedTransaction[];
  activeProducers(): ActiveProducer[];
  segments(): SegmentInfo[];
  updateConfig(config: LogConfig): void;
  flush(): void;
  close(): void;
}

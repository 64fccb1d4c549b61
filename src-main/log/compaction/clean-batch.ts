import {
  NO_TIMESTAMP,
  batchBaseOffset,
  batchBaseSequence,
  batchCodec,
  batchDeleteHorizonMs,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchLastOffsetDelta,
  batchLeaderEpoch,
  batchMagic,
  batchMaxTimestampMs,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  buildBatch,
  codecName,
  readRecords,
} from '../../wire/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import type { CleanedTransactions } from './cleaned-transactions.ts';
import type { KeyOffsets } from './key-offsets.ts';

export interface CleaningRules {
  readonly keys: KeyOffsets;
  readonly transactions: CleanedTransactions;
  /** Wall time. */
  readonly nowMs: number;
  /** `delete.retention.ms`: how long a tombstone or a needless marker is kept after it was first seen as one. */
  readonly deleteRetentionMs: number;
  /**
   * Whether the batch stays at least as an empty one: the newest of an active producer keeps the sequence number that
   * duplicates are told by, and the last of the part that is cleaned keeps where that ends.
   */
  mustLeaveTrace(buffer: Buffer, at: number): boolean;
}

/** What becomes of a batch: it stays as it is, gives way to another, or goes. */
export type CleanedBatch = 'unchanged' | 'removed' | Buffer;

/**
 * Kafka's rules for one batch (Cleaner.cleanInto, MemoryRecords.filterTo): of every key the newest record stays, with
 * its offset; a tombstone and a marker without data stay until their delete horizon, which the first pass that sees
 * them sets (KIP-534).
 */
export function cleanBatch(buffer: Buffer, at: number, rules: CleaningRules): CleanedBatch {
  if (batchMagic(buffer, at) < 2) return cleanLegacyBatch(buffer, at, rules);
  const isControl = batchIsControl(buffer, at);
  const isNeedless = isControl
    ? rules.transactions.isNeedless(buffer, at)
    : rules.transactions.isAborted(buffer, at);
  const horizonMs = batchDeleteHorizonMs(buffer, at);
  const isPastHorizon = horizonMs !== undefined && horizonMs <= rules.nowMs;
  const goesWhole = isNeedless && (!isControl || isPastHorizon);

  let hasTombstone = false;
  const kept: LogRecord[] = [];
  if (!goesWhole) {
    for (const record of readRecords(buffer, at)) {
      if (!isControl && !isKept(record, rules, isPastHorizon)) continue;
      kept.push(record);
      if (record.value === null) hasTombstone = true;
    }
  }
  if (kept.length === 0) return rules.mustLeaveTrace(buffer, at) ? emptied(buffer, at) : 'removed';
  const needsHorizon = horizonMs === undefined && (hasTombstone || (isControl && isNeedless));
  if (kept.length === batchRecordCount(buffer, at) && !needsHorizon) return 'unchanged';
  return rebuilt(buffer, at, kept, needsHorizon ? rules.nowMs + rules.deleteRetentionMs : horizonMs);
}

function isKept(record: LogRecord, { keys }: CleaningRules, isPastHorizon: boolean): boolean {
  if (record.offset > keys.latestOffset) return true;
  // Brokers refuse records without a key here; one from before the topic was compacted has nothing to be kept by.
  if (record.key === null) return false;
  const newest = keys.get(record.key);
  if (newest !== undefined && newest > record.offset) return false;
  return record.value !== null || !isPastHorizon;
}

/**
 * Messages of before 2017 are not written anew one by one: a wrapper stays as long as one record in it would. No
 * client can write them any more.
 */
function cleanLegacyBatch(buffer: Buffer, at: number, rules: CleaningRules): CleanedBatch {
  for (const record of readRecords(buffer, at)) if (isKept(record, rules, false)) return 'unchanged';
  return 'removed';
}

function whatStays(buffer: Buffer, at: number) {
  return {
    baseOffset: batchBaseOffset(buffer, at),
    lastOffsetDelta: batchLastOffsetDelta(buffer, at),
    leaderEpoch: batchLeaderEpoch(buffer, at),
    logAppendTime: batchIsLogAppendTime(buffer, at),
    producerId: batchProducerId(buffer, at),
    producerEpoch: batchProducerEpoch(buffer, at),
    baseSequence: batchBaseSequence(buffer, at),
    transactional: batchIsTransactional(buffer, at),
    control: batchIsControl(buffer, at),
  };
}

function rebuilt(
  buffer: Buffer,
  at: number,
  records: readonly LogRecord[],
  deleteHorizonMs: number | undefined,
): Buffer {
  const baseOffset = batchBaseOffset(buffer, at);
  return buildBatch(records, {
    ...whatStays(buffer, at),
    timestamp: batchMaxTimestampMs(buffer, at),
    codec: codecName(batchCodec(buffer, at)),
    offsetDeltas: records.map(({ offset }) => offset - baseOffset),
    deleteHorizonMs,
  });
}

/** The batch without its records; offsets, sequence and producer stay. */
function emptied(buffer: Buffer, at: number): CleanedBatch {
  if (batchRecordCount(buffer, at) === 0) return 'unchanged';
  return buildBatch([], {
    ...whatStays(buffer, at),
    timestamp: batchMaxTimestampMs(buffer, at),
    baseTimestamp: NO_TIMESTAMP,
  });
}

/** Notes the keys of one batch from `fromOffset` on. False when the table has no room for all of them. */
export function noteKeys(
  buffer: Buffer,
  at: number,
  fromOffset: number,
  keys: KeyOffsets,
  transactions: CleanedTransactions,
): boolean {
  if (batchIsControl(buffer, at)) transactions.isNeedless(buffer, at);
  // Records of aborted transactions must not outdo earlier ones.
  else if (batchMagic(buffer, at) < 2 || !transactions.isAborted(buffer, at)) {
    for (const record of readRecords(buffer, at)) {
      if (record.key === null || record.offset < fromOffset) continue;
      if (keys.isFull) return false;
      keys.put(record.key, record.offset);
    }
  }
  if (batchLastOffset(buffer, at) >= fromOffset) keys.latestOffset = batchLastOffset(buffer, at);
  return true;
}

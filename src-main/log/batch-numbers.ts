// The offsets of batches that are about to be appended: a leader gives them, a follower checks those that it was given.
import {
  batchBaseOffset,
  batchFault,
  batchLastOffset,
  batchLastOffsetDelta,
  batchLeaderEpoch,
  batchMagic,
  batchMaxTimestampMs,
  batchRecordCount,
  batchSizeBytes,
  NO_TIMESTAMP,
  setBatchBaseOffset,
  setBatchLeaderEpoch,
  setBatchMaxTimestamp,
} from '../wire/index.ts';
import { BadBatchesError } from './log-types.ts';

/** What the log needs to know about batches before it appends them. */
export interface NumberedBatches {
  readonly baseOffset: number;
  /** Offset after the last record. */
  readonly nextOffset: number;
  readonly records: number;
  /** -1: none has a timestamp. */
  readonly maxTimestampMs: number;
  /** The largest leader epoch; -1: none has one. */
  readonly latestEpoch: number;
}

/**
 * Writes offsets from `baseOffset` on and the leader's epoch into well-formed batches; and `appendTimeMs`, where it is
 * given, in place of the records' own timestamps.
 */
export function numberBatches(
  batches: Buffer,
  baseOffset: number,
  options: { readonly leaderEpoch: number; readonly appendTimeMs: number | undefined },
): NumberedBatches {
  let nextOffset = baseOffset;
  let records = 0;
  let maxTimestampMs = NO_TIMESTAMP;
  for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
    setBatchBaseOffset(batches, at, nextOffset);
    setBatchLeaderEpoch(batches, at, options.leaderEpoch);
    if (options.appendTimeMs !== undefined) setBatchMaxTimestamp(batches, at, true, options.appendTimeMs);
    nextOffset += batchLastOffsetDelta(batches, at) + 1;
    records += batchRecordCount(batches, at);
    maxTimestampMs = Math.max(maxTimestampMs, batchMaxTimestampMs(batches, at));
  }
  return { baseOffset, nextOffset, records, maxTimestampMs, latestEpoch: options.leaderEpoch };
}

/** Batches from a leader are whole, undamaged, and go on at or behind `endOffset`. Throws BadBatchesError. */
export function checkNumberedBatches(batches: Buffer, endOffset: number, logName: string): NumberedBatches {
  let nextOffset = endOffset;
  let records = 0;
  let maxTimestampMs = NO_TIMESTAMP;
  let latestEpoch = -1;
  for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
    const fault = batchFault(batches, at, batches.length);
    if (fault !== undefined) throw new BadBatchesError(`${logName}: ${fault}`);
    const first = batchMagic(batches, at) < 2 ? batchLastOffset(batches, at) : batchBaseOffset(batches, at);
    if (first < nextOffset) {
      throw new BadBatchesError(`${logName}: batch at ${first}, the log goes on at ${nextOffset}`);
    }
    nextOffset = batchLastOffset(batches, at) + 1;
    records += batchRecordCount(batches, at);
    maxTimestampMs = Math.max(maxTimestampMs, batchMaxTimestampMs(batches, at));
    latestEpoch = Math.max(latestEpoch, batchLeaderEpoch(batches, at));
  }
  if (batches.length === 0) throw new BadBatchesError(`${logName}: no batch to append`);
  return { baseOffset: batchBaseOffset(batches), nextOffset, records, maxTimestampMs, latestEpoch };
}

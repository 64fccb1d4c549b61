// Reading across the segments of a log: slices, searches by time.
import { batchBaseOffset, batchSizeBytes } from '../wire/index.ts';
import { epochFault } from './epoch-check.ts';
import { checkEnd } from './index-check.ts';
import type { LeaderEpochs } from './leader-epochs.ts';
import type { LogContext } from './log-context.ts';
import type { LogSegments } from './log-segments.ts';
import type { LogSlice, ReadOptions, TimestampAndOffset } from './log-types.ts';
import { emptySlice, PooledSlice } from './pooled-slice.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';
import { findMaxTimestamp, findTimestamp } from './timestamp-search.ts';

/**
 * Whole batches from the one that holds `offset` on, in memory from the pool. Empty at the upper bound and where the
 * first batch does not fit `maxBytes`.
 */
export function readSlice(
  { pool, env }: LogContext,
  segments: LogSegments,
  offset: number,
  limits: ReadOptions,
  { epochs, endOffset }: { readonly epochs: LeaderEpochs; readonly endOffset: number },
): LogSlice {
  const { maxBytes, upperBound, atLeastOneBatch } = limits;
  const nowMs = env.clock.monotonicMs();
  for (let index = segments.indexOf(offset); index < segments.items.length; index++) {
    const segment = segments.items[index];
    const nextOffset = segments.nextOffsetOf(index, endOffset);
    const options = { maxBytes, upperBound, atLeastOneBatch, nextOffset, nowMs };
    const found = segments.repairing(segment, () => segment.read(offset, options, pool));
    if (found === undefined) {
      segments.repairing(segment, () => checkEnd(segment, offset, nextOffset));
      continue;
    }
    if (found.buffer === undefined) break;
    try {
      checkEpochs(segment, found.buffer, found.sizeBytes, epochs);
    } catch (error) {
      pool.give(found.buffer);
      throw error;
    }
    return new PooledSlice(pool, found.buffer, found.sizeBytes, found.baseOffset, found.nextOffset);
  }
  return emptySlice(offset);
}

/** Throws CorruptSegmentError where a batch's leader epoch is not that which the epochs of the log say. */
function checkEpochs(segment: Segment, buffer: Buffer, sizeBytes: number, epochs: LeaderEpochs): void {
  for (let at = 0; at < sizeBytes; at += batchSizeBytes(buffer, at)) {
    const fault = epochFault(buffer, at, epochs);
    if (fault !== undefined)
      throw new CorruptSegmentError(
        `${segment.log.path}: the batch of offset ${batchBaseOffset(buffer, at)} ${fault}`,
      );
  }
}

/** The first record from `startOffset` on whose timestamp is not before `timestampMs`; undefined when there is none. */
export function offsetForTimestamp(
  { pool }: LogContext,
  segments: LogSegments,
  timestampMs: number,
  startOffset: number,
): TimestampAndOffset | undefined {
  for (const segment of segments.items) {
    const found = segments.repairing(segment, () =>
      segment.largestTimestampMs < timestampMs
        ? undefined
        : findTimestamp(segment, timestampMs, startOffset, pool),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first record with the largest timestamp of all; undefined when none has one. */
export function offsetOfMaxTimestamp(
  { pool }: LogContext,
  segments: LogSegments,
  startOffset: number,
): TimestampAndOffset | undefined {
  let latest: Segment | undefined;
  let newest: TimestampAndOffset | undefined;
  for (const segment of segments.items) {
    const maxTimestampMs = segments.repairing(segment, () => segment.maxTimestampMs);
    if (maxTimestampMs < 0 || maxTimestampMs <= (latest?.maxTimestampMs ?? newest?.timestampMs ?? -1))
      continue;
    // Of a segment that was trimmed the index may name a record that is gone.
    if (segment.baseOffset < startOffset)
      newest = segments.repairing(segment, () => findMaxTimestamp(segment, startOffset, pool));
    else latest = segment;
  }
  if (latest === undefined) return newest;
  const last = latest;
  return segments.repairing(last, () => findMaxTimestamp(last, startOffset, pool));
}

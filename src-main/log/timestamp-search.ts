import {
  batchBaseOffset,
  batchFault,
  batchLastOffset,
  batchLeaderEpoch,
  batchMaxTimestampMs,
  readRecords,
} from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { TimestampAndOffset } from './log-types.ts';
import { CorruptIndexError } from './index-file.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';

/** The first record of a segment, not below `startOffset`, whose timestamp is not before `timestampMs`. */
export function findTimestamp(
  segment: Segment,
  timestampMs: number,
  startOffset: number,
  pool: BufferPool,
): TimestampAndOffset | undefined {
  // Nothing up to the entry's offset is younger than the entry, so the search may begin there.
  const entry = segment.timeIndex.lookup(timestampMs);
  const from = Math.max(entry?.offset ?? segment.baseOffset, startOffset);
  const isOfEntry = entry !== undefined && entry.offset >= startOffset;
  let lastOffset = -1;
  let found: TimestampAndOffset | undefined;
  scanBatches(
    segment.log.get(),
    segment.positionOf(from, pool),
    segment.sizeBytes,
    pool,
    false,
    (buffer, at) => {
      const maxTimestampMs = batchMaxTimestampMs(buffer, at);
      // The batch that follows has a say in whether the offset that was found can be right.
      if (batchBaseOffset(buffer, at) <= lastOffset)
        throw new CorruptSegmentError(`${segment.log.path}: the offsets do not rise behind ${lastOffset}`);
      if (found !== undefined) return false;
      if (lastOffset < 0 && isOfEntry && maxTimestampMs !== entry.timestampMs)
        throw new CorruptIndexError(
          `${segment.timeIndex.file.path}: ${entry.offset} is not of its timestamp`,
        );
      lastOffset = batchLastOffset(buffer, at);
      if (maxTimestampMs < timestampMs || lastOffset < startOffset) return true;
      found = firstRecord(buffer, at, startOffset, (recordTimestampMs) => recordTimestampMs >= timestampMs);
      return true;
    },
  );
  return found;
}

/** The first record with the largest timestamp of those in a segment that are not below `startOffset`. */
export function findMaxTimestamp(
  segment: Segment,
  startOffset: number,
  pool: BufferPool,
): TimestampAndOffset | undefined {
  const { maxTimestampMs, offsetOfMaxTimestamp } = segment;
  if (offsetOfMaxTimestamp < startOffset) return findMaxTimestampFrom(segment, startOffset, pool);
  const position = segment.positionOf(offsetOfMaxTimestamp, pool);
  let found: TimestampAndOffset | undefined;
  scanBatches(segment.log.get(), position, segment.sizeBytes, pool, false, (buffer, at) => {
    if (batchMaxTimestampMs(buffer, at) !== maxTimestampMs) return true;
    found = firstRecord(buffer, at, startOffset, (timestampMs) => timestampMs === maxTimestampMs);
    return found === undefined;
  });
  // It stood in the batch that `startOffset` parts.
  return found ?? findMaxTimestampFrom(segment, startOffset, pool);
}

/** The same by looking at every batch from `startOffset` on. */
function findMaxTimestampFrom(
  segment: Segment,
  startOffset: number,
  pool: BufferPool,
): TimestampAndOffset | undefined {
  const position = segment.positionOf(startOffset, pool);
  let newest: TimestampAndOffset | undefined;
  scanBatches(segment.log.get(), position, segment.sizeBytes, pool, false, (buffer, at) => {
    if (batchLastOffset(buffer, at) < startOffset) return true;
    while (batchMaxTimestampMs(buffer, at) > (newest?.timestampMs ?? -1)) {
      const beyondMs = newest?.timestampMs ?? -1;
      const found = firstRecord(buffer, at, startOffset, (timestampMs) => timestampMs > beyondMs);
      if (found === undefined) break;
      newest = found;
    }
    return true;
  });
  return newest;
}

function firstRecord(
  buffer: Buffer,
  at: number,
  startOffset: number,
  matches: (timestampMs: number) => boolean,
): TimestampAndOffset | undefined {
  const fault = batchFault(buffer, at, buffer.length);
  if (fault !== undefined)
    throw new CorruptSegmentError(`batch of offset ${batchBaseOffset(buffer, at)}: ${fault}`);
  for (const record of readRecords(buffer, at)) {
    const timestampMs = Number(record.timestamp);
    if (record.offset >= startOffset && matches(timestampMs)) {
      return { offset: record.offset, timestampMs, leaderEpoch: batchLeaderEpoch(buffer, at) };
    }
  }
  return undefined;
}

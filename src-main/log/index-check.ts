// Indexes held against the batches of their segment: no checksum covers them.
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchLastOffset,
  batchMaxTimestampMs,
  batchSizeBytes,
} from '../wire/index.ts';
import { BATCH_BYTES_MIN } from './batch-scan.ts';
import { CorruptSegmentError, noBatchAt } from './corrupt-segment.ts';
import { CorruptIndexError } from './index-file.ts';
import { LOCATE_BYTES } from './segment-reader.ts';
import type { Segment } from './segment.ts';

/** So far beyond the last entry of a time index it is looked for larger timestamps when the index is loaded. */
const TIMESTAMP_CHECK_BYTES = 1024 * 1024;

/**
 * The time index of a segment ends with its largest timestamp. One that was cut or changed would let retention take
 * records too early and searches pass them by. Throws CorruptIndexError.
 */
export function checkLastTimestamp({ log, offsetIndex, timeIndex, sizeBytes: segmentBytes }: Segment): void {
  const last = timeIndex.last();
  const start = last === undefined ? 0 : offsetIndex.lookup(last.offset);
  const wrong = () =>
    new CorruptIndexError(`${timeIndex.file.path}: its last entry is not the largest timestamp`);
  if (start > segmentBytes) throw wrong();
  const buffer = Buffer.allocUnsafe(LOCATE_BYTES);
  let found = last === undefined;
  for (let position = start; segmentBytes - position >= BATCH_BYTES_MIN;) {
    // Further on is the scrubber's business.
    if (position - start > TIMESTAMP_CHECK_BYTES) return;
    const wanted = Math.min(LOCATE_BYTES, segmentBytes - position);
    const got = log.get().read(buffer, 0, wanted, position);
    let at = 0;
    do {
      const sizeBytes = batchSizeBytes(buffer, at);
      if (sizeBytes <= BATCH_PREFIX_BYTES || got < BATCH_BYTES_MIN) throw noBatchAt(log.path, position + at);
      const timestampMs = batchMaxTimestampMs(buffer, at);
      const lastOffset = batchLastOffset(buffer, at);
      if (lastOffset === last?.offset && timestampMs === last.timestampMs) found = true;
      if (timestampMs > (last?.timestampMs ?? -1)) throw wrong();
      at += sizeBytes;
    } while (got - at >= BATCH_HEADER_BYTES);
    position += at;
  }
  if (!found) throw wrong();
}

/**
 * Holds the indexes against the batches, which are handed to `batch` one after the other; `fault` says then what
 * contradicts them. Of the time index the end is what counts: nobody may find a larger timestamp.
 */
export function indexCheck(segment: Segment): {
  batch(lastOffset: number, position: number, timestampMs: number): void;
  fault(): string | undefined;
} {
  const { offsetIndex, timeIndex, maxTimestampMs } = segment;
  const entries = offsetIndex.count;
  const times = timeIndex.entries();
  let entry = 0;
  let time = 0;
  let largestMs = -1;
  let wrong: string | undefined;
  return {
    batch(lastOffset, position, timestampMs) {
      // Nothing before an entry's batch may be as young as the entry: whoever looks for that begins there.
      for (; time < times.length && times[time].offset <= lastOffset; time++)
        if (largestMs >= times[time].timestampMs || timestampMs < times[time].timestampMs)
          wrong ??= `${timeIndex.file.path}: entry ${time} is not of the first batch with its timestamp`;
      largestMs = Math.max(largestMs, timestampMs);
      if (entry >= entries || position < offsetIndex.positionAt(entry)) return;
      if (position !== offsetIndex.positionAt(entry) || lastOffset !== offsetIndex.offsetAt(entry))
        wrong ??= `${offsetIndex.file.path}: entry ${entry} points at no batch that ends with its offset`;
      entry++;
    },
    fault() {
      if (entry < entries) wrong ??= `${offsetIndex.file.path}: it points beyond the segment`;
      if (time < times.length) wrong ??= `${timeIndex.file.path}: it points beyond the segment`;
      if (largestMs > maxTimestampMs)
        wrong ??= `${timeIndex.file.path}: its last entry is not the largest timestamp`;
      return wrong;
    },
  };
}

/**
 * Throws CorruptSegmentError when an index names a batch behind what the segment ends with, in [from, nextOffset): its
 * tail is gone, and nobody who reads on in the next segment would miss it.
 */
export function checkEnd({ log, offsetIndex, timeIndex }: Segment, from: number, nextOffset: number): void {
  const last = Math.max(offsetIndex.last()?.offset ?? -1, timeIndex.last()?.offset ?? -1);
  if (last >= from && last < nextOffset)
    throw new CorruptSegmentError(`${log.path} ends at ${from}, its indexes name offset ${last}`);
}

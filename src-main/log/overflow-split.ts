// Segments whose offsets reach further than the indexes can say (KAFKA-6264): a cleaner of old put too many into one, and
// followers of a highly compacted log began a segment too low. Each is parted where an offset does not fit any more, as
// LocalLog.splitOverflowedSegment does it, and by the same files: `.cleaned` until all of them are on the disk, `.swap`
// while they take its place.
import { batchBaseOffset, batchLastOffset, batchMagic, batchSizeBytes } from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import type { BufferPool } from './buffer-pool.ts';
import { CorruptIndexError } from './index-file.ts';
import type { LogContext } from './log-context.ts';
import { RELATIVE_OFFSET_MAX } from './offset-index.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import { Segment } from './segment.ts';

/** Bytes [from, to) of a segment, whose offsets fit a segment that begins at `baseOffset`. */
export interface SegmentPart {
  readonly baseOffset: number;
  readonly from: number;
  readonly to: number;
}

const CHUNK_BYTES = 1024 * 1024;

/** Whether a segment's offsets can reach too far, if it goes up to `nextOffset`: nothing is read for it. */
export function mayOverflow(segment: Segment, nextOffset: number): boolean {
  return nextOffset - 1 - segment.baseOffset > RELATIVE_OFFSET_MAX;
}

/** Whether its last offset fits, by a look at its tail. Its index must be of it; where that is damaged nothing is proven. */
export function endFits(segment: Segment, pool: BufferPool): boolean {
  try {
    return segment.readNextOffset(pool) - 1 - segment.baseOffset <= RELATIVE_OFFSET_MAX;
  } catch (error) {
    if (!(error instanceof CorruptIndexError || error instanceof CorruptSegmentError)) throw error;
    return false;
  }
}

/**
 * How a segment is to be parted; undefined where its offsets fit, and where its batches contradict each other or `endsBefore`:
 * no CRC covers a base offset, and one that is damaged must not be believed. Damage behind an offset that does not fit stays
 * where it is, at the end of the last part.
 * @param endsBefore where the next segment begins; Infinity where there is none
 */
export function planSplit(
  segment: Segment,
  endsBefore: number,
  pool: BufferPool,
): readonly SegmentPart[] | undefined {
  const starts = [{ baseOffset: segment.baseOffset, from: 0 }];
  let lastOffset = segment.baseOffset - 1;
  let rises = true;
  scanBatches(segment.log.get(), 0, segment.sizeBytes, pool, true, (buffer, at, position) => {
    const last = batchLastOffset(buffer, at);
    const first = batchMagic(buffer, at) < 2 ? last : batchBaseOffset(buffer, at);
    rises = first > lastOffset && last >= first && last < endsBefore;
    if (rises && last - starts[starts.length - 1].baseOffset > RELATIVE_OFFSET_MAX)
      starts.push({ baseOffset: first, from: position });
    lastOffset = last;
    return rises;
  });
  if (!rises || starts.length === 1) return undefined;
  return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? segment.sizeBytes }));
}

/**
 * Writes the parts of a segment as segments whose files end in `.cleaned`, and flushes them. When that fails nothing of
 * them is left. Unlike Apache Kafka's they keep the aborted transactions, and the first one keeps the old base offset even
 * where none of its records fits behind that: it is empty then, and no name is without a successor.
 */
export function writeParts(
  { files, pool, env }: LogContext,
  directory: string,
  source: Segment,
  parts: readonly SegmentPart[],
  indexIntervalBytes: number,
): Segment[] {
  const written: Segment[] = [];
  try {
    for (const part of parts) {
      const segment = Segment.createCleaned(files, directory, part.baseOffset, source.modifiedMs);
      written.push(segment);
      copyPart(source, part, segment, pool, indexIntervalBytes);
    }
    for (const entry of abortedIn(source))
      written.findLast(({ baseOffset }) => baseOffset <= entry.lastOffset)?.transactionIndex.append(entry);
    for (const segment of written) {
      segment.seal();
      segment.flush();
    }
    return written;
  } catch (error) {
    for (const segment of written) {
      segment.drop();
      for (const file of segment.files()) env.disk.remove(file.path);
    }
    throw error;
  }
}

function copyPart(
  source: Segment,
  { from, to }: SegmentPart,
  target: Segment,
  pool: BufferPool,
  indexIntervalBytes: number,
): void {
  const { position } = scanBatches(source.log.get(), from, to, pool, true, (buffer, at) => {
    const batch = buffer.subarray(at, at + batchSizeBytes(buffer, at));
    target.append(batch, indexIntervalBytes, source.modifiedMs);
  });
  // What is damaged goes along as it is, for recovery to find it.
  const buffer = pool.take(CHUNK_BYTES);
  try {
    for (let at = position; at < to;) {
      const got = source.log.get().read(buffer, 0, Math.min(CHUNK_BYTES, to - at), at);
      if (got === 0) throw new CorruptSegmentError(`${source.log.path} ends at ${at}, not at ${to}`);
      target.log.get().write([buffer.subarray(0, got)], target.sizeBytes);
      target.sizeBytes += got;
      at += got;
    }
  } finally {
    pool.give(buffer);
  }
}

/** Where the index of them is damaged, readers have it built again from the markers. */
function abortedIn(source: Segment): ReturnType<Segment['transactionIndex']['entries']> {
  try {
    return source.transactionIndex.entries();
  } catch (error) {
    if (!(error instanceof CorruptIndexError)) throw error;
    return [];
  }
}

/**
 * Whether two neighbours were parted because their offsets do not fit one segment: the first batch of the later one, which
 * must be a whole one, would not have gone into the earlier. Whoever parts segments so has flushed the earlier one, so that
 * a gap between them is none that a power loss has made.
 */
export function arePartedByRange(earlier: Segment, later: Segment, pool: BufferPool): boolean {
  let parted = false;
  scanBatches(later.log.get(), 0, later.sizeBytes, pool, true, (buffer, at) => {
    const lastOffset = batchLastOffset(buffer, at);
    parted =
      batchBaseOffset(buffer, at) >= later.baseOffset &&
      lastOffset - earlier.baseOffset > RELATIVE_OFFSET_MAX;
    return false;
  });
  return parted;
}

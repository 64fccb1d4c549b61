// Finding and reading the batches of one segment, and what is remembered from one read to the next.
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchBaseOffset,
  batchFault,
  batchLastOffset,
  batchMagic,
  batchSizeBytes,
} from '../wire/index.ts';
import { BATCH_BYTES_MIN } from './batch-scan.ts';
import type { BufferPool } from './buffer-pool.ts';
import { CorruptSegmentError, noBatchAt } from './corrupt-segment.ts';
import { CorruptIndexError } from './index-file.ts';
import type { OffsetIndex } from './offset-index.ts';
import type { LazyFile } from './open-files.ts';
import { VerifiedRange } from './verified-range.ts';

/** Most bytes that one read takes from a segment, unless a single batch is larger. */
const READ_BYTES_MAX = 4 * 1024 * 1024;
/** Enough to skip the batches between two index entries. */
export const LOCATE_BYTES = 16 * 1024;
const NOTHING = Buffer.alloc(0);

const DOES_NOT_RISE = 'its offsets do not rise';

/**
 * Why the offsets of a whole batch in memory cannot be right. No CRC covers its base offset; but it has neighbours, and
 * the segment an end.
 * @param from offset after the batch before it; where that is not known, the segment's base
 */
function misplacement(
  buffer: Buffer,
  at: number,
  got: number,
  from: number,
  nextSegmentOffset: number,
): string | undefined {
  const lastOffset = batchLastOffset(buffer, at);
  if (batchBaseOffset(buffer, at) < from || lastOffset >= nextSegmentOffset) return DOES_NOT_RISE;
  const next = at + batchSizeBytes(buffer, at);
  return got - next >= BATCH_PREFIX_BYTES && batchBaseOffset(buffer, next) <= lastOffset
    ? `${DOES_NOT_RISE}, or those of the next one`
    : undefined;
}

export interface SegmentReadOptions {
  readonly maxBytes: number;
  /** Exclusive. */
  readonly upperBound: number;
  /** The first batch may be larger than `maxBytes`. */
  readonly atLeastOneBatch: boolean;
  /** Where the next segment begins, or the log ends: no batch of this one reaches so far. */
  readonly nextOffset: number;
  /** Monotonic: what was held against its CRC a moment ago is not held against it again. */
  readonly nowMs: number;
}

/** What a read found: `sizeBytes` of whole batches in `buffer`, which the reader gives back to the pool. */
export interface SegmentRead {
  /** Undefined when there is a batch that may not be returned. */
  readonly buffer: Buffer | undefined;
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly nextOffset: number;
}

/** What a segment is to its reader. */
export interface ReadableSegment {
  readonly baseOffset: number;
  readonly log: LazyFile;
  readonly offsetIndex: OffsetIndex;
  /** Bytes of whole batches. */
  readonly sizeBytes: number;
}

/** Reads one segment, for followers and consumers who come back for what follows. */
export class SegmentReader {
  readonly #segment: ReadableSegment;
  /** Where reads ended lately: readers come back for exactly these offsets. */
  readonly #hintOffsets = [-1, -1, -1, -1];
  readonly #hintPositions = [0, 0, 0, 0];
  #nextHint = 0;
  /** What was held against its CRC before it was appended, and by a read: a reader far behind must not make those at the end check again. */
  #verifiedByAppend: VerifiedRange | undefined;
  #verifiedByRead: VerifiedRange | undefined;

  constructor(segment: ReadableSegment) {
    this.#segment = segment;
  }

  /**
   * Position of the first batch that ends at or behind `offset`; the size of the segment when there is none. Throws
   * CorruptIndexError when the index points at something else than the batch that its entry is about.
   */
  positionOf(offset: number, pool: BufferPool): number {
    const { log, offsetIndex, baseOffset: segmentBase, sizeBytes: segmentBytes } = this.#segment;
    const exact = this.#hintOf(offset);
    if (exact >= 0) return this.#hintPositions[exact];
    if (offset <= segmentBase && segmentBytes >= BATCH_BYTES_MIN) return 0;
    const entry = offsetIndex.lookupEntry(offset);
    const start = entry < 0 ? 0 : offsetIndex.positionAt(entry);
    let position = start;
    if (entry >= 0 && segmentBytes - start < BATCH_BYTES_MIN) throw this.#misleads(entry);
    const buffer = pool.take(LOCATE_BYTES);
    let lastOffset = segmentBase - 1;
    try {
      while (segmentBytes - position >= BATCH_BYTES_MIN) {
        const got = log.get().read(buffer, 0, Math.min(LOCATE_BYTES, segmentBytes - position), position);
        let at = 0;
        do {
          const sizeBytes = batchSizeBytes(buffer, at);
          if (entry >= 0 && position + at === start && !this.#isOf(entry, buffer, got))
            throw this.#misleads(entry);
          if (sizeBytes <= BATCH_PREFIX_BYTES || got < BATCH_BYTES_MIN)
            throw noBatchAt(log.path, position + at);
          // Passed over, a batch whose offsets have changed would be missed by nobody.
          if (batchBaseOffset(buffer, at) <= lastOffset)
            throw new CorruptSegmentError(`${log.path}: batch at ${position + at}: ${DOES_NOT_RISE}`);
          lastOffset = batchLastOffset(buffer, at);
          if (lastOffset >= offset) return position + at;
          at += sizeBytes;
        } while (got - at >= BATCH_HEADER_BYTES);
        position += at;
      }
      return segmentBytes;
    } finally {
      pool.give(buffer);
    }
  }

  /** Whether the bytes are the beginning of the batch that an entry of the offset index names. */
  #isOf(entry: number, buffer: Buffer, got: number): boolean {
    if (got < BATCH_BYTES_MIN || batchMagic(buffer) > 2) return false;
    return batchLastOffset(buffer) === this.#segment.offsetIndex.offsetAt(entry);
  }

  #misleads(entry: number): CorruptIndexError {
    const { file } = this.#segment.offsetIndex;
    return new CorruptIndexError(`${file.path}: entry ${entry} points at no batch that ends with its offset`);
  }

  /** Number of the hint about an offset; -1: none. Every read asks twice, for which `indexOf` of an array takes long. */
  #hintOf(offset: number): number {
    const offsets = this.#hintOffsets;
    for (let hint = 0; hint < offsets.length; hint++) if (offsets[hint] === offset) return hint;
    return -1;
  }

  #rememberPosition(offset: number, position: number): void {
    if (this.#hintOf(offset) >= 0) return;
    this.#hintOffsets[this.#nextHint] = offset;
    this.#hintPositions[this.#nextHint] = position;
    this.#nextHint = (this.#nextHint + 1) % this.#hintOffsets.length;
  }

  /**
   * Whole batches from the one that holds `offset` (or the next one) on, all below `upperBound`. Undefined when
   * the segment has no batch there; an empty range when there is one that may not be returned.
   */
  read(offset: number, options: SegmentReadOptions, pool: BufferPool): SegmentRead | undefined {
    const { log, baseOffset: segmentBase, sizeBytes: segmentBytes } = this.#segment;
    const position = this.positionOf(offset, pool);
    const remaining = segmentBytes - position;
    if (remaining === 0) return undefined;
    const wanted = Math.max(BATCH_HEADER_BYTES, Math.min(options.maxBytes, READ_BYTES_MAX));
    let buffer = pool.take(Math.min(wanted, remaining));
    try {
      let got = log.get().read(buffer, 0, Math.min(wanted, remaining), position);
      const firstBytes = got < BATCH_BYTES_MIN ? 0 : batchSizeBytes(buffer);
      if (firstBytes <= BATCH_PREFIX_BYTES || firstBytes > remaining) throw noBatchAt(log.path, position);
      if (firstBytes > got && options.atLeastOneBatch) {
        pool.give(buffer);
        buffer = pool.take(firstBytes);
        got = log.get().read(buffer, 0, firstBytes, position);
        if (got < firstBytes) throw noBatchAt(log.path, position);
      }
      const baseOffset = batchBaseOffset(buffer);
      let nextOffset = offset;
      let end = 0;
      while (got - end >= BATCH_BYTES_MIN) {
        const sizeBytes = batchSizeBytes(buffer, end);
        if (sizeBytes <= BATCH_PREFIX_BYTES) throw noBatchAt(log.path, position + end);
        if (sizeBytes > got - end) break;
        if (end + sizeBytes > options.maxBytes && !(end === 0 && options.atLeastOneBatch)) break;
        const lastOffset = batchLastOffset(buffer, end);
        // Whoever reads is told of damage, and gets what lies before it.
        const isKnown = this.#isVerified(position + end, sizeBytes, options.nowMs);
        const fault =
          lastOffset < nextOffset
            ? DOES_NOT_RISE
            : isKnown
              ? undefined
              : (misplacement(buffer, end, got, end > 0 ? nextOffset : segmentBase, options.nextOffset) ??
                batchFault(buffer, end, got));
        if (fault !== undefined) {
          if (end > 0) break;
          throw new CorruptSegmentError(`${log.path}: batch at ${position}: ${fault}`);
        }
        if (!isKnown) {
          this.#verifiedByRead ??= new VerifiedRange();
          this.#verifiedByRead.add(position + end, sizeBytes, options.nowMs);
        }
        if (lastOffset >= options.upperBound) break;
        nextOffset = lastOffset + 1;
        end += sizeBytes;
      }
      if (end === 0) return { buffer: undefined, sizeBytes: 0, baseOffset: offset, nextOffset: offset };
      this.#rememberPosition(nextOffset, position + end);
      const found = { buffer, sizeBytes: end, baseOffset, nextOffset };
      buffer = NOTHING;
      return found;
    } finally {
      pool.give(buffer);
    }
  }

  /** Followers and consumers read the same bytes one shortly after the other: the first of them pays for the check. */
  #isVerified(position: number, sizeBytes: number, nowMs: number): boolean {
    return (
      this.#verifiedByAppend?.has(position, sizeBytes, nowMs) === true ||
      this.#verifiedByRead?.has(position, sizeBytes, nowMs) === true
    );
  }

  /** Batches were held against their CRC and then appended, up to the present end. */
  appended(sizeBytes: number, nowMs: number): void {
    this.#verifiedByAppend ??= new VerifiedRange();
    this.#verifiedByAppend.add(this.#segment.sizeBytes - sizeBytes, sizeBytes, nowMs);
  }

  /** The segment was cut: what is known of its bytes holds no more. */
  forget(): void {
    this.#hintOffsets.fill(-1);
    this.#verifiedByAppend?.clear();
    this.#verifiedByRead?.clear();
  }
}

import { assert } from '../base/index.ts';
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchBaseOffset,
  batchFault,
  batchLastOffset,
  batchMagic,
  batchMaxTimestampMs,
  batchSizeBytes,
} from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import type { BufferPool } from './buffer-pool.ts';
import { segmentFileName } from './file-names.ts';
import { CorruptIndexError } from './index-file.ts';
import { LazyFile, type OpenFiles } from './open-files.ts';
import { OffsetIndex } from './offset-index.ts';
import { TimeIndex } from './time-index.ts';
import { TransactionIndex } from './transaction-index.ts';
import { VerifiedRange } from './verified-range.ts';

/** Bytes on disk that are no batch where a batch must be. */
export class CorruptSegmentError extends Error {
  override readonly name = 'CorruptSegmentError';
}

/** Most bytes that one read takes from a segment, unless a single batch is larger. */
const READ_BYTES_MAX = 4 * 1024 * 1024;
const INT32_MAX = 0x7fffffff;

/** Enough to skip the batches between two index entries. */
const LOCATE_BYTES = 16 * 1024;
/** So far beyond the last entry of a time index it is looked for larger timestamps when the index is loaded. */
const TIMESTAMP_CHECK_BYTES = 1024 * 1024;
/** The smallest message of magic 0. */
export const BATCH_BYTES_MIN = 26;
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

export interface RebuildOptions {
  readonly checkCrc: boolean;
  readonly cutBadTail: boolean;
  readonly keepTransactionIndex: boolean;
  /** A batch that does not begin where the one before it ends is a fault. Default false: compaction leaves gaps. */
  readonly isGapless?: boolean;
  /** What lies before it was on the disk, so that no gap reaches over it. Default: nothing was. */
  readonly flushedTo?: number;
}

/** What a read found: `sizeBytes` of whole batches in `buffer`, which the reader gives back to the pool. */
export interface SegmentRead {
  /** Undefined when there is a batch that may not be returned. */
  readonly buffer: Buffer | undefined;
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly nextOffset: number;
}

/** One `.log` file with its three indexes. Offsets inside are at least `baseOffset`. */
export class Segment {
  readonly baseOffset: number;
  readonly log: LazyFile;
  readonly offsetIndex: OffsetIndex;
  readonly timeIndex: TimeIndex;
  readonly transactionIndex: TransactionIndex;
  /** Bytes of whole batches; the file may be longer for a moment after a failed write. */
  sizeBytes: number;
  /** When its first batch says it began (by record time), else undefined; rolling by time goes by it. */
  #firstTimestampMs: number | undefined;
  readonly createdMs: number;
  modifiedMs: number;
  #bytesSinceIndexEntry = 0;
  /** -1: no record has a timestamp. Undefined: not loaded. */
  #maxTimestampMs: number | undefined;
  #offsetOfMaxTimestamp = -1;
  /** Of a batch that a start came by. */
  #seenTimestampMs = -1;
  /** Where reads ended lately: readers come back for exactly these offsets. */
  readonly #hintOffsets = [-1, -1, -1, -1];
  readonly #hintPositions = [0, 0, 0, 0];
  #nextHint = 0;
  /** What was held against its CRC before it was appended, and by a read: a reader far behind must not make those at the end check again. */
  #verifiedByAppend: VerifiedRange | undefined;
  #verifiedByRead: VerifiedRange | undefined;

  constructor(
    files: OpenFiles,
    directory: string,
    baseOffset: number,
    sizes: { sizeBytes: number; modifiedMs: number; createdMs: number },
  ) {
    this.baseOffset = baseOffset;
    this.log = new LazyFile(files, `${directory}/${segmentFileName(baseOffset, 'log')}`);
    this.offsetIndex = new OffsetIndex(
      files,
      `${directory}/${segmentFileName(baseOffset, 'index')}`,
      baseOffset,
    );
    this.timeIndex = new TimeIndex(
      files,
      `${directory}/${segmentFileName(baseOffset, 'timeindex')}`,
      baseOffset,
    );
    this.transactionIndex = new TransactionIndex(
      files,
      `${directory}/${segmentFileName(baseOffset, 'txnindex')}`,
    );
    this.sizeBytes = sizes.sizeBytes;
    this.modifiedMs = sizes.modifiedMs;
    this.createdMs = sizes.createdMs;
  }

  /** A new, empty segment; files of the same name from before are emptied. */
  static create(files: OpenFiles, directory: string, baseOffset: number, nowMs: number): Segment {
    const segment = new Segment(files, directory, baseOffset, {
      sizeBytes: 0,
      modifiedMs: nowMs,
      createdMs: nowMs,
    });
    segment.log.get().truncate(0);
    segment.resetIndexes();
    return segment;
  }

  /** One that the cleaner writes: it takes the place of others by a change of names. Left-overs are emptied. */
  static createCleaned(files: OpenFiles, directory: string, baseOffset: number, modifiedMs: number): Segment {
    const sizes = { sizeBytes: 0, modifiedMs, createdMs: modifiedMs };
    const segment = new Segment(files, directory, baseOffset, sizes);
    for (const file of segment.files()) file.movedTo(`${file.path}.cleaned`);
    segment.log.get().truncate(0);
    segment.resetIndexes();
    return segment;
  }

  resetIndexes(): void {
    this.offsetIndex.reset();
    this.timeIndex.reset();
    this.transactionIndex.reset();
    this.#maxTimestampMs = -1;
    this.#offsetOfMaxTimestamp = -1;
    this.#bytesSinceIndexEntry = 0;
  }

  /** Largest record timestamp; -1: none. */
  get maxTimestampMs(): number {
    return this.#maxTimestampMs ?? this.#loadMaxTimestamp();
  }

  /** Last offset of the batch with the largest timestamp; -1: none. */
  get offsetOfMaxTimestamp(): number {
    if (this.#maxTimestampMs === undefined) this.#loadMaxTimestamp();
    return this.#offsetOfMaxTimestamp;
  }

  /** The timestamp of one of its records, known without a look at the files; -1: of none. The largest is not below. */
  get seenTimestampMs(): number {
    return this.#maxTimestampMs ?? this.#seenTimestampMs;
  }

  #loadMaxTimestamp(): number {
    this.#checkLastTimestamp();
    return this.#takeLastTimestamp();
  }

  /**
   * The time index of a segment ends with its largest timestamp. One that was cut or changed would let retention take
   * records too early and searches pass them by. Throws CorruptIndexError.
   */
  #checkLastTimestamp(): void {
    const last = this.timeIndex.last();
    const start = last === undefined ? 0 : this.offsetIndex.lookup(last.offset);
    const wrong = () =>
      new CorruptIndexError(`${this.timeIndex.file.path}: its last entry is not the largest timestamp`);
    if (start > this.sizeBytes) throw wrong();
    const buffer = Buffer.allocUnsafe(LOCATE_BYTES);
    let found = last === undefined;
    for (let position = start; this.sizeBytes - position >= BATCH_BYTES_MIN;) {
      // Further on is the scrubber's business.
      if (position - start > TIMESTAMP_CHECK_BYTES) return;
      const wanted = Math.min(LOCATE_BYTES, this.sizeBytes - position);
      const got = this.log.get().read(buffer, 0, wanted, position);
      let at = 0;
      do {
        const sizeBytes = batchSizeBytes(buffer, at);
        if (sizeBytes <= BATCH_PREFIX_BYTES || got < BATCH_BYTES_MIN) throw this.#noBatchAt(position + at);
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

  #takeLastTimestamp(): number {
    const last = this.timeIndex.last();
    this.#offsetOfMaxTimestamp = last?.offset ?? -1;
    return (this.#maxTimestampMs = last?.timestampMs ?? -1);
  }

  /** Largest record timestamp, or when the file was last written where no record has one (retention by time). */
  get largestTimestampMs(): number {
    return this.maxTimestampMs >= 0 ? this.maxTimestampMs : this.modifiedMs;
  }

  /**
   * Appends the batches in [start, end) of `records`: one write, then the indexes. Throws a DiskError and
   * changes nothing when the write fails.
   */
  append(records: Buffer, indexIntervalBytes: number, nowMs: number): void {
    const position = this.sizeBytes;
    if (position + records.length > INT32_MAX) assert(false, `${this.log.path} would pass 2 GiB`);
    this.log.get().write([records], position);
    this.sizeBytes = position + records.length;
    this.modifiedMs = nowMs;
    for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
      this.index(records, at, position + at, indexIntervalBytes);
    }
  }

  /** Takes note of a batch that stands at `position` of the file. */
  index(buffer: Buffer, at: number, position: number, indexIntervalBytes: number): void {
    const timestampMs = batchMaxTimestampMs(buffer, at);
    const lastOffset = batchLastOffset(buffer, at);
    if (this.#firstTimestampMs === undefined && position === 0) this.#firstTimestampMs = timestampMs;
    if (timestampMs > this.maxTimestampMs) {
      this.#maxTimestampMs = timestampMs;
      this.#offsetOfMaxTimestamp = lastOffset;
    }
    if (this.#bytesSinceIndexEntry > indexIntervalBytes) {
      this.offsetIndex.append(lastOffset, position);
      this.#indexTime();
      this.#bytesSinceIndexEntry = 0;
    }
    this.#bytesSinceIndexEntry += batchSizeBytes(buffer, at);
  }

  #indexTime(): void {
    if (this.maxTimestampMs >= 0) this.timeIndex.append(this.maxTimestampMs, this.#offsetOfMaxTimestamp);
  }

  /** Record time of the first batch, for rolling by time; undefined while empty or without timestamps. */
  firstTimestampMs(): number | undefined {
    if (this.#firstTimestampMs === undefined && this.sizeBytes >= BATCH_HEADER_BYTES) {
      const header = Buffer.allocUnsafe(BATCH_HEADER_BYTES);
      this.log.get().read(header, 0, header.length, 0);
      this.#firstTimestampMs = batchMaxTimestampMs(header);
    }
    return this.#firstTimestampMs !== undefined && this.#firstTimestampMs >= 0
      ? this.#firstTimestampMs
      : undefined;
  }

  /** Whether what an append needs is in memory, so that `indexIsFull` throws nothing. */
  get indexesAreLoaded(): boolean {
    return this.#maxTimestampMs !== undefined && this.offsetIndex.isLoaded && this.timeIndex.isLoaded;
  }

  /** Index entries so far, of the fuller index: a full one makes the log roll. All that an append needs is loaded then. */
  indexIsFull(segmentIndexBytes: number): boolean {
    if (this.#maxTimestampMs === undefined) this.#loadMaxTimestamp();
    return (
      this.offsetIndex.count >= Math.floor(segmentIndexBytes / this.offsetIndex.entryBytes) ||
      this.timeIndex.count >= Math.floor(segmentIndexBytes / this.timeIndex.entryBytes) - 1
    );
  }

  /** No more appends: the largest timestamp goes to the time index, the indexes to their files. */
  seal(): void {
    // Where it was not even loaded there is nothing that its index lacks.
    if (this.#maxTimestampMs !== undefined) this.#indexTime();
    this.saveIndexes();
  }

  saveIndexes(): void {
    this.offsetIndex.save();
    this.timeIndex.save();
    this.transactionIndex.save();
  }

  /** Makes a sealed segment durable, indexes included, before it returns. */
  flush(): void {
    this.saveIndexes();
    this.log.sync();
    this.offsetIndex.sync();
    this.timeIndex.sync();
    this.transactionIndex.sync();
  }

  /** The same off the thread; the indexes are written at once. */
  async flushLater(): Promise<void> {
    this.saveIndexes();
    await Promise.all([
      this.log.syncLater(),
      this.offsetIndex.syncLater(),
      this.timeIndex.syncLater(),
      this.transactionIndex.syncLater(),
    ]);
  }

  /**
   * Position of the first batch that ends at or behind `offset`; the size of the segment when there is none. Throws
   * CorruptIndexError when the index points at something else than the batch that its entry is about.
   */
  positionOf(offset: number, pool: BufferPool): number {
    const exact = this.#hintOf(offset);
    if (exact >= 0) return this.#hintPositions[exact];
    if (offset <= this.baseOffset && this.sizeBytes >= BATCH_BYTES_MIN) return 0;
    const entry = this.offsetIndex.lookupEntry(offset);
    const start = entry < 0 ? 0 : this.offsetIndex.positionAt(entry);
    let position = start;
    if (entry >= 0 && this.sizeBytes - start < BATCH_BYTES_MIN) throw this.#misleads(entry);
    const buffer = pool.take(LOCATE_BYTES);
    let lastOffset = this.baseOffset - 1;
    try {
      while (this.sizeBytes - position >= BATCH_BYTES_MIN) {
        const got = this.log
          .get()
          .read(buffer, 0, Math.min(LOCATE_BYTES, this.sizeBytes - position), position);
        let at = 0;
        do {
          const sizeBytes = batchSizeBytes(buffer, at);
          if (entry >= 0 && position + at === start && !this.#isOf(entry, buffer, got))
            throw this.#misleads(entry);
          if (sizeBytes <= BATCH_PREFIX_BYTES || got < BATCH_BYTES_MIN) throw this.#noBatchAt(position + at);
          // Passed over, a batch whose offsets have changed would be missed by nobody.
          if (batchBaseOffset(buffer, at) <= lastOffset)
            throw new CorruptSegmentError(`${this.log.path}: batch at ${position + at}: ${DOES_NOT_RISE}`);
          lastOffset = batchLastOffset(buffer, at);
          if (lastOffset >= offset) return position + at;
          at += sizeBytes;
        } while (got - at >= BATCH_HEADER_BYTES);
        position += at;
      }
      return this.sizeBytes;
    } finally {
      pool.give(buffer);
    }
  }

  /** Whether the bytes are the beginning of the batch that an entry of the offset index names. */
  #isOf(entry: number, buffer: Buffer, got: number): boolean {
    if (got < BATCH_BYTES_MIN || batchMagic(buffer) > 2) return false;
    return batchLastOffset(buffer) === this.offsetIndex.offsetAt(entry);
  }

  #misleads(entry: number): CorruptIndexError {
    const { file } = this.offsetIndex;
    return new CorruptIndexError(`${file.path}: entry ${entry} points at no batch that ends with its offset`);
  }

  #noBatchAt(position: number): CorruptSegmentError {
    return new CorruptSegmentError(`${this.log.path}: no batch at ${position}`);
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
    const position = this.positionOf(offset, pool);
    const remaining = this.sizeBytes - position;
    if (remaining === 0) return undefined;
    const wanted = Math.max(BATCH_HEADER_BYTES, Math.min(options.maxBytes, READ_BYTES_MAX));
    let buffer = pool.take(Math.min(wanted, remaining));
    try {
      let got = this.log.get().read(buffer, 0, Math.min(wanted, remaining), position);
      const firstBytes = got < BATCH_BYTES_MIN ? 0 : batchSizeBytes(buffer);
      if (firstBytes <= BATCH_PREFIX_BYTES || firstBytes > remaining) throw this.#noBatchAt(position);
      if (firstBytes > got && options.atLeastOneBatch) {
        pool.give(buffer);
        buffer = pool.take(firstBytes);
        got = this.log.get().read(buffer, 0, firstBytes, position);
        if (got < firstBytes) throw this.#noBatchAt(position);
      }
      const baseOffset = batchBaseOffset(buffer);
      let nextOffset = offset;
      let end = 0;
      while (got - end >= BATCH_BYTES_MIN) {
        const sizeBytes = batchSizeBytes(buffer, end);
        if (sizeBytes <= BATCH_PREFIX_BYTES) throw this.#noBatchAt(position + end);
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
              : (misplacement(buffer, end, got, end > 0 ? nextOffset : this.baseOffset, options.nextOffset) ??
                batchFault(buffer, end, got));
        if (fault !== undefined) {
          if (end > 0) break;
          throw new CorruptSegmentError(`${this.log.path}: batch at ${position}: ${fault}`);
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
  appendedVerified(sizeBytes: number, nowMs: number): void {
    this.#verifiedByAppend ??= new VerifiedRange();
    this.#verifiedByAppend.add(this.sizeBytes - sizeBytes, sizeBytes, nowMs);
  }

  /** Cuts off everything from the batch that holds `offset` on. Returns the bytes that went. */
  truncateTo(offset: number, pool: BufferPool): number {
    const position = this.positionOf(offset, pool);
    const cutBytes = this.sizeBytes - position;
    this.cutAt(position);
    this.offsetIndex.truncateTo(offset);
    this.timeIndex.truncateTo(offset);
    this.transactionIndex.truncateTo(offset);
    if (position === 0) this.#firstTimestampMs = undefined;
    this.#recountTail(pool);
    return cutBytes;
  }

  /** Cuts the file at a batch's beginning and forgets where readers were. */
  cutAt(position: number): void {
    this.log.get().truncate(position);
    this.sizeBytes = position;
    this.#seenTimestampMs = -1;
    this.#hintOffsets.fill(-1);
    this.#verifiedByAppend?.clear();
    this.#verifiedByRead?.clear();
  }

  /** Finds the largest timestamp and the distance to the last index entry again, from the indexes and the tail. */
  #recountTail(pool: BufferPool): void {
    this.#takeLastTimestamp();
    const start = this.offsetIndex.lastPosition;
    this.#bytesSinceIndexEntry = this.sizeBytes - start;
    scanBatches(this.log.get(), start, this.sizeBytes, pool, false, (buffer, at) => {
      const timestampMs = batchMaxTimestampMs(buffer, at);
      if (timestampMs > this.maxTimestampMs) {
        this.#maxTimestampMs = timestampMs;
        this.#offsetOfMaxTimestamp = batchLastOffset(buffer, at);
      }
    });
  }

  /**
   * Builds the offset and time index again from the batches. `visit` sees every good batch. What follows the
   * last good one is cut off, or is a CorruptSegmentError.
   */
  rebuild(
    indexIntervalBytes: number,
    pool: BufferPool,
    options: RebuildOptions,
    visit: (buffer: Buffer, at: number) => void,
  ): { cutBytes: number; fault: string | undefined } {
    const fileBytes = this.log.get().size();
    this.offsetIndex.reset();
    this.timeIndex.reset();
    if (!options.keepTransactionIndex) this.transactionIndex.reset();
    this.#maxTimestampMs = -1;
    this.#offsetOfMaxTimestamp = -1;
    this.#bytesSinceIndexEntry = 0;
    const { flushedTo = 0 } = options;
    let lastOffset = this.baseOffset - 1;
    let misplaced: string | undefined;
    // The batch behind a gap may be the wrong one, and not those that it seems to have overtaken.
    const isWrongGap = (buffer: Buffer, at: number, position: number): boolean =>
      (lastOffset + 1 < flushedTo && batchLastOffset(buffer, at) >= flushedTo) ||
      this.#overtakes(buffer, at, position, fileBytes);
    const scan = scanBatches(this.log.get(), 0, fileBytes, pool, options.checkCrc, (buffer, at, position) => {
      const last = batchLastOffset(buffer, at);
      const first = batchMagic(buffer, at) < 2 ? last : batchBaseOffset(buffer, at);
      const isMisplaced =
        options.isGapless === true
          ? first !== lastOffset + 1
          : first <= lastOffset || (first > lastOffset + 1 && isWrongGap(buffer, at, position));
      if (isMisplaced || last < first || last - this.baseOffset > INT32_MAX) {
        misplaced = `batch of offsets ${first} to ${last} at ${position}, after offset ${lastOffset}`;
        return false;
      }
      lastOffset = last;
      this.index(buffer, at, position, indexIntervalBytes);
      visit(buffer, at);
      return true;
    });
    const fault = scan.fault ?? misplaced;
    if (fault !== undefined && !options.cutBadTail)
      throw new CorruptSegmentError(`${this.log.path}: ${fault}`);
    const cutBytes = fileBytes - scan.position;
    if (cutBytes > 0) this.cutAt(scan.position);
    this.sizeBytes = scan.position;
    this.#indexTime();
    return { cutBytes, fault };
  }

  /**
   * Whether the batch behind this one, at `position` of the file, begins before this one ends. It must be a whole one: what
   * a power loss left behind the last flushed batch, zeros mostly, says nothing about that.
   */
  #overtakes(buffer: Buffer, at: number, position: number, fileBytes: number): boolean {
    const next = position + batchSizeBytes(buffer, at);
    if (fileBytes - next < BATCH_PREFIX_BYTES) return false;
    const prefix = Buffer.allocUnsafe(BATCH_PREFIX_BYTES);
    this.log.get().read(prefix, 0, prefix.length, next);
    if (batchBaseOffset(prefix) > batchLastOffset(buffer, at)) return false;
    const sizeBytes = batchSizeBytes(prefix, 0);
    if (sizeBytes <= BATCH_PREFIX_BYTES || sizeBytes > fileBytes - next) return false;
    const batch = Buffer.allocUnsafe(sizeBytes);
    this.log.get().read(batch, 0, sizeBytes, next);
    return batchFault(batch, 0, sizeBytes) === undefined;
  }

  /**
   * Offset after the last record, from the last index entry on; for the segment that a clean stop left active.
   * Throws CorruptSegmentError when the tail is not whole batches.
   */
  readNextOffset(pool: BufferPool): number {
    let nextOffset = this.baseOffset;
    const start = this.offsetIndex.lastPosition;
    if (start >= this.sizeBytes && start > 0) {
      throw new CorruptSegmentError(`${this.offsetIndex.file.path} points beyond ${this.log.path}`);
    }
    const scan = scanBatches(this.log.get(), start, this.sizeBytes, pool, false, (buffer, at) => {
      nextOffset = batchLastOffset(buffer, at) + 1;
      this.#seenTimestampMs = Math.max(this.#seenTimestampMs, batchMaxTimestampMs(buffer, at));
    });
    if (scan.fault !== undefined) throw new CorruptSegmentError(`${this.log.path}: ${scan.fault}`);
    this.#bytesSinceIndexEntry = this.sizeBytes - start;
    return nextOffset;
  }

  /**
   * Holds the indexes against the batches, which are handed to `batch` one after the other; `fault` says then what
   * contradicts them. Of the time index the end is what counts: nobody may find a larger timestamp.
   */
  indexCheck(): {
    batch(lastOffset: number, position: number, timestampMs: number): void;
    fault(): string | undefined;
  } {
    const { offsetIndex, timeIndex } = this;
    const entries = offsetIndex.count;
    const times = timeIndex.entries();
    const { maxTimestampMs } = this;
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
  checkEnd(from: number, nextOffset: number): void {
    const last = Math.max(this.offsetIndex.last()?.offset ?? -1, this.timeIndex.last()?.offset ?? -1);
    if (last >= from && last < nextOffset)
      throw new CorruptSegmentError(`${this.log.path} ends at ${from}, its indexes name offset ${last}`);
  }

  /** All files, for rename and removal. */
  files(): LazyFile[] {
    return [this.log, this.offsetIndex.file, this.timeIndex.file, this.transactionIndex.file];
  }

  /** Gives memory and handles back; indexes are saved first. */
  close(): void {
    this.offsetIndex.unload();
    this.timeIndex.unload();
    this.transactionIndex.unload();
    this.log.close();
  }

  /** Gives memory and handles back without saving: the files are about to go. */
  drop(): void {
    this.offsetIndex.drop();
    this.timeIndex.drop();
    this.transactionIndex.drop();
    this.log.close();
  }
}

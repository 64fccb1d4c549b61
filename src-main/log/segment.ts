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
import { CorruptSegmentError } from './corrupt-segment.ts';
import { segmentFileName } from './file-names.ts';
import { checkLastTimestamp } from './index-check.ts';
import { LazyFile, type OpenFiles } from './open-files.ts';
import { OffsetIndex, RELATIVE_OFFSET_MAX } from './offset-index.ts';
import { type SegmentRead, SegmentReader, type SegmentReadOptions } from './segment-reader.ts';
import { TimeIndex } from './time-index.ts';
import { TransactionIndex } from './transaction-index.ts';

/** Largest position that an index can say. */
const INT32_MAX = 0x7fffffff;

export interface RebuildOptions {
  readonly checkCrc: boolean;
  readonly cutBadTail: boolean;
  readonly keepTransactionIndex: boolean;
  /** A batch that does not begin where the one before it ends is a fault. Default false: compaction leaves gaps. */
  readonly isGapless?: boolean;
  /** What lies before it was on the disk, so that no gap reaches over it. Default: nothing was. */
  readonly flushedTo?: number;
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
  /** Made with the first read: most segments are never read. */
  #reader: SegmentReader | undefined;

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
    checkLastTimestamp(this);
    return this.#takeLastTimestamp();
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

  /** Appends whole batches: one write, then the indexes. Throws a DiskError and changes nothing when the write fails. */
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

  /** No file of an index goes on naming what the index in memory does not. */
  correctIndexFiles(): void {
    this.offsetIndex.correctFile();
    this.timeIndex.correctFile();
    this.transactionIndex.correctFile();
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
    return (this.#reader ??= new SegmentReader(this)).positionOf(offset, pool);
  }

  /**
   * Whole batches from the one that holds `offset` (or the next one) on, all below `upperBound`. Undefined when
   * the segment has no batch there; an empty range when there is one that may not be returned.
   */
  read(offset: number, options: SegmentReadOptions, pool: BufferPool): SegmentRead | undefined {
    return (this.#reader ??= new SegmentReader(this)).read(offset, options, pool);
  }

  /** Batches were held against their CRC and then appended, up to the present end. */
  appendedVerified(sizeBytes: number, nowMs: number): void {
    (this.#reader ??= new SegmentReader(this)).appended(sizeBytes, nowMs);
  }

  /** Cuts off everything from the batch that holds `offset` on. Returns the bytes that went. */
  truncateTo(offset: number, pool: BufferPool): number {
    const position = this.positionOf(offset, pool);
    const cutBytes = this.sizeBytes - position;
    this.cutAt(position);
    this.offsetIndex.truncateTo(offset);
    this.timeIndex.truncateTo(offset);
    this.transactionIndex.truncateTo(offset);
    this.correctIndexFiles();
    if (position === 0) this.#firstTimestampMs = undefined;
    this.#recountTail(pool);
    return cutBytes;
  }

  /** Cuts the file at a batch's beginning and forgets where readers were. */
  cutAt(position: number): void {
    this.log.get().truncate(position);
    this.sizeBytes = position;
    this.#seenTimestampMs = -1;
    this.#reader?.forget();
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
      if (isMisplaced || last < first || last - this.baseOffset > RELATIVE_OFFSET_MAX) {
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

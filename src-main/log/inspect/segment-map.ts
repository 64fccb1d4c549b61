import { parseSegmentFileName } from '../file-names.ts';
import { RELATIVE_OFFSET_MAX } from '../offset-index.ts';
import type { DiskReader, FileReader } from './disk-reader.ts';
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchAttributes,
  batchBaseOffset,
  batchBaseSequence,
  batchBaseTimestampMs,
  batchCodec,
  batchHasDeleteHorizon,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchLeaderEpoch,
  batchMagic,
  batchMaxTimestampMs,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  type CodecName,
  codecName,
} from '../../wire/index.ts';

/** One batch as its header tells it; the records were not read. */
export interface BatchHeaderRow {
  /** Counted from the first batch of the file. */
  readonly index: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly magic: number;
  readonly attributes: number;
  /** Undefined for the codec ids that mean nothing. */
  readonly codec: CodecName | undefined;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly transactional: boolean;
  readonly control: boolean;
  readonly deleteHorizon: boolean;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: number;
  /** Offsets between the batch before and this one that no batch has: compacted away whole. */
  readonly gapBefore: number;
  /** Offsets within the batch's range that no record has any more. */
  readonly removed: number;
}

/** Bytes in which no batch can be read, to the end of the file. */
export interface UnreadableTail {
  readonly position: number;
  readonly sizeBytes: number;
  /** `zeros`: a header of nothing but zero bytes. `torn`: a batch that ends behind the file's end. */
  readonly kind: 'torn' | 'zeros' | 'bad-length' | 'bad-magic';
  readonly reason: string;
}

/** A batch whose last offset is further from the segment's base than its indexes can say. */
export interface Overflow {
  readonly position: number;
  readonly reason: string;
}

/** A drawing of the whole file in equal stretches of bytes. */
export interface SegmentBins {
  readonly binBytes: number;
  /** Per bin; a batch counts where it begins. */
  readonly batches: readonly number[];
  /** Offsets missing before or within those batches. */
  readonly removed: readonly number[];
  /** Bits of BinFlag. */
  readonly flags: readonly number[];
}

export const BinFlag = { control: 1, transactional: 2, compressed: 4, legacy: 8, outOfOrder: 16 } as const;

const BINS = 1024;
/** Every so many batches their place is kept; those between are walked again when they are asked for. */
const MARK_EVERY = 64;
/** A page of the file: what the disk reads for a header anyway. Small batches come many at a time. */
const WINDOW_BYTES = 4096;
const ORDER_FAULTS_MAX = 100;
const OVERFLOWS_MAX = 100;
const HEADER_TO_MAGIC_BYTES = 17;
/** The smallest message of magic 0 after its prefix. */
const LEGACY_MESSAGE_BYTES_MIN = 14;

/**
 * Where the batches of a `.log` file are, found by walking their headers: the records between are not read, so that a
 * gigabyte is a matter of its batches and not of its bytes. Memory does not grow with the file beyond two numbers per
 * 64 batches. The file is open only while a call runs; a broker may append to it, cut it or replace it between calls.
 */
export class SegmentMap {
  readonly path: string;
  readonly #disk: DiskReader;
  #sizeBytes = 0;
  #position = 0;
  #count = 0;
  #records = 0;
  #missing = 0;
  #firstOffset = -1;
  #lastOffset = -1;
  #maxTimestampMs = -1;
  #tail: UnreadableTail | undefined;
  #orderFaults: { position: number; reason: string }[] = [];
  #overflows: Overflow[] = [];
  /** By the file's name; undefined for a file that is no segment. */
  readonly #baseOffset: number | undefined;
  /** Of the stretch that one segment's indexes can tell of, and that the last batch lies in. */
  #stretchBase: number | undefined;
  #marks: number[] = [];
  /** Last offset of the batch before each mark, -1 for the first. */
  #marksBefore: number[] = [];
  #binBytes = 1;
  #binBatches = new Float64Array(BINS);
  #binRemoved = new Float64Array(BINS);
  #binFlags = new Uint8Array(BINS);
  /** Headers by which a replaced file is known. */
  #first: { position: number; bytes: Buffer } | undefined;
  #last: { position: number; bytes: Buffer } | undefined;
  #generation = 0;

  constructor(disk: DiskReader, path: string) {
    this.#disk = disk;
    this.path = path;
    this.#baseOffset = parseSegmentFileName(path.slice(path.lastIndexOf('/') + 1))?.baseOffset;
    this.#stretchBase = this.#baseOffset;
  }

  /** Rises when the file turned out to be another one: rows and positions known before mean nothing then. */
  get generation(): number {
    return this.#generation;
  }

  /** Of the file, when it was last looked at. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Up to where the headers are known. */
  get walkedBytes(): number {
    return this.#position;
  }

  get done(): boolean {
    return this.#position >= this.#sizeBytes || this.#tail !== undefined;
  }

  get batches(): number {
    return this.#count;
  }

  /** As the headers count them. */
  get records(): number {
    return this.#records;
  }

  /** Offsets in the walked range that no record has. */
  get missing(): number {
    return this.#missing;
  }

  get firstOffset(): number {
    return this.#firstOffset;
  }

  get lastOffset(): number {
    return this.#lastOffset;
  }

  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  get tail(): UnreadableTail | undefined {
    return this.#tail;
  }

  /** Batches whose offsets do not follow those before; the first hundred. */
  get orderFaults(): readonly { position: number; reason: string }[] {
    return this.#orderFaults;
  }

  /** Each batch at which a further segment would have to begin; the first hundred. */
  get overflows(): readonly Overflow[] {
    return this.#overflows;
  }

  bins(): SegmentBins {
    const used = Math.max(1, Math.min(BINS, Math.ceil(this.#sizeBytes / this.#binBytes)));
    return {
      binBytes: this.#binBytes,
      batches: [...this.#binBatches.subarray(0, used)],
      removed: [...this.#binRemoved.subarray(0, used)],
      flags: [...this.#binFlags.subarray(0, used)],
    };
  }

  /**
   * Walks up to `budget` further batches. False when there is nothing more to walk for now. Throws DiskError, also when
   * the file is gone.
   */
  advance(budget: number): boolean {
    const file = this.#disk.open(this.path, 'read');
    try {
      this.#look(file);
      const window = new HeaderWindow(file, this.#sizeBytes);
      for (let left = budget; left > 0 && !this.done; left--) this.#step(window);
      return !this.done;
    } finally {
      file.close();
    }
  }

  /** Takes the file's size, and begins anew when it is not the file that was walked. */
  #look(file: FileReader): void {
    const sizeBytes = file.size();
    if (sizeBytes < this.#position || !isAt(file, this.#first) || !isAt(file, this.#last)) this.#restart();
    if (sizeBytes !== this.#sizeBytes) this.#tail = undefined;
    this.#sizeBytes = sizeBytes;
    while (this.#binBytes * BINS < sizeBytes) this.#foldBins();
  }

  #restart(): void {
    this.#generation++;
    this.#position = this.#count = this.#records = this.#missing = 0;
    this.#firstOffset = this.#lastOffset = this.#maxTimestampMs = -1;
    this.#tail = this.#first = this.#last = undefined;
    this.#orderFaults = [];
    this.#overflows = [];
    this.#stretchBase = this.#baseOffset;
    this.#marks = [];
    this.#marksBefore = [];
    this.#binBytes = 1;
    this.#binBatches.fill(0);
    this.#binRemoved.fill(0);
    this.#binFlags.fill(0);
  }

  #foldBins(): void {
    for (let bin = 0; bin < BINS; bin++) {
      const [left, right] = [bin * 2, bin * 2 + 1];
      const inside = right < BINS;
      this.#binBatches[bin] = inside ? this.#binBatches[left] + this.#binBatches[right] : 0;
      this.#binRemoved[bin] = inside ? this.#binRemoved[left] + this.#binRemoved[right] : 0;
      this.#binFlags[bin] = inside ? this.#binFlags[left] | this.#binFlags[right] : 0;
    }
    this.#binBytes *= 2;
  }

  #step(window: HeaderWindow): void {
    const position = this.#position;
    const row = readRow(window, position, this.#count, this.#lastOffset);
    if ('reason' in row) {
      this.#tail = row;
      return;
    }
    if (this.#count % MARK_EVERY === 0) {
      this.#marks.push(position);
      this.#marksBefore.push(this.#lastOffset);
    }
    const header = { position, bytes: window.copy(position) };
    this.#first ??= header;
    this.#last = header;
    if (row.lastOffset < row.baseOffset || (this.#count > 0 && row.baseOffset <= this.#lastOffset)) {
      this.#fault(position, `its offsets ${row.baseOffset}–${row.lastOffset} come after ${this.#lastOffset}`);
      this.#flag(position, BinFlag.outOfOrder);
    } else this.#noticeOverflow(row);
    const bin = Math.floor(position / this.#binBytes);
    this.#binBatches[bin]++;
    this.#binRemoved[bin] += row.gapBefore + row.removed;
    this.#flag(
      position,
      (row.control ? BinFlag.control : 0) |
        (row.transactional ? BinFlag.transactional : 0) |
        (row.codec === 'none' ? 0 : BinFlag.compressed) |
        (row.magic < 2 ? BinFlag.legacy : 0),
    );
    if (this.#count === 0) this.#firstOffset = row.baseOffset;
    this.#count++;
    this.#records += row.records;
    this.#missing += row.gapBefore + row.removed;
    this.#lastOffset = Math.max(this.#lastOffset, row.lastOffset);
    this.#maxTimestampMs = Math.max(this.#maxTimestampMs, row.maxTimestampMs);
    this.#position = position + row.sizeBytes;
  }

  #noticeOverflow({ position, magic, baseOffset, lastOffset }: BatchHeaderRow): void {
    if (this.#stretchBase === undefined || lastOffset - this.#stretchBase <= RELATIVE_OFFSET_MAX) return;
    const distance = lastOffset - this.#baseOffset!;
    const reason = `its last offset ${lastOffset} is ${distance} behind the segment's base`;
    if (this.#overflows.length < OVERFLOWS_MAX) this.#overflows.push({ position, reason });
    this.#stretchBase = magic < 2 ? lastOffset : baseOffset;
  }

  #fault(position: number, reason: string): void {
    if (this.#orderFaults.length < ORDER_FAULTS_MAX) this.#orderFaults.push({ position, reason });
  }

  #flag(position: number, flags: number): void {
    this.#binFlags[Math.floor(position / this.#binBytes)] |= flags;
  }

  /** Up to `count` walked batches from the one at `index` on. Throws DiskError. */
  rows(index: number, count: number): BatchHeaderRow[] {
    if (index >= this.#count || index < 0) return [];
    const mark = Math.floor(index / MARK_EVERY);
    return this.#collect(mark, (row) => row.index >= index, count);
  }

  /** The walked batches that lie, at least in part, in [from, to); at most `max`. */
  rowsBetween(from: number, to: number, max: number): BatchHeaderRow[] {
    const mark = lastAtMost(this.#marks, from);
    return this.#collect(
      mark,
      (row) => row.position + row.sizeBytes > from,
      max,
      (row) => row.position < to,
    );
  }

  /** The walked batch that has the byte at `position`. */
  rowAt(position: number): BatchHeaderRow | undefined {
    return this.rowsBetween(position, position + 1, 1).at(0);
  }

  /** The first walked batch whose last offset is not below `offset`: the one a reader of it would be given. */
  rowOfOffset(offset: number): BatchHeaderRow | undefined {
    // Offsets rise along the marks unless the file is damaged; then the first fit counts, as for a reader.
    const mark = Math.max(0, lastAtMost(this.#marksBefore, offset - 1));
    return this.#collect(mark, (row) => row.lastOffset >= offset, 1).at(0);
  }

  #collect(
    mark: number,
    wanted: (row: BatchHeaderRow) => boolean,
    max: number,
    goOn: (row: BatchHeaderRow) => boolean = () => true,
  ): BatchHeaderRow[] {
    const rows: BatchHeaderRow[] = [];
    if (mark < 0 || mark >= this.#marks.length) return rows;
    const file = this.#disk.open(this.path, 'read');
    try {
      const window = new HeaderWindow(file, Math.min(this.#position, file.size()));
      let position = this.#marks[mark];
      let lastOffset = this.#marksBefore[mark];
      for (let index = mark * MARK_EVERY; rows.length < max && position < this.#position; index++) {
        const row = readRow(window, position, index, lastOffset);
        if ('reason' in row || !goOn(row)) break;
        if (wanted(row)) rows.push(row);
        position += row.sizeBytes;
        lastOffset = Math.max(lastOffset, row.lastOffset);
      }
      return rows;
    } finally {
      file.close();
    }
  }
}

/** The index of the last number that is not beyond `limit`; -1 when there is none. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isAt(file: FileReader, header: { position: number; bytes: Buffer } | undefined): boolean {
  if (header === undefined) return true;
  const now = Buffer.alloc(header.bytes.length);
  return file.read(now, 0, now.length, header.position) === now.length && now.equals(header.bytes);
}

/** Headers of a file, read a few kilobytes at a time. */
class HeaderWindow {
  readonly buffer = Buffer.allocUnsafe(WINDOW_BYTES);
  readonly end: number;
  readonly #file: FileReader;
  #start = 0;
  #got = 0;

  constructor(file: FileReader, end: number) {
    this.#file = file;
    this.end = end;
  }

  /** Where in the buffer the header at `position` is; what is not there of it is zeros. */
  at(position: number): number {
    const inside = position - this.#start;
    if (inside >= 0 && inside + BATCH_HEADER_BYTES <= this.#got) return inside;
    const wanted = Math.min(WINDOW_BYTES, this.end - position);
    this.#start = position;
    this.#got = this.#file.read(this.buffer, 0, wanted, position);
    this.buffer.fill(0, this.#got);
    return 0;
  }

  copy(position: number): Buffer {
    const at = this.at(position);
    const size = Math.min(BATCH_HEADER_BYTES, this.end - position);
    return Buffer.from(this.buffer.subarray(at, at + size));
  }
}

/** The batch at `position`, or why there is none. */
function readRow(
  window: HeaderWindow,
  position: number,
  index: number,
  lastOffsetBefore: number,
): BatchHeaderRow | UnreadableTail {
  const left = window.end - position;
  const at = window.at(position);
  const { buffer } = window;
  const tail = (kind: UnreadableTail['kind'], reason: string): UnreadableTail => ({
    position,
    sizeBytes: left,
    kind,
    reason,
  });
  // Kafka reads a header up to its magic before it believes that there is a batch (FileLogInputStream).
  if (left < HEADER_TO_MAGIC_BYTES) return tail('torn', `${left} bytes are too few for a batch`);
  const sizeBytes = batchSizeBytes(buffer, at);
  if (sizeBytes < BATCH_PREFIX_BYTES + LEGACY_MESSAGE_BYTES_MIN) {
    const header = buffer.subarray(at, at + Math.min(left, BATCH_HEADER_BYTES));
    if (header.every((byte) => byte === 0)) return tail('zeros', 'it begins with zeros');
    return tail('bad-length', `the batch says it has ${sizeBytes} bytes`);
  }
  const magic = batchMagic(buffer, at);
  if (magic < 0 || magic > 2) return tail('bad-magic', `magic ${magic} is none`);
  if (magic === 2 && sizeBytes < BATCH_HEADER_BYTES)
    return tail('bad-length', `the batch says it has ${sizeBytes} bytes, its header alone has 61`);
  if (sizeBytes > left) return tail('torn', `the batch says it has ${sizeBytes} bytes, ${left} are there`);
  const baseOffset = batchBaseOffset(buffer, at);
  const lastOffset = batchLastOffset(buffer, at);
  const records = batchRecordCount(buffer, at);
  return {
    index,
    position,
    sizeBytes,
    baseOffset,
    lastOffset,
    leaderEpoch: batchLeaderEpoch(buffer, at),
    magic,
    attributes: batchAttributes(buffer, at),
    codec: codecName(batchCodec(buffer, at)),
    timestampType: batchIsLogAppendTime(buffer, at) ? 'LogAppendTime' : 'CreateTime',
    transactional: batchIsTransactional(buffer, at),
    control: batchIsControl(buffer, at),
    deleteHorizon: batchHasDeleteHorizon(buffer, at),
    baseTimestampMs: batchBaseTimestampMs(buffer, at),
    maxTimestampMs: batchMaxTimestampMs(buffer, at),
    producerId: batchProducerId(buffer, at),
    producerEpoch: batchProducerEpoch(buffer, at),
    baseSequence: batchBaseSequence(buffer, at),
    records,
    gapBefore: lastOffsetBefore < 0 ? 0 : Math.max(0, baseOffset - lastOffsetBefore - 1),
    removed: magic < 2 ? 0 : Math.max(0, lastOffset - baseOffset + 1 - records),
  };
}

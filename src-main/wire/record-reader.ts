// Records of any batch, one at a time: for clients, coordinators that replay, the cleaner and the inspector.
// Keys, values and header values are slices of the batch's memory (or of its decompressed copy).
import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchBaseTimestampMs,
  batchCodec,
  batchIsLogAppendTime,
} from './record-batch.ts';
import {
  batchHasDeleteHorizon,
  batchMagic,
  batchRecordCount,
  batchSizeBytes,
  readInt64,
} from './record-batch.ts';
import { BatchField, NO_TIMESTAMP, readWideInt64 } from './record-batch.ts';
import { decompress } from './compression.ts';
import { MalformedError, Reader } from './reader.ts';

export interface RecordHeader {
  readonly key: string;
  readonly value: Buffer | null;
}

export interface LogRecord {
  readonly offset: number;
  /** Milliseconds since 1970 as a rule; a bigint beyond 2^53 (clients do send nanoseconds); -1: none. */
  readonly timestamp: number | bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

const NO_HEADERS: readonly RecordHeader[] = [];
/** For readers who trust the broker that has checked the batch. */
const OUTPUT_LIMIT_BYTES = 0x7fffffff;

/**
 * The records of the batch at `at`, lazily. Does not check the CRC (batchFault does).
 * Throws MalformedError or CompressionError.
 */
export function* readRecords(
  buffer: Buffer,
  at = 0,
  outputLimitBytes: number = OUTPUT_LIMIT_BYTES,
): Generator<LogRecord> {
  if (batchMagic(buffer, at) < 2) return yield* readLegacyRecords(buffer, at, outputLimitBytes);
  const end = at + batchSizeBytes(buffer, at);
  const count = batchRecordCount(buffer, at);
  const baseOffset = batchBaseOffset(buffer, at);
  const baseTimestamp = readWideInt64(buffer, at + BatchField.baseTimestamp);
  // With LogAppendTime all records carry the batch's largest timestamp, whatever their deltas say.
  const appendTime = batchIsLogAppendTime(buffer, at)
    ? readWideInt64(buffer, at + BatchField.maxTimestamp)
    : undefined;
  const body = buffer.subarray(at + BATCH_HEADER_BYTES, end);
  const reader = new Reader(decompress(batchCodec(buffer, at), body, outputLimitBytes));
  for (let index = 0; index < count; index++) {
    const length = reader.varint();
    const recordEnd = reader.position + length;
    if (length < 0 || recordEnd > reader.end) throw new MalformedError(`record ${index} of ${length} bytes`);
    reader.int8();
    const timestampDelta = reader.varlong();
    const offset = baseOffset + reader.varint();
    const key = readSized(reader);
    const value = readSized(reader);
    const headers = readHeaders(reader);
    if (reader.position !== recordEnd) throw new MalformedError(`record ${index} ends at the wrong byte`);
    yield {
      offset,
      timestamp: appendTime ?? addTimestamps(baseTimestamp, timestampDelta),
      key,
      value,
      headers,
    };
  }
}

/** When the cleaner may drop the batch's tombstones, in wall milliseconds; undefined when none is set (KIP-534). */
export function batchDeleteHorizonMs(buffer: Buffer, at = 0): number | undefined {
  return batchHasDeleteHorizon(buffer, at) ? batchBaseTimestampMs(buffer, at) : undefined;
}

function addTimestamps(base: number | bigint, delta: number | bigint): number | bigint {
  if (typeof base === 'number' && typeof delta === 'number') {
    const sum = base + delta;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt.asIntN(64, BigInt(base) + BigInt(delta));
  const narrow = Number(sum);
  return Number.isSafeInteger(narrow) ? narrow : sum;
}

function readSized(reader: Reader): Buffer | null {
  const size = reader.varint();
  return size < 0 ? null : reader.slice(size);
}

function readHeaders(reader: Reader): readonly RecordHeader[] {
  const count = reader.varint();
  if (count === 0) return NO_HEADERS;
  if (count < 0 || count > reader.remaining) throw new MalformedError(`${count} headers`);
  const headers: RecordHeader[] = [];
  for (let index = 0; index < count; index++) {
    const keySize = reader.varint();
    const key = reader.text(keySize);
    headers.push({ key, value: readSized(reader) });
  }
  return headers;
}

/** Magic 0 and 1: one message, or a wrapper whose value is a compressed message set. */
function* readLegacyRecords(buffer: Buffer, at: number, outputLimitBytes: number): Generator<LogRecord> {
  const magic = batchMagic(buffer, at);
  const offset = readInt64(buffer, at);
  const timestamp = magic === 0 ? NO_TIMESTAMP : readWideInt64(buffer, at + 18);
  const reader = new Reader(buffer, at + (magic === 0 ? 18 : 26), at + batchSizeBytes(buffer, at));
  const key = readLegacySized(reader);
  const value = readLegacySized(reader);
  const codec = batchCodec(buffer, at);
  if (codec === 0) return yield { offset, timestamp, key, value, headers: NO_HEADERS };
  if (value === null) throw new MalformedError('a compressed wrapper without messages');
  const inner = decompress(codec, value, outputLimitBytes);
  const messages: LogRecord[] = [];
  for (let start = 0; start < inner.length;) {
    if (inner.length - start < 26) throw new MalformedError('a wrapped message is cut off');
    const sizeBytes = batchSizeBytes(inner, start);
    if (sizeBytes < 26 || sizeBytes > inner.length - start)
      throw new MalformedError(`a wrapped message of ${sizeBytes} bytes`);
    messages.push(...readLegacyRecords(inner, start, 0));
    start += sizeBytes;
  }
  // In magic 1 the inner offsets are relative and the wrapper holds the offset of the last one.
  const shift = magic === 1 && messages.length > 0 ? offset - messages[messages.length - 1].offset : 0;
  const appendTime = batchIsLogAppendTime(buffer, at) ? timestamp : undefined;
  for (const message of messages) {
    yield { ...message, offset: message.offset + shift, timestamp: appendTime ?? message.timestamp };
  }
}

function readLegacySized(reader: Reader): Buffer | null {
  const size = reader.int32();
  return size < 0 ? null : reader.slice(size);
}

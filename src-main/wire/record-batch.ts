// RecordBatch v2 as bytes (broker-side view of Kafka's DefaultRecordBatch): every function takes the buffer and
// where the batch begins in it. Nothing here allocates, apart from the CRC's view of the bytes.
import { crc32, crc32c } from '../base/index.ts';

/** Where the header's fields stand, from the first byte of the batch. */
export const BatchField = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

export const BATCH_HEADER_BYTES = 61;
/** Base offset and length, which every magic begins with. */
export const BATCH_PREFIX_BYTES = 12;
/** The smallest message of magic 0 after its prefix: CRC, magic, attributes, key size, value size. */
const LEGACY_MESSAGE_BYTES_MIN = 14;

export const NO_TIMESTAMP = -1;
export const NO_PRODUCER_ID = -1;

const Attribute = {
  codecMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;

// Dozens of fields are read for every batch: these are small enough for the compiler to put them where they are called,
// which Buffer's own methods, with their checks of types, are not.

/** Throws RangeError beyond the end of the buffer. */
function readInt32(buffer: Buffer, at: number): number {
  const last = buffer[at + 3];
  if (last === undefined) outOfRange(buffer, at);
  return (buffer[at] << 24) | (buffer[at + 1] << 16) | (buffer[at + 2] << 8) | last;
}

/** As readInt32. */
function readInt16(buffer: Buffer, at: number): number {
  const last = buffer[at + 1];
  if (last === undefined) outOfRange(buffer, at);
  return ((buffer[at] << 24) >> 16) | last;
}

function outOfRange(buffer: Buffer, at: number): never {
  throw new RangeError(`a field at ${at} is beyond the ${buffer.length} bytes that are there`);
}

/** An int64 as a number: exact within 2^53, else the nearest double. */
export function readInt64(buffer: Buffer, at: number): number {
  return readInt32(buffer, at) * 4294967296 + (readInt32(buffer, at + 4) >>> 0);
}

/** An int64 exactly: a number where that is possible, else a bigint. */
export function readWideInt64(buffer: Buffer, at: number): number | bigint {
  const narrow = readInt64(buffer, at);
  return Number.isSafeInteger(narrow) ? narrow : buffer.readBigInt64BE(at);
}

/** Throws RangeError beyond the end of the buffer, and then writes nothing. */
function writeInt32(buffer: Buffer, at: number, value: number): void {
  if (buffer[at + 3] === undefined) outOfRange(buffer, at);
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}

/** Writes a safe number, a double beyond 2^53 (its integer value) or a bigint as an int64. */
export function writeInt64(buffer: Buffer, at: number, value: number | bigint): void {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    const high = Math.floor(value / 4294967296);
    writeInt32(buffer, at + 4, value - high * 4294967296);
    writeInt32(buffer, at, high);
  } else {
    buffer.writeBigInt64BE(BigInt.asIntN(64, BigInt(value)), at);
  }
}

export function batchBaseOffset(buffer: Buffer, at = 0): number {
  return readInt64(buffer, at);
}

/** The whole batch with its prefix, as its length field says. */
export function batchSizeBytes(buffer: Buffer, at = 0): number {
  return BATCH_PREFIX_BYTES + readInt32(buffer, at + BatchField.length);
}

export function batchMagic(buffer: Buffer, at = 0): number {
  const magic = buffer[at + BatchField.magic];
  if (magic === undefined) outOfRange(buffer, at);
  return (magic << 24) >> 24;
}

/** -1 for magic 0 and 1, which have none. */
export function batchLeaderEpoch(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? -1 : readInt32(buffer, at + BatchField.leaderEpoch);
}

export function batchCrc(buffer: Buffer, at = 0): number {
  return readInt32(buffer, at + (batchMagic(buffer, at) < 2 ? BATCH_PREFIX_BYTES : BatchField.crc)) >>> 0;
}

export function batchAttributes(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? buffer[at + 17] : readInt16(buffer, at + BatchField.attributes);
}

/** The codec id: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 mean nothing. */
export function batchCodec(buffer: Buffer, at = 0): number {
  return batchAttributes(buffer, at) & Attribute.codecMask;
}

export function batchIsLogAppendTime(buffer: Buffer, at = 0): boolean {
  return batchMagic(buffer, at) > 0 && (batchAttributes(buffer, at) & Attribute.logAppendTime) !== 0;
}

export function batchIsTransactional(buffer: Buffer, at = 0): boolean {
  return batchMagic(buffer, at) >= 2 && (batchAttributes(buffer, at) & Attribute.transactional) !== 0;
}

export function batchIsControl(buffer: Buffer, at = 0): boolean {
  return batchMagic(buffer, at) >= 2 && (batchAttributes(buffer, at) & Attribute.control) !== 0;
}

/** Whether the base timestamp is the delete horizon that the cleaner has set (KIP-534). */
export function batchHasDeleteHorizon(buffer: Buffer, at = 0): boolean {
  return batchMagic(buffer, at) >= 2 && (batchAttributes(buffer, at) & Attribute.deleteHorizon) !== 0;
}

export function batchLastOffsetDelta(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? 0 : readInt32(buffer, at + BatchField.lastOffsetDelta);
}

export function batchLastOffset(buffer: Buffer, at = 0): number {
  return readInt64(buffer, at) + batchLastOffsetDelta(buffer, at);
}

/** Milliseconds since 1970; the nearest double where a client wrote something beyond 2^53. -1: none. */
export function batchBaseTimestampMs(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2
    ? legacyTimestampMs(buffer, at)
    : readInt64(buffer, at + BatchField.baseTimestamp);
}

/** As batchBaseTimestampMs. */
export function batchMaxTimestampMs(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2
    ? legacyTimestampMs(buffer, at)
    : readInt64(buffer, at + BatchField.maxTimestamp);
}

function legacyTimestampMs(buffer: Buffer, at: number): number {
  return batchMagic(buffer, at) === 0 ? NO_TIMESTAMP : readInt64(buffer, at + 18);
}

/** -1: not from an idempotent producer. */
export function batchProducerId(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? NO_PRODUCER_ID : readInt64(buffer, at + BatchField.producerId);
}

export function batchProducerEpoch(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? -1 : readInt16(buffer, at + BatchField.producerEpoch);
}

export function batchBaseSequence(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? -1 : readInt32(buffer, at + BatchField.baseSequence);
}

/** Sequences wrap from 2^31-1 to 0. -1 where there is no base sequence. */
export function batchLastSequence(buffer: Buffer, at = 0): number {
  const base = batchBaseSequence(buffer, at);
  return base < 0 ? -1 : (base + batchLastOffsetDelta(buffer, at)) % 2147483648;
}

/** Records as the header says; 1 for magic 0 and 1 (a compressed wrapper counts as one). */
export function batchRecordCount(buffer: Buffer, at = 0): number {
  return batchMagic(buffer, at) < 2 ? 1 : readInt32(buffer, at + BatchField.recordCount);
}

/** The sum that the CRC field should hold: CRC-32C from the attributes on; of magic 0 and 1, CRC-32 from the magic on. */
export function computeBatchCrc(buffer: Buffer, at = 0): number {
  if (batchMagic(buffer, at) < 2)
    return crc32(buffer.subarray(at + BatchField.magic, at + batchSizeBytes(buffer, at)));
  return crc32c(buffer.subarray(at + BatchField.attributes, at + batchSizeBytes(buffer, at)));
}

/**
 * What is wrong with the frame of the batch at `at`, of which bytes up to `end` are there: sizes, magic and the CRC.
 * (A header of magic 2 whose end never came to the disk, and is zero, looks like a message of magic 0.) Undefined when all is well. Says nothing about the records inside.
 */
export function batchFault(buffer: Buffer, at: number, end: number): string | undefined {
  const left = end - at;
  if (left < BATCH_PREFIX_BYTES + LEGACY_MESSAGE_BYTES_MIN) return `${left} bytes are too few for a batch`;
  const sizeBytes = batchSizeBytes(buffer, at);
  if (sizeBytes < BATCH_PREFIX_BYTES + LEGACY_MESSAGE_BYTES_MIN)
    return `batch size ${sizeBytes} is too small`;
  if (sizeBytes > left) return `batch says ${sizeBytes} bytes, ${left} are there`;
  const magic = batchMagic(buffer, at);
  if (magic < 0 || magic > 2) return `unknown magic ${magic}`;
  if (magic === 2 && sizeBytes < BATCH_HEADER_BYTES)
    return `batch size ${sizeBytes} is smaller than a header`;
  const stored = batchCrc(buffer, at);
  const computed = computeBatchCrc(buffer, at);
  return stored === computed ? undefined : `CRC is ${hex(computed)}, the header says ${hex(stored)}`;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** Where each whole batch begins in [start, end). Stops before a batch that is cut off. */
export function* batchPositions(buffer: Buffer, start = 0, end = buffer.length): Generator<number> {
  let at = start;
  while (end - at >= BATCH_PREFIX_BYTES) {
    const sizeBytes = batchSizeBytes(buffer, at);
    if (sizeBytes <= BATCH_PREFIX_BYTES || sizeBytes > end - at) return;
    yield at;
    at += sizeBytes;
  }
}

/** The leader numbers a batch; the CRC does not cover this field. */
export function setBatchBaseOffset(buffer: Buffer, at: number, offset: number): void {
  writeInt64(buffer, at, offset);
}

/** The leader stamps its epoch; the CRC does not cover this field. */
export function setBatchLeaderEpoch(buffer: Buffer, at: number, epoch: number): void {
  writeInt32(buffer, at + BatchField.leaderEpoch, epoch);
}

/** Sets the timestamp type and the largest timestamp, and the CRC anew (LogAppendTime, or a header that was wrong). */
export function setBatchMaxTimestamp(
  buffer: Buffer,
  at: number,
  logAppendTime: boolean,
  maxTimestampMs: number | bigint,
): void {
  const attributes = readInt16(buffer, at + BatchField.attributes) & ~Attribute.logAppendTime;
  buffer.writeInt16BE(
    logAppendTime ? attributes | Attribute.logAppendTime : attributes,
    at + BatchField.attributes,
  );
  writeInt64(buffer, at + BatchField.maxTimestamp, maxTimestampMs);
  buffer.writeUInt32BE(computeBatchCrc(buffer, at), at + BatchField.crc);
}

/** What the attributes field holds for these properties. */
export function batchAttributesOf(properties: {
  codec: number;
  logAppendTime?: boolean;
  transactional?: boolean;
  control?: boolean;
  deleteHorizon?: boolean;
}): number {
  return (
    properties.codec |
    (properties.logAppendTime ? Attribute.logAppendTime : 0) |
    (properties.transactional ? Attribute.transactional : 0) |
    (properties.control ? Attribute.control : 0) |
    (properties.deleteHorizon ? Attribute.deleteHorizon : 0)
  );
}

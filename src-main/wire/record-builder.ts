// Records → one RecordBatch v2. For our own writers: client, coordinators, controller, tests.
import { sizeOfVarint, sizeOfVarlong, zigZag } from '../base/index.ts';
import { BATCH_HEADER_BYTES, BATCH_PREFIX_BYTES, BatchField, batchAttributesOf } from './record-batch.ts';
import { computeBatchCrc, writeInt64 } from './record-batch.ts';
import { CodecId, type CodecName, compress } from './compression.ts';

export interface RecordInput {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Default: the batch's. */
  readonly timestamp?: number | bigint;
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[];
}

export interface BatchOptions {
  /** Timestamp of the records that bring none. */
  readonly timestamp: number | bigint;
  readonly baseOffset?: number;
  readonly leaderEpoch?: number;
  readonly codec?: CodecName;
  /** gzip and zstd only. */
  readonly compressionLevel?: number;
  readonly logAppendTime?: boolean;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly control?: boolean;
  /** Offsets of the records after the base offset, ascending; default 0, 1, 2, … (the cleaner leaves holes). */
  readonly offsetDeltas?: readonly number[];
  /** Default: that of the last record (the cleaner keeps a batch's range). */
  readonly lastOffsetDelta?: number;
  /** Default: the first record's timestamp, else the batch's. */
  readonly baseTimestamp?: number;
  /** When the cleaner may drop the batch's tombstones, wall milliseconds; it stands where the base timestamp does. */
  readonly deleteHorizonMs?: number;
}

/** Builds a batch in memory of its own. An empty list of records gives a header only. */
export function buildBatch(records: readonly RecordInput[], options: BatchOptions): Buffer {
  const timestamps = records.map((record) => record.timestamp ?? options.timestamp);
  let maxTimestamp = timestamps.length > 0 ? timestamps[0] : options.timestamp;
  const baseTimestamp = options.deleteHorizonMs ?? options.baseTimestamp ?? maxTimestamp;
  const deltas = timestamps.map((timestamp) => {
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    return timestampDelta(timestamp, baseTimestamp);
  });
  const offsetDeltas = options.offsetDeltas ?? records.map((_record, index) => index);
  const sizes = records.map((record, index) => recordBodyBytes(record, deltas[index], offsetDeltas[index]));
  let bodyBytes = 0;
  for (const size of sizes) bodyBytes += sizeOfVarint(size) + size;

  const codec = CodecId[options.codec ?? 'none'];
  let batch = Buffer.allocUnsafe(BATCH_HEADER_BYTES + bodyBytes);
  let at = BATCH_HEADER_BYTES;
  for (let index = 0; index < records.length; index++) {
    at = writeRecord(batch, at, records[index], sizes[index], deltas[index], offsetDeltas[index]);
  }
  if (codec !== CodecId.none && records.length > 0) {
    const body = compress(codec, batch.subarray(BATCH_HEADER_BYTES), options.compressionLevel);
    const uncompressed = batch;
    batch = Buffer.allocUnsafe(BATCH_HEADER_BYTES + body.length);
    uncompressed.copy(batch, 0, 0, BATCH_HEADER_BYTES);
    body.copy(batch, BATCH_HEADER_BYTES);
  }
  writeHeader(batch, records.length, baseTimestamp, maxTimestamp, offsetDeltas, options);
  return batch;
}

function writeHeader(
  batch: Buffer,
  count: number,
  baseTimestamp: number | bigint,
  maxTimestamp: number | bigint,
  offsetDeltas: readonly number[],
  options: BatchOptions,
): void {
  const attributes = batchAttributesOf({
    ...options,
    codec: CodecId[options.codec ?? 'none'],
    deleteHorizon: options.deleteHorizonMs !== undefined,
  });
  writeInt64(batch, BatchField.baseOffset, options.baseOffset ?? 0);
  batch.writeInt32BE(batch.length - BATCH_PREFIX_BYTES, BatchField.length);
  batch.writeInt32BE(options.leaderEpoch ?? -1, BatchField.leaderEpoch);
  batch.writeInt8(2, BatchField.magic);
  batch.writeInt16BE(attributes, BatchField.attributes);
  batch.writeInt32BE(options.lastOffsetDelta ?? offsetDeltas[count - 1] ?? 0, BatchField.lastOffsetDelta);
  writeInt64(batch, BatchField.baseTimestamp, baseTimestamp);
  writeInt64(batch, BatchField.maxTimestamp, maxTimestamp);
  writeInt64(batch, BatchField.producerId, options.producerId ?? -1);
  batch.writeInt16BE(options.producerEpoch ?? -1, BatchField.producerEpoch);
  batch.writeInt32BE(options.baseSequence ?? -1, BatchField.baseSequence);
  batch.writeInt32BE(count, BatchField.recordCount);
  batch.writeUInt32BE(computeBatchCrc(batch), BatchField.crc);
}

function timestampDelta(timestamp: number | bigint, base: number | bigint): number | bigint {
  if (typeof timestamp === 'number' && typeof base === 'number') return timestamp - base;
  return BigInt(timestamp) - BigInt(base);
}

function recordBodyBytes(record: RecordInput, timestampDelta: number | bigint, offsetDelta: number): number {
  let size = 1 + sizeOfVarlong(timestampDelta) + sizeOfVarint(offsetDelta);
  size += sizedBytes(record.key) + sizedBytes(record.value);
  const headers = record.headers ?? [];
  size += sizeOfVarint(headers.length);
  for (const header of headers) {
    const keyBytes = Buffer.byteLength(header.key);
    size += sizeOfVarint(keyBytes) + keyBytes + sizedBytes(header.value);
  }
  return size;
}

function sizedBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : sizeOfVarint(bytes.length) + bytes.length;
}

function writeRecord(
  target: Buffer,
  start: number,
  record: RecordInput,
  bodyBytes: number,
  timestampDelta: number | bigint,
  offsetDelta: number,
): number {
  let at = writeVarint(target, start, bodyBytes);
  target[at++] = 0;
  at = writeVarlong(target, at, timestampDelta);
  at = writeVarint(target, at, offsetDelta);
  at = writeSized(target, at, record.key);
  at = writeSized(target, at, record.value);
  const headers = record.headers ?? [];
  at = writeVarint(target, at, headers.length);
  for (const header of headers) {
    at = writeVarint(target, at, Buffer.byteLength(header.key));
    at += target.write(header.key, at);
    at = writeSized(target, at, header.value);
  }
  return at;
}

function writeSized(target: Buffer, at: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(target, at, -1);
  const start = writeVarint(target, at, bytes.length);
  target.set(bytes, start);
  return start + bytes.length;
}

function writeVarint(target: Buffer, start: number, value: number): number {
  let at = start;
  let rest = zigZag(value);
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

function writeVarlong(target: Buffer, start: number, value: number | bigint): number {
  if (typeof value === 'number' && value >= -0x40000000 && value < 0x40000000)
    return writeVarint(target, start, value);
  const wide = BigInt(value);
  let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
  let at = start;
  while (rest >= 0x80n) {
    target[at++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  target[at++] = Number(rest);
  return at;
}

/** Control record types (Kafka's ControlRecordType); the key of a control record is int16 version 0 and one of these. */
export const ControlRecordType = {
  ABORT: 0,
  COMMIT: 1,
  LEADER_CHANGE: 2,
  SNAPSHOT_HEADER: 3,
  SNAPSHOT_FOOTER: 4,
  KRAFT_VERSION: 5,
  KRAFT_VOTERS: 6,
} as const;

export type ControlRecordType = (typeof ControlRecordType)[keyof typeof ControlRecordType];

export function controlRecordKey(type: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(type, 2);
  return key;
}

/** The type in a control record's key; -1 when the key is too short. */
export function controlRecordType(key: Buffer | null): number {
  return key === null || key.length < 4 ? -1 : key.readInt16BE(2);
}

/** A transaction marker (EndTransactionMarker): a control batch with one record. */
export function buildTransactionMarker(
  outcome: 'commit' | 'abort',
  options: {
    readonly timestamp: number;
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly coordinatorEpoch: number;
  },
): Buffer {
  const value = Buffer.alloc(6);
  value.writeInt32BE(options.coordinatorEpoch, 2);
  const key = controlRecordKey(outcome === 'commit' ? ControlRecordType.COMMIT : ControlRecordType.ABORT);
  return buildBatch([{ key, value }], { ...options, transactional: true, control: true });
}

// The bytes of a batch's header, field by field, under Kafka's names (DefaultRecordBatch, LegacyRecord).
import { crc32 } from 'node:zlib';
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  BatchField,
  batchCrc,
  batchMagic,
  batchSizeBytes,
  codecName,
  computeBatchCrc,
} from '../../wire/index.ts';

/** Some bytes and what they mean. */
export interface FieldRange {
  readonly name: string;
  /** From the first byte of the batch, file or body that they belong to. */
  readonly start: number;
  readonly sizeBytes: number;
  /** As a person reads it; int64 keep every digit. */
  readonly value: string;
}

export interface AttributeBit {
  readonly mask: number;
  readonly name: 'compression' | 'timestampType' | 'transactional' | 'control' | 'deleteHorizon' | 'unused';
  readonly value: string;
}

const V2_FIELDS: readonly (readonly [name: string, start: number, sizeBytes: number])[] = [
  ['baseOffset', BatchField.baseOffset, 8],
  ['batchLength', BatchField.length, 4],
  ['partitionLeaderEpoch', BatchField.leaderEpoch, 4],
  ['magic', BatchField.magic, 1],
  ['crc', BatchField.crc, 4],
  ['attributes', BatchField.attributes, 2],
  ['lastOffsetDelta', BatchField.lastOffsetDelta, 4],
  ['baseTimestamp', BatchField.baseTimestamp, 8],
  ['maxTimestamp', BatchField.maxTimestamp, 8],
  ['producerId', BatchField.producerId, 8],
  ['producerEpoch', BatchField.producerEpoch, 2],
  ['baseSequence', BatchField.baseSequence, 4],
  ['recordsCount', BatchField.recordCount, 4],
];

/** Magic 0 has no timestamp. */
const LEGACY_FIELDS: readonly (readonly [name: string, start: number, sizeBytes: number])[] = [
  ['offset', 0, 8],
  ['messageSize', 8, 4],
  ['crc', 12, 4],
  ['magic', 16, 1],
  ['attributes', 17, 1],
  ['timestamp', 18, 8],
];

/** The header's fields, as far as their bytes are there, and behind them `records` or the legacy message's body. */
export function batchFields(bytes: Buffer): FieldRange[] {
  const legacy = bytes.length > BatchField.magic && batchMagic(bytes) >= 0 && batchMagic(bytes) < 2;
  const table = legacy
    ? LEGACY_FIELDS.filter(([name]) => name !== 'timestamp' || batchMagic(bytes) === 1)
    : V2_FIELDS;
  const fields = table
    .filter(([, start, sizeBytes]) => start + sizeBytes <= bytes.length)
    .map(([name, start, sizeBytes]) => ({
      name,
      start,
      sizeBytes,
      value: valueOf(bytes, name, start, sizeBytes),
    }));
  const headerBytes = fields.length === table.length ? headerSizeBytes(bytes) : bytes.length;
  const end = Math.min(bytes.length, bytes.length < BATCH_PREFIX_BYTES ? 0 : batchSizeBytes(bytes));
  if (end > headerBytes)
    fields.push({ name: 'records', start: headerBytes, sizeBytes: end - headerBytes, value: '' });
  return fields;
}

/** Where the records begin: 61 for magic 2; for a legacy message where its key's size stands. */
export function headerSizeBytes(bytes: Buffer): number {
  const magic = batchMagic(bytes);
  return magic === 0 ? 18 : magic === 1 ? 26 : BATCH_HEADER_BYTES;
}

function valueOf(bytes: Buffer, name: string, start: number, sizeBytes: number): string {
  if (name === 'crc') return hex32(bytes.readUInt32BE(start));
  if (sizeBytes === 8) return String(bytes.readBigInt64BE(start));
  return String(bytes.readIntBE(start, sizeBytes));
}

export function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** The attributes field of a batch or legacy message, bit by bit (the lowest first). */
export function attributeBits(attributes: number, magic: number): AttributeBit[] {
  const flag = (mask: number) => ((attributes & mask) !== 0 ? 'true' : 'false');
  const codec = attributes & 0x07;
  const bits: AttributeBit[] = [
    { mask: 0x07, name: 'compression', value: codecName(codec) ?? `unknown (${codec})` },
  ];
  if (magic >= 1)
    bits.push({
      mask: 0x08,
      name: 'timestampType',
      value: (attributes & 0x08) !== 0 ? 'LogAppendTime' : 'CreateTime',
    });
  if (magic < 2) return bits;
  bits.push({ mask: 0x10, name: 'transactional', value: flag(0x10) });
  bits.push({ mask: 0x20, name: 'control', value: flag(0x20) });
  bits.push({ mask: 0x40, name: 'deleteHorizon', value: flag(0x40) });
  const rest = attributes & ~0x7f & 0xffff;
  if (rest !== 0) bits.push({ mask: 0xff80, name: 'unused', value: `0x${rest.toString(16)}` });
  return bits;
}

export interface CrcVerdict {
  readonly stored: number;
  readonly computed: number;
  readonly valid: boolean;
}

/** CRC-32C from the attributes on, or CRC-32 from the magic on for magic 0 and 1. `bytes` is one whole batch. */
export function crcVerdict(bytes: Buffer): CrcVerdict {
  const stored = batchCrc(bytes);
  const computed = batchMagic(bytes) < 2 ? crc32(bytes.subarray(BatchField.magic)) : computeBatchCrc(bytes);
  return { stored, computed, valid: stored === computed };
}

// The records of one batch with the bytes of every field. Unlike readRecords it tells where damage begins, and keeps
// the records before it.
import {
  BATCH_HEADER_BYTES,
  BATCH_PREFIX_BYTES,
  batchBaseOffset,
  batchCodec,
  batchIsLogAppendTime,
  batchMagic,
  batchRecordCount,
  BatchField,
  codecName,
  decompress,
  type LogRecord,
  MalformedError,
  Reader,
  readRecords,
  readWideInt64,
  type RecordHeader,
} from '../../wire/index.ts';
import type { FieldRange } from './batch-fields.ts';

export interface InspectedRecord extends LogRecord {
  readonly index: number;
  /** Of its bytes in the batch's body (for magic 0 and 1: none are told). */
  readonly fields: readonly FieldRange[];
  readonly start: number;
  readonly sizeBytes: number;
}

export interface RecordFaultPlace {
  /** Of the record that cannot be read. */
  readonly index: number;
  /** Where in the body reading stopped. */
  readonly position: number;
  readonly reason: string;
}

export interface InspectedBody {
  /** The records' bytes, decompressed. Empty when they cannot be decompressed. */
  readonly bytes: Buffer;
  readonly compressed: boolean;
  /** Why there are no bytes. */
  readonly fault: string | undefined;
}

/** A person looks at no more than this of one batch; a hostile batch may claim to hold gigabytes. */
const BODY_BYTES_MAX = 256 * 1024 * 1024;

/** The body of a whole batch of magic 2. */
export function batchBody(batch: Buffer): InspectedBody {
  const stored = batch.subarray(BATCH_HEADER_BYTES);
  const codec = batchCodec(batch);
  if (codec === 0) return { bytes: stored, compressed: false, fault: undefined };
  try {
    return { bytes: decompress(codec, stored, BODY_BYTES_MAX), compressed: true, fault: undefined };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      bytes: Buffer.alloc(0),
      compressed: true,
      fault: `${codecName(codec) ?? `codec ${codec}`}: ${reason}`,
    };
  }
}

export interface RecordPage {
  readonly records: readonly InspectedRecord[];
  /** As the header says. */
  readonly total: number;
  readonly fault: RecordFaultPlace | undefined;
}

/** Records `from` to `from + count` of a batch; `body` is what batchBody gave for it. */
export function inspectRecordPage(
  batch: Buffer,
  body: InspectedBody,
  from: number,
  count: number,
): RecordPage {
  const total = batchRecordCount(batch);
  if (batchMagic(batch) < 2) return legacyPage(batch, from, count);
  if (body.fault !== undefined)
    return { records: [], total, fault: { index: 0, position: 0, reason: body.fault } };
  const reader = new Reader(body.bytes);
  const records: InspectedRecord[] = [];
  const context = {
    baseOffset: batchBaseOffset(batch),
    baseTimestamp: readWideInt64(batch, BatchField.baseTimestamp),
    appendTime: batchIsLogAppendTime(batch) ? readWideInt64(batch, BatchField.maxTimestamp) : undefined,
  };
  for (let index = 0; index < Math.min(total, from + count); index++) {
    const start = reader.position;
    try {
      if (index < from) skipRecord(reader);
      else records.push(readOne(reader, index, context));
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      // A page behind the damage has nothing to show but the damage.
      return { records, total, fault: { index, position: start, reason: error.message } };
    }
  }
  if (from + count >= total && reader.remaining > 0) {
    const reason = `${reader.remaining} bytes are left after the last record`;
    return { records, total, fault: { index: total, position: reader.position, reason } };
  }
  return { records, total, fault: undefined };
}

function skipRecord(reader: Reader): void {
  const length = reader.varint();
  if (length < 0) throw new MalformedError(`record of ${length} bytes`);
  reader.take(length);
}

interface RecordContext {
  readonly baseOffset: number;
  readonly baseTimestamp: number | bigint;
  readonly appendTime: number | bigint | undefined;
}

function readOne(reader: Reader, index: number, context: RecordContext): InspectedRecord {
  const fields: FieldRange[] = [];
  const start = reader.position;
  const field = <T>(name: string, read: () => T, show: (value: T) => string = String): T => {
    const at = reader.position;
    const value = read();
    if (reader.position > at)
      fields.push({ name, start: at, sizeBytes: reader.position - at, value: show(value) });
    return value;
  };
  const sized = (name: string, sizeName: string): Buffer | null => {
    const size = field(sizeName, () => reader.varint());
    return size < 0 ? null : field(name, () => reader.slice(size), preview);
  };
  const length = field('length', () => reader.varint());
  const end = reader.position + length;
  if (length < 0 || end > reader.end)
    throw new MalformedError(`record of ${length} bytes, ${reader.remaining} are left`);
  field('attributes', () => reader.int8());
  const timestampDelta = field('timestampDelta', () => reader.varlong());
  const offsetDelta = field('offsetDelta', () => reader.varint());
  const key = sized('key', 'keyLength');
  const value = sized('value', 'valueLength');
  const headerCount = field('headersCount', () => reader.varint());
  if (headerCount < 0 || headerCount > end - reader.position)
    throw new MalformedError(`${headerCount} headers`);
  const headers: RecordHeader[] = [];
  for (let at = 0; at < headerCount; at++) {
    const keySize = field('headerKeyLength', () => reader.varint());
    const headerKey = field('headerKey', () => reader.text(keySize));
    headers.push({ key: headerKey, value: sized('headerValue', 'headerValueLength') });
  }
  if (reader.position !== end) {
    const reason = `its length says it ends at ${end}, its fields end at ${reader.position}`;
    throw new MalformedError(reason);
  }
  return {
    index,
    offset: context.baseOffset + offsetDelta,
    timestamp: context.appendTime ?? sum(context.baseTimestamp, timestampDelta),
    key,
    value,
    headers,
    fields,
    start,
    sizeBytes: end - start,
  };
}

function sum(base: number | bigint, delta: number | bigint): number | bigint {
  const total = BigInt.asIntN(64, BigInt(base) + BigInt(delta));
  const narrow = Number(total);
  return Number.isSafeInteger(narrow) ? narrow : total;
}

const PREVIEW_BYTES = 48;

/** Enough of key or value to know it by. */
function preview(bytes: Buffer): string {
  const shown = bytes.subarray(0, PREVIEW_BYTES);
  const text = shown.every((byte) => byte >= 0x20 && byte < 0x7f)
    ? shown.toString('latin1')
    : shown.toString('hex');
  return bytes.length > PREVIEW_BYTES ? `${text}…` : text;
}

function legacyPage(batch: Buffer, from: number, count: number): RecordPage {
  const records: InspectedRecord[] = [];
  let index = 0;
  try {
    for (const record of readRecords(batch, 0, BODY_BYTES_MAX)) {
      if (index >= from && index < from + count)
        records.push({ ...record, index, fields: [], start: BATCH_PREFIX_BYTES, sizeBytes: 0 });
      index++;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { records, total: index, fault: { index, position: 0, reason: error.message } };
  }
  return { records, total: index, fault: undefined };
}

// The pass over the records of a batch on the produce path: a million records a second go through here, so it works
// on the bytes with plain index arithmetic and makes no object unless a record is at fault.

export interface RecordCheckOptions {
  /** Every record must have a key (compacted topics). */
  readonly keyRequired: boolean;
  /** Records outside [earliest, latest] are faulty; a timestamp of -1 means none and passes. */
  readonly earliestTimestampMs: number;
  readonly latestTimestampMs: number;
}

export interface RecordFault {
  readonly batchIndex: number;
  readonly kind: 'key' | 'timestamp';
  readonly message: string;
}

/** Filled by checkRecords; one object serves all calls of its owner. */
export class RecordSummary {
  /** Largest timestamp of the records, -1 when there is none. */
  maxTimestampMs = -1;
  /** What makes the whole batch unreadable. */
  malformed: string | undefined = undefined;
  /** Records that are well formed but not acceptable. */
  faults: RecordFault[] | undefined = undefined;
}

/** Set by the slow paths beside their result: where the next byte stands, or -1 after an overlong varint. */
let cursor = 0;

/** A zigzag varint that begins at `at`. Most that come here have two bytes: lengths and sizes of 64 and more. */
function longVarint(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first >= 0x80 && second < 0x80) {
    cursor = at + 2;
    const small = (first & 0x7f) | (second << 7);
    return (small >>> 1) ^ -(small & 1);
  }
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++];
    if (shift === 28 && byte > 0x0f) break;
    value |= (byte & 0x7f) << shift;
    if (!(byte >= 0x80)) {
      cursor = at;
      return (value >>> 1) ^ -(value & 1);
    }
  }
  cursor = -1;
  return 0;
}

/** A zigzag varlong that begins at `at`; exact within 2^53, else the nearest double. */
function longVarlong(bytes: Uint8Array, at: number): number {
  let value = 0;
  let scale = 1;
  const odd = bytes[at] & 1;
  for (let count = 1; count <= 10; count++) {
    const byte = bytes[at++];
    if (count === 10 && byte > 1) break;
    value += (byte & 0x7f) * scale;
    if (!(byte >= 0x80)) {
      cursor = at;
      return odd === 0 ? value / 2 : -(value + 1) / 2;
    }
    scale *= 128;
  }
  cursor = -1;
  return 0;
}

/**
 * Checks `recordCount` records in [start, endPosition) of `bytes`: lengths, offset deltas 0, 1, 2, …, header counts, and by
 * `options` keys and timestamps. Fills `summary`; true when nothing is wrong. The bytes are not copied.
 */
export function checkRecords(
  bytes: Uint8Array,
  start: number,
  endPosition: number,
  recordCount: number,
  baseTimestamp: number,
  options: RecordCheckOptions,
  summary: RecordSummary,
): boolean {
  const { earliestTimestampMs, latestTimestampMs } = options;
  // Said so that the compiler keeps them as what they are: arguments, and `cursor`, may be anything to it, and would be
  // looked at again for each record.
  const keyRequired = options.keyRequired === true;
  const end = endPosition | 0;
  const count = recordCount | 0;
  const baseTimestampMs = Number(baseTimestamp);
  let maxTimestampMs = -1;
  let at = start | 0;
  summary.malformed = undefined;
  summary.faults = undefined;
  for (let index = 0; index < count; index++) {
    if (at >= end) return malformed(summary, index, `only ${index} of ${count} records are there`);
    let byte = bytes[at];
    let second: number;
    let length: number;
    if (byte < 0x80) {
      length = (byte >>> 1) ^ -(byte & 1);
      at++;
    } else if ((second = bytes[at + 1]) < 0x80) {
      byte = (byte & 0x7f) | (second << 7);
      length = (byte >>> 1) ^ -(byte & 1);
      at += 2;
    } else {
      length = longVarint(bytes, at);
      at = cursor | 0;
    }
    if (at < 0 || length < 0 || length > end - at) {
      return malformed(summary, index, `record of ${length} bytes goes beyond the batch`);
    }
    const recordEnd = at + length;
    let field = at;
    // The record's own attributes mean nothing so far.
    field++;
    byte = bytes[field];
    let timestampDelta: number;
    if (byte < 0x80) {
      timestampDelta = (byte >>> 1) ^ -(byte & 1);
      field++;
    } else {
      timestampDelta = longVarlong(bytes, field);
      field = cursor | 0;
      if (field < 0) return malformed(summary, index, 'timestamp delta is longer than 64 bits');
    }
    byte = bytes[field];
    let offsetDelta: number;
    if (byte < 0x80) {
      offsetDelta = (byte >>> 1) ^ -(byte & 1);
      field++;
    } else if ((second = bytes[field + 1]) < 0x80) {
      byte = (byte & 0x7f) | (second << 7);
      offsetDelta = (byte >>> 1) ^ -(byte & 1);
      field += 2;
    } else {
      offsetDelta = longVarint(bytes, field);
      field = cursor | 0;
      if (field < 0) return malformed(summary, index, 'offset delta is longer than 32 bits');
    }
    if (offsetDelta !== index) return malformed(summary, index, `offset delta is ${offsetDelta}`);
    byte = bytes[field];
    let keySize: number;
    if (byte < 0x80) {
      keySize = (byte >>> 1) ^ -(byte & 1);
      field++;
    } else if ((second = bytes[field + 1]) < 0x80) {
      byte = (byte & 0x7f) | (second << 7);
      keySize = (byte >>> 1) ^ -(byte & 1);
      field += 2;
    } else {
      keySize = longVarint(bytes, field);
      field = cursor | 0;
      if (field < 0) return malformed(summary, index, 'key size is longer than 32 bits');
    }
    if (keySize > 0) {
      if (keySize > recordEnd - field)
        return malformed(summary, index, `key of ${keySize} bytes goes beyond it`);
      field += keySize;
    }
    byte = bytes[field];
    let valueSize: number;
    if (byte < 0x80) {
      valueSize = (byte >>> 1) ^ -(byte & 1);
      field++;
    } else if ((second = bytes[field + 1]) < 0x80) {
      byte = (byte & 0x7f) | (second << 7);
      valueSize = (byte >>> 1) ^ -(byte & 1);
      field += 2;
    } else {
      valueSize = longVarint(bytes, field);
      field = cursor | 0;
      if (field < 0) return malformed(summary, index, 'value size is longer than 32 bits');
    }
    if (valueSize > 0) {
      if (valueSize > recordEnd - field)
        return malformed(summary, index, `value of ${valueSize} bytes goes beyond it`);
      field += valueSize;
    }
    byte = bytes[field];
    if (byte === 0) {
      field++;
    } else {
      field = checkHeaders(bytes, field, recordEnd) | 0;
      if (field < 0) return malformed(summary, index, 'headers are broken');
    }
    if (field !== recordEnd)
      return malformed(summary, index, `length and content differ by ${recordEnd - field} bytes`);
    const timestampMs = baseTimestampMs + timestampDelta;
    if (timestampMs > maxTimestampMs) maxTimestampMs = timestampMs;
    // One fault a record, as in Kafka.
    if (keyRequired && keySize < 0) {
      fault(summary, index, 'key', 'Compacted topic cannot accept message without key');
    } else if ((timestampMs < earliestTimestampMs || timestampMs > latestTimestampMs) && timestampMs !== -1) {
      const range = `[${earliestTimestampMs}, ${latestTimestampMs}]`;
      fault(summary, index, 'timestamp', `Timestamp ${timestampMs} is outside ${range}`);
    }
    // Not from the fields: the processor finds the next record while it still goes through this one.
    at = recordEnd;
  }
  summary.maxTimestampMs = maxTimestampMs;
  if (at !== end) return malformed(summary, count, `${end - at} bytes are left after the last record`);
  return summary.faults === undefined;
}

/** Walks the header count and the headers; the position behind them, or -1 when they are broken. */
function checkHeaders(bytes: Uint8Array, start: number, recordEnd: number): number {
  const count = longVarint(bytes, start);
  if (cursor < 0 || count < 0 || count > recordEnd - cursor) return -1;
  for (let index = 0; index < count; index++) {
    const keySize = longVarint(bytes, cursor);
    if (cursor < 0 || keySize < 0 || keySize > recordEnd - cursor) return -1;
    const valueSize = longVarint(bytes, cursor + keySize);
    if (cursor < 0 || valueSize > recordEnd - cursor) return -1;
    if (valueSize > 0) cursor += valueSize;
  }
  return cursor;
}

function malformed(summary: RecordSummary, index: number, what: string): false {
  summary.malformed = `record ${index}: ${what}`;
  return false;
}

function fault(summary: RecordSummary, batchIndex: number, kind: RecordFault['kind'], message: string): void {
  (summary.faults ??= []).push({ batchIndex, kind, message });
}

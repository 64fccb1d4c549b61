/**
 * Cheap looks into the bytes of a whole batch: an answer of false proves that no record in it can fulfil a clause, true
 * proves nothing. They hold for parts that are shown as they stand in the log and escape nothing (`standAsWritten`). Pure.
 */
import { unZigZag } from '../../base/index.ts';
import type { FilterClause } from '../../contract/index.ts';
import { parseLosslessly } from '../decoding/index.ts';
import { parsePath } from './json-path.ts';

/** `records`: of a batch, decompressed. */
export type BatchLook = (records: Buffer) => boolean;

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COLON = 0x3a;
/** Numbers of so many characters are whole and exact, if they have nothing but digits. */
const PLAIN_DIGITS = 15;

/**
 * What can be said beforehand of a clause; undefined where nothing can. `accept` is its test of a value, `lossless` whether
 * numbers are compared with all their digits.
 */
export function lookOf(
  clause: FilterClause,
  accept: (value: unknown) => boolean,
  lossless: boolean,
): BatchLook | undefined {
  if ((clause.on !== 'key' && clause.on !== 'value') || clause.test.endsWith('-not')) return undefined;
  if (clause.path === '')
    // What is no text is shown as hex, or as a UUID.
    return clause.test === 'is' && !/^[0-9a-f-]*$/i.test(clause.operand)
      ? textLook(clause.operand)
      : undefined;
  const name = parsePath(clause.path)?.at(-1);
  if (typeof name === 'string' && standsPlain(name)) return fieldLook(name, accept, lossless);
  return clause.test === 'is' ? textLook(clause.operand) : undefined;
}

/** Looks for a text that is no number: those have many spellings. */
function textLook(text: string): BatchLook | undefined {
  if (!Number.isNaN(Number(text)) || !standsPlain(text) || /[{}[\]]/.test(text)) return undefined;
  const needle = Buffer.from(text);
  return (records) => records.includes(needle);
}

/** Looks at whatever stands behind a field's name, wherever that is. */
function fieldLook(name: string, accept: (value: unknown) => boolean, lossless: boolean): BatchLook {
  const needle = Buffer.from(`"${name}"`);
  return (records) => {
    for (let at = records.indexOf(needle); at >= 0; at = records.indexOf(needle, at)) {
      at += needle.length;
      const colon = pastSpace(records, at);
      if (records[colon] === COLON && mayAccept(records, pastSpace(records, colon + 1), accept, lossless))
        return true;
    }
    return false;
  };
}

/** Of what is no JSON any answer holds: its record fulfils nothing. */
function mayAccept(
  bytes: Buffer,
  at: number,
  accept: (value: unknown) => boolean,
  lossless: boolean,
): boolean {
  const first = bytes[at];
  switch (first) {
    case QUOTE: {
      const end = bytes.indexOf(QUOTE, at + 1);
      return end < 0 || accept(bytes.toString('utf8', at + 1, end));
    }
    case 0x74: // true
      return accept(true);
    case 0x66: // false
      return accept(false);
    case 0x6e: // null
      return accept(null);
    case 0x2d:
      return numberMayBe(bytes, at, accept, lossless);
    default:
      // An object or array, or the end of the records.
      return first >= 0x30 && first <= 0x39 ? numberMayBe(bytes, at, accept, lossless) : true;
  }
}

function numberMayBe(
  bytes: Buffer,
  start: number,
  accept: (value: unknown) => boolean,
  lossless: boolean,
): boolean {
  let at = start;
  let whole = 0;
  for (; bytes[at] >= 0x30 && bytes[at] <= 0x39; at++) whole = whole * 10 + bytes[at] - 0x30;
  const next = bytes[at];
  const ends = next === 0x2c || next === 0x7d || next === 0x5d;
  if (ends && at > start && at - start <= PLAIN_DIGITS) return accept(whole);
  while (isOfNumber(bytes[at])) at++;
  try {
    const text = bytes.toString('latin1', start, at);
    return accept(lossless ? parseLosslessly(text) : JSON.parse(text));
  } catch {
    return false;
  }
}

/** A digit, a sign, a point or an exponent's letter. */
function isOfNumber(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x65 ||
    byte === 0x45
  );
}

function pastSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return at;
}

/** Whether JSON that escapes nothing has the text as these very bytes, and bytes that are no UTF-8 never turn into it. */
function standsPlain(text: string): boolean {
  return text !== '' && text.isWellFormed() && !/["\\\p{Cc}\ufffd]/u.test(text);
}

/** Names of headers with a schema's id end so. */
const SCHEMA_ID = Buffer.from('_schema_id');
/** Where bytes of that many are no text, they are taken for a number or a UUID. */
const GUESSED_SIZES = new Set([4, 8, 16]);

/**
 * Whether keys and values of a batch are all shown as they are written, or as hex: none begins like something that a
 * decoder would be chosen for, and no schema's id stands before or beside one. `unescaped`: and none has a backslash.
 * `records`: of a batch of magic 2, decompressed. False, too, for what is not well formed.
 */
export function standAsWritten(
  records: Buffer,
  count: number,
  { unescaped }: { unescaped: boolean },
): boolean {
  if (records.includes(SCHEMA_ID)) return false;
  const walk = new RecordWalk(records, unescaped);
  for (let index = 0; index < count; index++) {
    const end = walk.varint() + walk.at;
    walk.at++;
    walk.skipVarint();
    walk.skipVarint();
    if (!walk.partStandsAsWritten() || !walk.partStandsAsWritten()) return false;
    if (end < walk.at || end > records.length) return false;
    walk.at = end;
  }
  return true;
}

/** Reads the frame of records, and makes nothing of them. Beyond the end it reads zeros. */
class RecordWalk {
  readonly #bytes: Buffer;
  at = 0;
  /** Of the first backslash that may lie ahead; other bytes than those of keys and values may look like one. */
  #backslash: number;

  constructor(bytes: Buffer, unescaped: boolean) {
    this.#bytes = bytes;
    this.#backslash = unescaped ? -1 : Infinity;
  }

  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[this.at++];
      value |= (byte & 0x7f) << shift;
      if (!(byte >= 0x80)) break;
    }
    return unZigZag(value >>> 0);
  }

  skipVarint(): void {
    while (this.#bytes[this.at++] >= 0x80);
  }

  /** Of a key or value, with its size before it. */
  partStandsAsWritten(): boolean {
    const bytes = this.#bytes;
    const size = this.varint();
    if (size <= 0) return true;
    const start = this.at;
    const end = start + size;
    this.at = end;
    if (this.#backslash < start) {
      const next = bytes.indexOf(BACKSLASH, start);
      this.#backslash = next < 0 ? Infinity : next;
    }
    if (this.#backslash < end) return false;
    const first = bytes[start];
    // Control characters and a schema's magic byte; the maps and arrays of MessagePack.
    if (!(first >= 0x20) || (first >= 0x7f && first <= 0x9f) || (first >= 0xdc && first <= 0xdf))
      return false;
    if (!GUESSED_SIZES.has(size)) return true;
    for (let at = start; at < end; at++) if (!(bytes[at] >= 0x20 && bytes[at] < 0x7f)) return false;
    return true;
  }
}

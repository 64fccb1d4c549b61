// Bytes as a person reads them. Pure.
import { isUtf8 } from 'node:buffer';
import type { Payload } from '../../contract/index.ts';

/** Rows carry so much of a key or value. */
const CUT_BYTES = 4 * 1024;
/** Up to here JSON is proved by parsing it; beyond, by how it begins and ends. */
const PARSED_BYTES = 256 * 1024;

const NULL: Payload = { format: 'null', text: '', sizeBytes: 0, cut: false };
const EMPTY: Payload = { format: 'empty', text: '', sizeBytes: 0, cut: false };

/**
 * JSON objects and arrays and other text stay as they were sent, so that numbers beyond 2^53 keep every digit; bytes
 * that are no text come as hex. All are cut at `maxBytes`.
 */
export function payloadOf(bytes: Buffer | null, maxBytes: number = CUT_BYTES): Payload {
  if (bytes === null) return NULL;
  if (bytes.length === 0) return EMPTY;
  const sizeBytes = bytes.length;
  if (!isText(bytes)) {
    // Two digits a byte: half as many bytes fill the same room.
    const shown = Math.min(sizeBytes, maxBytes / 2);
    return { format: 'binary', text: bytes.toString('hex', 0, shown), sizeBytes, cut: shown < sizeBytes };
  }
  const end = characterEnd(bytes, maxBytes);
  return {
    format: isJson(bytes) ? 'json' : 'text',
    text: bytes.toString('utf8', 0, end),
    sizeBytes,
    cut: end < sizeBytes,
  };
}

/** Text that a decoder made of bytes, cut at `maxBytes`. `json`: it is an object or array. */
export function textPayload(
  text: string,
  sizeBytes: number,
  json: boolean,
  maxBytes: number = CUT_BYTES,
): Payload {
  const bytes = text.length * 3 > maxBytes ? Buffer.from(text) : undefined;
  const cut = bytes !== undefined && bytes.length > maxBytes;
  return {
    format: json ? 'json' : 'text',
    text: cut ? bytes.toString('utf8', 0, characterEnd(bytes, maxBytes)) : text,
    sizeBytes,
    cut,
  };
}

/** Valid UTF-8 without control characters other than tab, line feed, form feed and carriage return. */
function isText(bytes: Buffer): boolean {
  const probe = Math.min(bytes.length, CUT_BYTES);
  for (let at = 0; at < probe; at++) {
    const byte = bytes[at];
    if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d))
      return false;
  }
  return isUtf8(bytes);
}

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const CLOSING: Readonly<Record<number, number>> = { 0x7b: 0x7d, 0x5b: 0x5d };

function isJson(bytes: Buffer): boolean {
  let first = 0;
  while (SPACE.has(bytes[first])) first++;
  let last = bytes.length - 1;
  while (last > first && SPACE.has(bytes[last])) last--;
  if (CLOSING[bytes[first]] === undefined || bytes[last] !== CLOSING[bytes[first]]) return false;
  if (bytes.length > PARSED_BYTES) return true;
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** The last end of a UTF-8 character at or before `max`. */
function characterEnd(bytes: Buffer, max: number): number {
  if (bytes.length <= max) return bytes.length;
  let end = max;
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
  return end;
}

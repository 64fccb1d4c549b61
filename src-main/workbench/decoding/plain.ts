// Payloads that need no schema. Pure.
import { decode as decodeMessagePack } from '@msgpack/msgpack';
import { inEnglish, say } from '../../contract/index.ts';
import { uuidText } from './framing.ts';
import { losslessJson } from './lossless-json.ts';

/** What bytes say under one decoder, or why they cannot be that. */
export type Fit = { readonly text: string; readonly json: boolean } | { readonly problem: string };

const text = (value: string): Fit => ({ text: value, json: false });
const wrong = (problem: string): Fit => ({ problem });

/** Big-endian, as Kafka's IntegerSerializer writes. */
export function int32(bytes: Buffer): Fit {
  return bytes.length === 4 ? text(String(bytes.readInt32BE(0))) : wrong(sized(bytes, 4));
}

/** Big-endian, as Kafka's LongSerializer writes. */
export function int64(bytes: Buffer): Fit {
  return bytes.length === 8 ? text(String(bytes.readBigInt64BE(0))) : wrong(sized(bytes, 8));
}

/** As Kafka's DoubleSerializer writes. */
export function float64(bytes: Buffer): Fit {
  return bytes.length === 8 ? text(String(bytes.readDoubleBE(0))) : wrong(sized(bytes, 8));
}

/** Sixteen bytes; Kafka's UUIDSerializer writes 36 characters, which are text. */
export function uuid(bytes: Buffer): Fit {
  if (bytes.length !== 16) return wrong(sized(bytes, 16));
  return text(uuidText(bytes));
}

/** Whether sixteen bytes look like a UUID of RFC 9562: a version from 1 to 8 and its variant. */
export function looksLikeUuid(bytes: Buffer): boolean {
  const version = bytes[6] >> 4;
  return bytes.length === 16 && version >= 1 && version <= 8 && bytes[8] >> 6 === 0b10;
}

/** Whole numbers keep their digits; bytes stand as base64; map keys become strings. */
export function messagePack(bytes: Buffer): Fit {
  try {
    const value = decodeMessagePack(bytes, { useBigInt64: true });
    return { text: losslessJson(withBase64(value)), json: value !== null && typeof value === 'object' };
  } catch (error) {
    return wrong(inEnglish(say('decode.noMessagePack', { reason: reasonOf((error as Error).message) })));
  }
}

/** The library says where it stopped as its own code would. */
function reasonOf(message: string): string {
  const left = /^Extra (\d+) of (\d+) byte\(s\) found/.exec(message);
  return left === null
    ? message
    : inEnglish(say('decode.extraBytes', { count: Number(left[1]), size: Number(left[2]) }));
}

/** Nearly any byte is some MessagePack; only maps and arrays that fill the bytes are taken for it unasked. */
export function looksLikeMessagePack(bytes: Buffer): boolean {
  const first = bytes[0];
  return bytes.length > 1 && ((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf));
}

function withBase64(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(withBase64);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withBase64(one)]));
}

function sized(bytes: Buffer, wanted: number): string {
  return inEnglish(say('decode.size', { size: bytes.length, wanted }));
}

// One element of JSON or one row of a CSV → a message. Pure.
import type { CsvMapping } from '../../contract/index.ts';
import { losslessJson, parseLosslessly } from '../decoding/lossless-json.ts';
import type { Outgoing } from './outgoing.ts';

/** What stands on a line is no message; the message says why, as it is shown beside the line. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

/** Throws LineError. `text` is one JSON text; as a value it is sent to the letter. */
export function messageOfJson(text: string, line: number, shape: 'value' | 'message'): Outgoing {
  const parsed = parse(text);
  if (shape === 'value') return plain(line, Buffer.from(text.trim()));
  return messageOfValue(parsed, line);
}

/** Throws LineError. The elements of a JSON array, each as text. */
export function elementsOf(text: string): string[] {
  const parsed = parse(text);
  if (!Array.isArray(parsed)) throw new LineError('a JSON array was expected');
  return parsed.map(losslessJson);
}

function parse(text: string): unknown {
  try {
    return parseLosslessly(text);
  } catch (error) {
    throw new LineError(`no valid JSON: ${(error as Error).message}`);
  }
}

const plain = (line: number, value: Buffer): Outgoing => ({
  line,
  partition: null,
  key: null,
  value,
  headers: [],
  timestampMs: null,
});

/** Names that a message has; `topic` and `offset` come with exports, and say where it was. */
const KNOWN = new Set('key value headers partition timestamp keyBase64 valueBase64 topic offset'.split(' '));

function messageOfValue(parsed: unknown, line: number): Outgoing {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new LineError('an object with key, value, headers … was expected');
  const message = parsed as Record<string, unknown>;
  const unknown = Object.keys(message).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new LineError(`a message has no '${unknown}'`);
  const { partition = null, timestamp = null } = message;
  return {
    line,
    partition: partition === null ? null : partitionOfText(losslessJson(partition)),
    key: 'keyBase64' in message ? base64Of(message.keyBase64, 'keyBase64') : bytesOf(message.key),
    value: 'valueBase64' in message ? base64Of(message.valueBase64, 'valueBase64') : bytesOf(message.value),
    headers: headersOf(message.headers ?? null),
    timestampMs:
      timestamp === null
        ? null
        : timeOfText(typeof timestamp === 'string' ? timestamp : losslessJson(timestamp)),
  };
}

/** Text as it is, anything else as JSON; null and nothing are null. */
function bytesOf(value: unknown): Buffer | null {
  if (value === null || value === undefined) return null;
  return Buffer.from(typeof value === 'string' ? value : losslessJson(value));
}

function base64Of(value: unknown, name: string): Buffer | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    throw new LineError(`'${name}' is not base64`);
  return Buffer.from(value, 'base64');
}

function headersOf(headers: unknown): Outgoing['headers'] {
  if (headers === null) return [];
  if (Array.isArray(headers))
    return headers.map((header: unknown) => {
      if (Array.isArray(header) && header.length === 2 && typeof header[0] === 'string')
        return { key: header[0], value: bytesOf(header[1]) };
      throw new LineError('headers are an object, or an array of [name, value]');
    });
  if (typeof headers === 'object')
    return Object.entries(headers).map(([key, value]) => ({ key, value: bytesOf(value) }));
  throw new LineError('headers are an object, or an array of [name, value]');
}

/** Throws LineError. */
export function messageOfCsv(
  fields: readonly (string | null)[],
  line: number,
  mapping: CsvMapping,
): Outgoing {
  const field = (column: number | null): string | null => {
    if (column === null) return null;
    if (column >= fields.length)
      throw new LineError(`column ${column + 1} is missing: there are ${fields.length}`);
    return fields[column];
  };
  const bytes = (column: number | null): Buffer | null => {
    const text = field(column);
    return text === null ? null : Buffer.from(text);
  };
  const [key, value] = [bytes(mapping.key), bytes(mapping.value)];
  const filled = (column: number | null): string | null => field(column)?.trim() || null;
  const [headers, partition, timestamp] = [
    filled(mapping.headers),
    filled(mapping.partition),
    filled(mapping.timestamp),
  ];
  return {
    line,
    key,
    value,
    headers: headers === null ? [] : headersOf(parse(headers)),
    partition: partition === null ? null : partitionOfText(partition),
    timestampMs: timestamp === null ? null : timeOfText(timestamp),
  };
}

function partitionOfText(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new LineError(`'${text}' is no partition`);
  return Number(text);
}

function timeOfText(text: string): number {
  if (/^\d{1,16}$/.test(text)) return Number(text);
  const parsed = Date.parse(text);
  if (Number.isNaN(parsed) || parsed < 0)
    throw new LineError(`'${text}' is no time: epoch ms or ISO 8601 was expected`);
  return parsed;
}

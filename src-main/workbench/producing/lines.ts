// One element of JSON or one row of a CSV → a message. Pure.
import { type CsvMapping, SaidError, say, saidBy } from '../../contract/index.ts';
import { losslessJson, parseLosslessly } from '../decoding/lossless-json.ts';
import type { Outgoing } from './outgoing.ts';

/** What stands on a line is no message; the message says why, as it is shown beside the line. */
export class LineError extends SaidError {
  override readonly name = 'LineError';
}

/** Parts that a schema encodes afterwards: they leave here as JSON texts. A cell of a CSV becomes one by `jsonOfCell`. */
export type Encoded = Partial<
  Record<'key' | 'value', { jsonOfCell(cell: string): string; jsonOfRow(row: CsvRow): string }>
>;

/** A whole line of a CSV by the names of its columns. */
export type CsvRow = readonly (readonly [name: string, cell: string | null])[];

/** Throws LineError. `text` is one JSON text; as a value it is sent to the letter. */
export function messageOfJson(
  text: string,
  line: number,
  shape: 'value' | 'message',
  encoded: Encoded = {},
): Outgoing {
  const parsed = parse(text);
  if (shape === 'value') return plain(line, Buffer.from(text.trim()));
  return messageOfValue(parsed, line, encoded);
}

/** Throws LineError. The elements of a JSON array, each as text. */
export function elementsOf(text: string): string[] {
  const parsed = parse(text);
  if (!Array.isArray(parsed)) throw new LineError(say('line.notArray'));
  return parsed.map(losslessJson);
}

function parse(text: string): unknown {
  try {
    return parseLosslessly(text);
  } catch (error) {
    throw new LineError(say('line.notJson', { reason: saidBy(error as Error) }));
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

function messageOfValue(parsed: unknown, line: number, encoded: Encoded): Outgoing {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new LineError(say('line.notObject'));
  const message = parsed as Record<string, unknown>;
  const unknown = Object.keys(message).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new LineError(say('line.unknownPart', { name: unknown }));
  const { partition = null, timestamp = null } = message;
  return {
    line,
    partition: partition === null ? null : partitionOfText(losslessJson(partition)),
    key: partOf(message, 'key', encoded),
    value: partOf(message, 'value', encoded),
    headers: headersOf(message.headers ?? null),
    timestampMs:
      timestamp === null
        ? null
        : timeOfText(typeof timestamp === 'string' ? timestamp : losslessJson(timestamp)),
  };
}

function partOf(message: Record<string, unknown>, part: 'key' | 'value', encoded: Encoded): Buffer | null {
  const [own, name] = [message[part], `${part}Base64`];
  if (name in message) {
    if (encoded[part] !== undefined && message[name] !== null)
      throw new LineError(say('line.bytesWithSchema', { name }));
    return base64Of(message[name], name);
  }
  if (encoded[part] === undefined || own === null || own === undefined) return bytesOf(own);
  return Buffer.from(losslessJson(own));
}

/** Text as it is, anything else as JSON; null and nothing are null. */
function bytesOf(value: unknown): Buffer | null {
  if (value === null || value === undefined) return null;
  return Buffer.from(typeof value === 'string' ? value : losslessJson(value));
}

function base64Of(value: unknown, name: string): Buffer | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    throw new LineError(say('line.notBase64', { name }));
  return Buffer.from(value, 'base64');
}

/** Bytes that are no text stand in a list of headers so. */
function isNamedBytes(header: unknown): header is { name: string; valueBase64: unknown } {
  if (typeof header !== 'object' || header === null) return false;
  const names = Object.keys(header);
  return names.length === 2 && 'valueBase64' in header && 'name' in header && typeof header.name === 'string';
}

function headersOf(headers: unknown): Outgoing['headers'] {
  if (headers === null) return [];
  if (Array.isArray(headers))
    return headers.map((header: unknown) => {
      if (Array.isArray(header) && header.length === 2 && typeof header[0] === 'string')
        return { key: header[0], value: bytesOf(header[1]) };
      if (isNamedBytes(header))
        return { key: header.name, value: base64Of(header.valueBase64, 'valueBase64') };
      throw new LineError(say('line.badHeaders'));
    });
  if (typeof headers === 'object')
    return Object.entries(headers).map(([key, value]) => ({ key, value: bytesOf(value) }));
  throw new LineError(say('line.badHeaders'));
}

/** Throws LineError. `names` of the columns; empty: they have none. */
export function messageOfCsv(
  fields: readonly (string | null)[],
  line: number,
  mapping: CsvMapping,
  { names = [], encoded = {} }: { readonly names?: readonly string[]; readonly encoded?: Encoded } = {},
): Outgoing {
  const field = (column: number | null): string | null => {
    if (column === null) return null;
    if (column >= fields.length)
      throw new LineError(say('line.noColumn', { column: column + 1, count: fields.length }));
    return fields[column];
  };
  const bytes = (part: 'key' | 'value', column: number | null): Buffer | null => {
    const text = field(column);
    return text === null ? null : Buffer.from(encoded[part]?.jsonOfCell(text) ?? text);
  };
  const whole = (): Buffer => {
    if (names.length === 0) throw new LineError(say('line.noNames'));
    const elsewhere = new Set([mapping.headers, mapping.partition, mapping.timestamp]);
    const row = names.flatMap((name, column) =>
      elsewhere.has(column) ? [] : [[name, field(column)] as const],
    );
    return Buffer.from(encoded.value?.jsonOfRow(row) ?? JSON.stringify(Object.fromEntries(row)));
  };
  const key = bytes('key', mapping.key);
  const value = mapping.value === 'row' ? whole() : bytes('value', mapping.value);
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
  if (!/^\d{1,9}$/.test(text)) throw new LineError(say('line.badPartition', { text }));
  return Number(text);
}

function timeOfText(text: string): number {
  if (/^\d{1,16}$/.test(text)) return Number(text);
  const parsed = Date.parse(text);
  if (Number.isNaN(parsed) || parsed < 0) throw new LineError(say('line.badTime', { text }));
  return parsed;
}

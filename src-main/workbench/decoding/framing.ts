import { SaidError, say } from '../../contract/index.ts';
// How serializers mark which schema a payload was written with (Confluent's wire format). Pure.

/** An id in one registry, or a schema's own globally unique id. */
export type SchemaId = number | string;

export interface Framing {
  readonly id: SchemaId;
  /** Where the payload itself begins; behind a Protobuf payload's message indexes that is decided later. */
  readonly at: number;
  /** The id stands in a header (magic byte 1), and a Protobuf payload's indexes with it. */
  readonly indexes: Buffer | undefined;
}

/** Names of the headers that carry a schema id beside the record (since Confluent 8.1). */
export const SCHEMA_HEADERS = { key: '__key_schema_id', value: '__value_schema_id' } as const;

const MAGIC = 0;
const MAGIC_GUID = 1;
const ID_BYTES = 4;
const GUID_BYTES = 16;

/** Magic byte 0 and a four-byte id before the payload. Undefined when it cannot be that. */
export function prefixFraming(bytes: Buffer): Framing | undefined {
  if (bytes.length <= ID_BYTES || bytes[0] !== MAGIC) return undefined;
  const id = bytes.readInt32BE(1);
  return id > 0 ? { id, at: 1 + ID_BYTES, indexes: undefined } : undefined;
}

/** A schema's GUID, or id, in the header for this part of the record. */
export function headerFraming(header: Buffer | null | undefined): Framing | undefined {
  if (!header) return undefined;
  if (header[0] === MAGIC_GUID && header.length > GUID_BYTES)
    return {
      id: uuidText(header.subarray(1, 1 + GUID_BYTES)),
      at: 0,
      indexes: header.subarray(1 + GUID_BYTES),
    };
  const prefix = prefixFraming(header);
  return prefix && { id: prefix.id, at: 0, indexes: header.subarray(prefix.at) };
}

/** Sixteen bytes as RFC 9562 writes them. */
export function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * The message indexes before a Protobuf payload: a count and so many indexes as zigzag varints; a count of 0 means the
 * first message. Throws an Error when they are not well formed.
 */
export function messageIndexes(bytes: Buffer, start: number): { path: number[]; at: number } {
  let at = start;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new SaidError(say('decode.indexesCut'));
  };
  const count = next();
  if (count < 0 || count > 64) throw new SaidError(say('decode.indexesMany', { count }));
  const path = Array.from({ length: count }, next);
  return { path: count === 0 ? [0] : path, at };
}

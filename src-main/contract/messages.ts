/** Records of a topic: what is read, by which conditions and decoders, and what is sent. */
import type { SchemaChoice, SchemaInput } from './registry.ts';
import type { ClusterId } from './types.ts';
import type { SaidText } from './said.ts';

/** Where reading begins. Offsets below a partition's start or above its end are moved to them, and said. */
export type ReadFrom =
  | { kind: 'newest'; count: number }
  | { kind: 'oldest' }
  | { kind: 'offset'; offset: number }
  | { kind: 'timestamp'; timestampMs: number }
  /** So long before now, by the clock of the workbench. */
  | { kind: 'ago'; ms: number }
  /** Where a group goes on reading; partitions it never committed are read from their start, and said. */
  | { kind: 'group'; groupId: string }
  | { kind: 'live' };

/** Where reading ends, itself not included. */
export type ReadUntil = { kind: 'offset'; offset: number } | { kind: 'timestamp'; timestampMs: number };

/** What a condition can ask, in the order they are offered. */
export const FILTER_TESTS = [
  'is',
  'is-not',
  'contains',
  'contains-not',
  'above',
  'below',
  'exists',
  'exists-not',
] as const;
export type FilterTest = (typeof FILTER_TESTS)[number];

/** What a single value in JSON is. */
export const JSON_TYPES = ['string', 'number', 'boolean', 'null'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/**
 * One condition. Texts contain each other whatever their case; numbers are compared as numbers where both sides are
 * some, anything else as text. `operand` is not looked at where something exists or not.
 */
export type FilterClause =
  /**
   * `path` leads into JSON (`customer.id`, `lines[0].sku`, `lines[*].sku` for any of them, `["a.b"]` for odd names);
   * empty: the whole, as text. A value that is not there is none: it `is-not` anything and `exists-not`.
   * With a `type` only a value in JSON of that type is compared: null is not the text "null", nor 1 the text "1".
   */
  | { on: 'key' | 'value'; path: string; test: FilterTest; operand: string; type?: JsonType }
  /** `name` empty: any header. */
  | { on: 'header'; name: string; test: FilterTest; operand: string }
  /** Milliseconds since 1970, or bytes of key and value together. */
  | { on: 'partition' | 'offset' | 'timestamp' | 'size'; test: FilterTest; operand: string };

/** All of it must hold. */
export interface ReadFilter {
  /** Text that key, value or a header must contain; empty: everything. Case is ignored. */
  readonly text: string;
  readonly clauses: readonly FilterClause[];
  /**
   * JavaScript: an expression, or a body that returns, over `key`, `value` (JSON parsed, else text), `headers`,
   * `partition`, `offset` and `timestamp` (ms). Runs in a sandbox of its own. Empty: none.
   */
  readonly script: string;
}

export interface ReadRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  /** Empty: all. */
  readonly partitions: readonly number[];
  readonly from: ReadFrom;
  /** Ends the reading; ignored for live. */
  readonly limit: number;
  readonly filter: ReadFilter;
  readonly isolation: 'read_uncommitted' | 'read_committed';
  /** Null: the end. Not with live. */
  readonly until: ReadUntil | null;
  /** Also what consumers never see: transaction markers, and (each marked) records of aborted transactions. */
  readonly invisible: boolean;
  /** Keys and values up to 1 MiB instead of 4 KiB: for files, not for tables. */
  readonly whole?: boolean;
}

/** Bytes as a person reads them: `text` may be cut at 4 KB, `sizeBytes` never lies. */
export interface Payload {
  readonly format: 'json' | 'text' | 'binary' | 'null' | 'empty';
  /** JSON and text as they are; binary as hex. */
  readonly text: string;
  /** Of the bytes in the log. */
  readonly sizeBytes: number;
  readonly cut: boolean;
  /** What made the text of the bytes, where that is not plain to see from `format`. */
  readonly decoder?: DecoderName;
  /** In the registry, of the schema it was read with. */
  readonly schemaId?: number | string;
  /** Why it is not shown as its schema, or a person's choice, would have it. */
  readonly problem?: string;
}

/** The decoders that a person can choose, in the order they are offered. */
export const DECODERS = [
  'json',
  'text',
  'avro',
  'protobuf',
  'json-schema',
  'messagepack',
  'int32',
  'int64',
  'float64',
  'uuid',
  'hex',
  'base64',
] as const;

/** 'internal' reads Kafka's own topics, and nobody else's. */
export type DecoderName = (typeof DECODERS)[number] | 'internal';

/** How one part of a topic's records is read. */
export interface DecoderChoice {
  readonly decoder: 'auto' | (typeof DECODERS)[number];
  /** Given by hand for `avro`, `protobuf` and `json-schema`, for payloads that name no schema of a registry. */
  readonly schema?: HandSchema;
}

export interface HandSchema {
  readonly text: string;
  /** Protobuf: the message's full name; without it the first of the file. */
  readonly messageType?: string;
}

export interface TopicDecoders {
  readonly key: DecoderChoice;
  readonly value: DecoderChoice;
}

/** A way of looking at a topic's records, kept under a name; `query` is that of the screen's address. */
export interface SavedView {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What one decoder makes of a payload. */
export interface DecodeAttempt {
  readonly decoder: DecoderName;
  readonly outcome: 'used' | 'fits' | 'no';
  readonly reason: string | null;
}

export interface MessageRow {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly timestampType: 'create' | 'append';
  readonly key: Payload;
  readonly value: Payload;
  readonly headers: readonly { name: string; value: Payload }[];
  /** Headers beyond those: a record may have a hundred thousand. */
  readonly moreHeaders?: number;
  /**
   * Asked for with `invisible`. 'undecided': of a transaction that was open, or at or above one that was. Markers have
   * no key or value of anybody's.
   */
  readonly fate?: 'aborted' | 'undecided' | 'commit-marker' | 'abort-marker';
}

export type ReadEvent =
  | { kind: 'rows'; rows: readonly MessageRow[] }
  | {
      kind: 'progress';
      scanned: number;
      matched: number;
      scannedBytes: number;
      elapsedMs: number;
      remaining: number | null;
      /** Records at which the script failed, and what it said at the first; they are left out. */
      scriptProblems?: { count: number; first: string };
    }
  /** A partition could not be read, or its offsets were moved; the others go on. */
  | { kind: 'notice'; partition: number | null; message: SaidText }
  /** Live only: the screen was too slow and this many rows were left out of view. */
  | { kind: 'dropped'; count: number }
  | { kind: 'done'; reason: 'limit' | 'end' | 'cancelled' };

export interface MessageDetail extends MessageRow {
  /** What each decoder made of key and value; empty for null and empty ones. */
  readonly explained: { readonly key: readonly DecodeAttempt[]; readonly value: readonly DecodeAttempt[] };
  /** The bytes, up to the `maxBytes` asked for; `sizeBytes` of key and value tells how many there are. */
  readonly keyBase64: string | null;
  readonly valueBase64: string | null;
  /** The bytes of each header's value, in their order; null where there are none. */
  readonly headersBase64: readonly (string | null)[];
  readonly batch: {
    readonly baseOffset: number;
    readonly lastOffset: number;
    readonly sizeBytes: number;
    readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
    readonly leaderEpoch: number;
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly baseSequence: number;
    readonly transactional: boolean;
    readonly control: boolean;
    readonly crc: number;
    readonly crcValid: boolean;
    readonly records: number;
  };
}

/** The schemas that a record was written with, as one would choose them. */
export interface RecordSchemas {
  readonly key: SchemaChoice | null;
  readonly value: SchemaChoice | null;
}

/** Null is a tombstone (value) or no key; text is UTF-8. With a schema only keys and values are encoded. */
export type PayloadInput =
  { kind: 'null' } | { kind: 'text'; text: string } | { kind: 'base64'; base64: string } | SchemaInput;

export interface SendRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  /** Null: by key (murmur2), or round robin without one. */
  readonly partition: number | null;
  readonly key: PayloadInput;
  readonly value: PayloadInput;
  readonly headers: readonly { name: string; value: PayloadInput }[];
  readonly timestampMs: number | null;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly acks: 'all' | 'leader' | 'none';
}

export interface SendResult {
  readonly partition: number;
  /** -1 with acks none. */
  readonly offset: number;
  readonly timestampMs: number;
  readonly latencyMs: number;
}

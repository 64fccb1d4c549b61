/** Coordinator records: the key begins with the record's type as int16, the value with its version as int16. */
import { assert } from '../../base/index.ts';
import {
  type DecodedMessage,
  type InputMessage,
  MalformedError,
  type Message,
  Reader,
  Writer,
} from '../../wire/index.ts';

/** A kind of coordinator record. */
export interface RecordKind<K extends Message<any> = Message<any>, V extends Message<any> = Message<any>> {
  /** First in the key. */
  readonly type: number;
  readonly key: K;
  readonly value: V;
  /** The value version that Kafka 4.3 writes where nothing else is asked for. */
  readonly version: number;
}

/** Declares a kind of record; written in version 0 unless said otherwise. */
export function recordKind<const K extends Message<any>, const V extends Message<any>>(
  type: number,
  key: K,
  value: V,
  version = 0,
): RecordKind<K, V> {
  return { type, key, value, version };
}

type Kinds = Readonly<Record<string, RecordKind>>;

/** A decoded record of these kinds; `value` is null for a tombstone. */
export type CoordinatorRecord<T extends Kinds> = {
  [N in keyof T & string]: {
    type: N;
    key: DecodedMessage<T[N]['key']>;
    value: DecodedMessage<T[N]['value']> | null;
  };
}[keyof T & string];

/** A record to write. `version` is that of the value. */
export type CoordinatorRecordInput<T extends Kinds> = {
  [N in keyof T & string]: {
    readonly type: N;
    readonly key: InputMessage<T[N]['key']>;
    readonly value: InputMessage<T[N]['value']> | null;
    readonly version?: number;
  };
}[keyof T & string];

/** Key and value as they stand in the log. */
export interface EncodedRecord {
  readonly key: Buffer;
  readonly value: Buffer | null;
}

export interface RecordCodec<T extends Kinds> {
  readonly encode: (record: CoordinatorRecordInput<T>) => EncodedRecord;
  /**
   * Undefined for a type that is not known: a loader skips those, as Kafka's does.
   * @throws MalformedError for a version that is not known, and for bytes that are no such record.
   */
  readonly decode: (key: Buffer, value: Buffer | null) => CoordinatorRecord<T> | undefined;
}

/** Encodes and decodes records of these kinds (Kafka's CoordinatorRecordSerde). */
export function recordCodec<const T extends Kinds>(kinds: T): RecordCodec<T> {
  let byType: Map<number, [name: string, kind: RecordKind]> | undefined;
  return {
    encode(record) {
      const kind = kinds[record.type];
      return {
        key: prefixed(kind.type, kind.key, 0, record.key),
        value: record.value && versioned(kind.value, record.version ?? kind.version, record.value),
      };
    },
    decode(key, value) {
      byType ??= new Map(Object.entries(kinds).map(([name, kind]) => [kind.type, [name, kind]]));
      const reader = new Reader(key);
      const found = byType.get(reader.int16());
      if (found === undefined) return undefined;
      const [name, kind] = found;
      return {
        type: name,
        key: decodeRest(kind.key, 0, reader),
        value: value && decodeValue(kind.value, new Reader(value)),
      } as CoordinatorRecord<T>;
    },
  };
}

function versioned(schema: Message<any>, version: number, body: any): Buffer {
  assert(version >= 0 && version <= schema.maxVersion, `${schema.name} has no version ${version}`);
  return prefixed(version, schema, version, body);
}

function prefixed(prefix: number, schema: Message<any>, version: number, body: any): Buffer {
  const writer = new Writer(128);
  writer.int16(prefix);
  schema.codec(version).encode(writer, body);
  return writer.toBuffer();
}

function decodeValue(schema: Message<any>, reader: Reader): unknown {
  const version = reader.int16();
  if (version < 0 || version > schema.maxVersion) {
    throw new MalformedError(`${schema.name} version ${version}`);
  }
  return decodeRest(schema, version, reader);
}

function decodeRest(schema: Message<any>, version: number, reader: Reader): unknown {
  const body = schema.codec(version).decode(reader);
  if (reader.remaining > 0) throw new MalformedError(`${reader.remaining} bytes after ${schema.name}`);
  return body;
}

// What a record means in Kafka's own topics and in control batches. Pure.
import {
  decodeGroupRecord,
  decodeShareStateRecord,
  decodeTransactionRecord,
} from '../../coordinator/records/index.ts';
import { decodeMetadataRecord } from '../../metadata/index.ts';
import {
  EndTxnMarker,
  KRaftVersionRecord,
  LeaderChangeMessage,
  SnapshotFooterRecord,
  SnapshotHeaderRecord,
  VotersRecord,
} from '../../protocol/index.ts';
import {
  ControlRecordType,
  controlRecordType,
  type LogRecord,
  MalformedError,
  type Message,
  Reader,
} from '../../wire/index.ts';

export interface DecodedRecord {
  readonly type: string;
  /** Its content as JSON; int64 beyond 2^53 as text, bytes as hex. */
  readonly json: string;
}

export type RecordDecoder = (key: Buffer | null, value: Buffer | null) => DecodedRecord | undefined;

const METADATA_TOPIC = '__cluster_metadata';

/** How to read the records of a batch; undefined for those of users' topics. What it returns throws MalformedError. */
export function recordDecoder(topic: string | null, control: boolean): RecordDecoder | undefined {
  if (control) return decodeControl;
  switch (topic) {
    case '__consumer_offsets':
      return coordinatorDecoder(decodeGroupRecord);
    case '__transaction_state':
      return coordinatorDecoder(decodeTransactionRecord);
    case '__share_group_state':
      return coordinatorDecoder(decodeShareStateRecord);
    case METADATA_TOPIC:
      return decodeMetadata;
    default:
      return undefined;
  }
}

/**
 * Key and value of a record of Kafka's own topics as JSON, each by itself; undefined for users' topics. What it returns
 * throws MalformedError, and is undefined for a kind of record that is not known.
 */
export function internalDecoder(
  topic: string,
): ((record: Pick<LogRecord, 'key' | 'value'>) => { key: string; value: string } | undefined) | undefined {
  const decode = recordDecoder(topic, false);
  if (decode === undefined) return undefined;
  return ({ key, value }) => {
    const decoded = decode(key, value);
    if (decoded === undefined) return undefined;
    const { type, json } = decoded;
    const content = JSON.parse(json) as { key?: object; value?: unknown };
    if (topic === METADATA_TOPIC) return { key: 'null', value: JSON.stringify({ type, ...content }) };
    return { key: JSON.stringify({ type, ...content.key }), value: JSON.stringify(content.value) };
  };
}

function coordinatorDecoder(
  decode: (key: Buffer, value: Buffer | null) => { type: string; key: unknown; value: unknown } | undefined,
): RecordDecoder {
  return (key, value) => {
    const record = key === null ? undefined : decode(key, value);
    if (record === undefined) return undefined;
    return { type: record.type, json: toJson({ key: record.key, value: record.value }) };
  };
}

function decodeMetadata(_key: Buffer | null, value: Buffer | null): DecodedRecord | undefined {
  if (value === null) return undefined;
  const { type, ...content } = decodeMetadataRecord(value);
  return { type, json: toJson(content) };
}

const CONTROL: ReadonlyMap<number, readonly [type: string, schema: Message<any>]> = new Map([
  [ControlRecordType.LEADER_CHANGE, ['LeaderChange', LeaderChangeMessage]],
  [ControlRecordType.SNAPSHOT_HEADER, ['SnapshotHeader', SnapshotHeaderRecord]],
  [ControlRecordType.SNAPSHOT_FOOTER, ['SnapshotFooter', SnapshotFooterRecord]],
  [ControlRecordType.KRAFT_VERSION, ['KRaftVersion', KRaftVersionRecord]],
  [ControlRecordType.KRAFT_VOTERS, ['Voters', VotersRecord]],
]);

function decodeControl(key: Buffer | null, value: Buffer | null): DecodedRecord | undefined {
  const type = controlRecordType(key);
  if (value === null) return undefined;
  const reader = new Reader(value);
  if (type === ControlRecordType.COMMIT || type === ControlRecordType.ABORT) {
    const version = reader.int16();
    // Newer markers may only add fields (EndTransactionMarker).
    const marker = EndTxnMarker.codec(0).decode(reader);
    return {
      type: type === ControlRecordType.COMMIT ? 'Commit' : 'Abort',
      json: toJson({ version, ...marker }),
    };
  }
  const known = CONTROL.get(type);
  if (known === undefined) return undefined;
  const [name, schema] = known;
  // These begin with their version, and say it in a field as well.
  const version = value.length < 2 ? 0 : value.readInt16BE(0);
  if (version < 0 || version > schema.maxVersion) throw new MalformedError(`${name} version ${version}`);
  return { type: name, json: toJson(schema.codec(version).decode(reader)) };
}

function toJson(content: unknown): string {
  return JSON.stringify(content, (_name, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (value === Infinity) return '9223372036854775807';
    if (isBufferJson(value)) return Buffer.from(value.data).toString('hex');
    return value;
  });
}

/** JSON.stringify shows a Buffer to its replacer as what Buffer.toJSON made of it. */
function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'Buffer';
}

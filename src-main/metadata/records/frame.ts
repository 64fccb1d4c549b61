/** The bytes of a metadata record: frame version, record id and record version as varints, then the body. */
import { assert } from '../../base/index.ts';
import { MalformedError, type Message, Reader, Writer } from '../../wire/index.ts';
import { type MetadataRecord, type MetadataRecordInput, metadataRecords } from './table.ts';

const FRAME_VERSION = 1;

/**
 * Encodes the value of a record in the metadata log. What the version lacks is left out silently: take the
 * version from {@link recordVersionAt}, and decide there what the cluster may know.
 */
export function encodeMetadataRecord(record: MetadataRecordInput, version: number): Buffer {
  const { id, schema } = metadataRecords[record.type];
  assert(version >= 0 && version <= schema.maxVersion, `${record.type} has no version ${version}`);
  const writer = new Writer(128);
  writer.unsignedVarint(FRAME_VERSION);
  writer.unsignedVarint(id);
  writer.unsignedVarint(version);
  (schema as Message<any>).codec(version).encode(writer, record);
  return writer.toBuffer();
}

interface Named {
  readonly type: string;
  readonly schema: Message<any>;
}
const byId: Named[] = [];

function recordById(id: number): Named | undefined {
  if (byId.length === 0) {
    for (const [type, { id: key, schema }] of Object.entries(metadataRecords)) byId[key] = { type, schema };
  }
  return byId[id];
}

/**
 * Decodes the value of a record in the metadata log or a snapshot.
 * @throws MalformedError for an unknown frame version, id or version and for bytes left over: a node that
 * skipped what it does not understand would build another image than the rest (AbstractApiMessageSerde).
 */
export function decodeMetadataRecord(value: Buffer): MetadataRecord {
  const reader = new Reader(value);
  const frameVersion = reader.unsignedVarint();
  if (frameVersion !== FRAME_VERSION) throw new MalformedError(`metadata frame version ${frameVersion}`);
  const id = reader.unsignedVarint();
  const version = reader.unsignedVarint();
  const found = recordById(id);
  if (found === undefined) throw new MalformedError(`metadata record id ${id}`);
  const { type, schema } = found;
  if (version > schema.maxVersion) throw new MalformedError(`${type} version ${version}`);
  const record = schema.codec(version).decode(reader);
  if (reader.remaining > 0) throw new MalformedError(`${reader.remaining} bytes after ${type}`);
  record.type = type;
  return record as MetadataRecord;
}

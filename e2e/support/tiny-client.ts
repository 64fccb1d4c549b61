import { crc32c } from '@node-rs/crc32';
import { ByteWriter } from './byte-writer.ts';
import type { KafkaConnection } from './kafka-connection.ts';

/**
 * The few requests the harness needs, written by hand in old versions that are not flexible: small, warm after one
 * call, and independent of the code under test. Layouts as in Kafka's message definitions.
 */

const PRODUCE = { apiKey: 0, version: 3 };
const LIST_OFFSETS = { apiKey: 2, version: 1 };
const METADATA = { apiKey: 3, version: 1 };
const API_VERSIONS = { apiKey: 18, version: 0 };
const CREATE_TOPICS = { apiKey: 19, version: 2 };

const ACKS_ALL = -1;
const MAGIC_V2 = 2;
const BATCH_OVERHEAD_AFTER_LENGTH_BYTES = 49;

/** An error code other than those the caller said it accepts. */
export class ErrorCodeError extends Error {
  override readonly name = 'ErrorCodeError';
  readonly errorCode: number;
  constructor(what: string, errorCode: number) {
    super(`${what}: error code ${errorCode}`);
    this.errorCode = errorCode;
  }
}

export interface ApiVersionRange {
  apiKey: number;
  minVersion: number;
  maxVersion: number;
}

/** Which APIs and versions the node serves. */
export async function apiVersions(
  connection: KafkaConnection,
  timeoutMs?: number,
): Promise<ApiVersionRange[]> {
  const body = await connection.request(
    API_VERSIONS.apiKey,
    API_VERSIONS.version,
    Buffer.alloc(0),
    timeoutMs,
  );
  const errorCode = body.readInt16BE(0);
  if (errorCode !== 0) throw new ErrorCodeError('ApiVersions', errorCode);
  return Array.from({ length: body.readInt32BE(2) }, (_, i) => ({
    apiKey: body.readInt16BE(6 + i * 6),
    minVersion: body.readInt16BE(8 + i * 6),
    maxVersion: body.readInt16BE(10 + i * 6),
  }));
}

/** Creates a topic with replication factor 1. Returns Kafka's error code: 0, or 36 where it existed. */
export async function createTopic(
  connection: KafkaConnection,
  topic: string,
  partitions = 1,
): Promise<number> {
  const [errorCode] = await createTopics(connection, [topic], { partitions });
  return errorCode!;
}

export interface NewTopics {
  partitions?: number;
  replicationFactor?: number;
  configs?: Readonly<Record<string, string>>;
  timeoutMs?: number;
}

/** Creates topics of the same shape with one request. Returns Kafka's error codes in the order of the response. */
export async function createTopics(
  connection: KafkaConnection,
  topics: readonly string[],
  { partitions = 1, replicationFactor = 1, configs = {}, timeoutMs = 10_000 }: NewTopics,
): Promise<number[]> {
  const body = new ByteWriter().int32(topics.length);
  for (const topic of topics) {
    body.string(topic).int32(partitions).int16(replicationFactor);
    body.int32(0); // manual assignments
    body.int32(Object.keys(configs).length);
    for (const [key, value] of Object.entries(configs)) body.string(key).string(value);
  }
  body.int32(timeoutMs).int8(0); // validate only: no
  const { apiKey, version } = CREATE_TOPICS;
  const response = await connection.request(apiKey, version, body.finish(), timeoutMs);
  let at = 4; // throttle time
  const count = response.readInt32BE(at);
  at += 4;
  const errorCodes: number[] = [];
  for (let i = 0; i < count; i++) {
    at += 2 + response.readInt16BE(at); // name
    errorCodes.push(response.readInt16BE(at));
    at += 2;
    at += 2 + Math.max(0, response.readInt16BE(at)); // message
  }
  return errorCodes;
}

export interface BrokerAddress {
  id: number;
  host: string;
  port: number;
}

export interface PartitionPlace {
  topic: string;
  errorCode: number;
  partition: number;
  /** -1: nobody leads it. */
  leader: number;
  isr: number[];
}

export interface ClusterMetadata {
  brokerCount: number;
  brokers: BrokerAddress[];
  partitions: PartitionPlace[];
}

/** Who is there, and who leads the partitions of the topics asked for. */
export async function metadata(
  connection: KafkaConnection,
  topics: string | readonly string[],
  timeoutMs?: number,
): Promise<ClusterMetadata> {
  const names = typeof topics === 'string' ? [topics] : topics;
  const body = new ByteWriter().int32(names.length);
  for (const name of names) body.string(name);
  const response = await connection.request(METADATA.apiKey, METADATA.version, body.finish(), timeoutMs);
  return parseMetadata(response);
}

function parseMetadata(response: Buffer): ClusterMetadata {
  let at = 0;
  const int16 = () => response.readInt16BE((at += 2) - 2);
  const int32 = () => response.readInt32BE((at += 4) - 4);
  const text = () => {
    const length = int16();
    if (length < 0) return '';
    return response.toString('utf8', at, (at += length));
  };
  const list = <T>(one: () => T): T[] => Array.from({ length: int32() }, one);
  const brokers = list(() => {
    const broker = { id: int32(), host: text(), port: int32() };
    text(); // rack
    return broker;
  });
  int32(); // controller
  const partitions = list(() => {
    const topicError = int16();
    const topic = text();
    at++; // internal
    return list(() => {
      const errorCode = int16() || topicError;
      const place = { topic, errorCode, partition: int32(), leader: int32() };
      list(int32); // replicas
      return { ...place, isr: list(int32) };
    });
  }).flat();
  return { brokerCount: brokers.length, brokers, partitions };
}

/** Produces one record with acks=all. Returns its offset; throws {@link ErrorCodeError} when the leader refuses. */
export async function produce(
  connection: KafkaConnection,
  topic: string,
  partition: number,
  value: Uint8Array,
  timeoutMs?: number,
): Promise<number> {
  const batch = recordBatch([{ key: null, value }], Date.now());
  const body = new ByteWriter(batch.length + 128)
    .string(null) // transactional id
    .int16(ACKS_ALL)
    .int32(10_000) // timeout, ms
    .int32(1)
    .string(topic)
    .int32(1)
    .int32(partition)
    .bytes(batch)
    .finish();
  const response = await connection.request(PRODUCE.apiKey, PRODUCE.version, body, timeoutMs);
  let at = 4;
  at += 2 + response.readInt16BE(at); // topic name
  at += 4 + 4; // partition count, partition
  const errorCode = response.readInt16BE(at);
  if (errorCode !== 0) throw new ErrorCodeError(`Produce to ${topic}-${partition}`, errorCode);
  return Number(response.readBigInt64BE(at + 2));
}

export interface BatchFor {
  readonly partition: number;
  readonly batch: Uint8Array;
}

/** Produces a batch to each of some partitions of a topic with acks=all. Throws {@link ErrorCodeError} for the first that was refused. */
export async function produceBatches(
  connection: KafkaConnection,
  topic: string,
  batches: readonly BatchFor[],
  timeoutMs?: number,
): Promise<void> {
  const body = new ByteWriter(batches.reduce((sum, { batch }) => sum + batch.length + 8, 128))
    .string(null) // transactional id
    .int16(ACKS_ALL)
    .int32(10_000) // timeout, ms
    .int32(1)
    .string(topic)
    .int32(batches.length);
  for (const { partition, batch } of batches) body.int32(partition).bytes(batch);
  const response = await connection.request(PRODUCE.apiKey, PRODUCE.version, body.finish(), timeoutMs);
  let at = 4;
  at += 2 + response.readInt16BE(at); // topic name
  const count = response.readInt32BE(at);
  at += 4;
  for (let i = 0; i < count; i++) {
    const errorCode = response.readInt16BE(at + 4);
    if (errorCode !== 0)
      throw new ErrorCodeError(`Produce to ${topic}-${response.readInt32BE(at)}`, errorCode);
    at += 4 + 2 + 8 + 8; // partition, error code, base offset, append time
  }
}

/** The offset after the last record a consumer may read. */
export async function latestOffset(
  connection: KafkaConnection,
  topic: string,
  partition: number,
): Promise<number> {
  const body = new ByteWriter()
    .int32(-1) // replica id: a consumer
    .int32(1)
    .string(topic)
    .int32(1)
    .int32(partition)
    .int64(-1) // timestamp: latest
    .finish();
  const response = await connection.request(LIST_OFFSETS.apiKey, LIST_OFFSETS.version, body);
  let at = 4;
  at += 2 + response.readInt16BE(at);
  at += 4 + 4;
  const errorCode = response.readInt16BE(at);
  if (errorCode !== 0) throw new ErrorCodeError(`ListOffsets of ${topic}-${partition}`, errorCode);
  return Number(response.readBigInt64BE(at + 2 + 8));
}

export interface TinyRecord {
  key: Uint8Array | null;
  value: Uint8Array | null;
}

/** An uncompressed RecordBatch of magic 2, base offset 0, without headers and without a producer id. */
export function recordBatch(records: readonly TinyRecord[], timestampMs: number): Buffer {
  const body = new ByteWriter();
  records.forEach(({ key, value }, offsetDelta) => {
    const record = new ByteWriter().int8(0).varint(0).varint(offsetDelta);
    for (const bytes of [key, value]) {
      if (bytes === null) record.varint(-1);
      else record.varint(bytes.length).raw(bytes);
    }
    const encoded = record.varint(0).finish();
    body.varint(encoded.length).raw(encoded);
  });
  const recordBytes = body.finish();
  const crcCovered = new ByteWriter(recordBytes.length + 64)
    .int16(0) // attributes
    .int32(records.length - 1) // last offset delta
    .int64(timestampMs)
    .int64(timestampMs)
    .int64(-1) // producer id
    .int16(-1) // producer epoch
    .int32(-1) // base sequence
    .int32(records.length)
    .raw(recordBytes)
    .finish();
  return new ByteWriter(crcCovered.length + 32)
    .int64(0) // base offset
    .int32(BATCH_OVERHEAD_AFTER_LENGTH_BYTES + recordBytes.length)
    .int32(-1) // partition leader epoch
    .int8(MAGIC_V2)
    .uint32(crc32c(crcCovered))
    .raw(crcCovered)
    .finish();
}

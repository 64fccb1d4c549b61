import { partitionOfKey, produce, type StickyPartitioner } from '../../client/index.ts';
import { type PayloadInput, say, type SendRequest, type SendResult } from '../../contract/index.ts';
import { buildBatch } from '../../wire/index.ts';
import type { Cluster } from '../model/index.ts';
import { namedBySchema, type Registry } from '../registry/index.ts';
import { invalidInput, noRegistry, notFound } from '../router/index.ts';

/**
 * Null for a tombstone or no key. Throws a Failure 'invalid-input' when the base64 is none, and for a text that a schema
 * would have to encode: that is `payloadOfInput`'s business.
 */
export function bytesOfInput(input: PayloadInput, field: string): Buffer | null {
  switch (input.kind) {
    case 'schema':
      throw invalidInput(say('send.noSchemaHere', { field }));
    case 'null':
      return null;
    case 'text':
      return Buffer.from(input.text);
    case 'base64':
      if (!isBase64(input.base64.replaceAll(/\s/g, ''))) throw invalidInput(say('send.notBase64', { field }));
      return Buffer.from(input.base64, 'base64');
  }
}

/** Whatever its alphabet and padding. Looked through once: a pattern that counts groups gives up at ten million of them. */
function isBase64(text: string): boolean {
  const digits = text.replace(/={1,2}$/, '');
  const rest = digits.length % 4;
  const isWhole = digits.length === text.length ? rest !== 1 : rest >= 2;
  return isWhole && !/[^\w+/-]/.test(digits);
}

/** What a key or value becomes, and the header that names its schema where its bytes do not. */
export interface SentPayload {
  readonly bytes: Buffer | null;
  readonly header: { readonly key: string; readonly value: Buffer } | null;
}

/** As `bytesOfInput`, with a registry for texts that are encoded; undefined: the cluster has none. Rejects with a Failure or RegistryError. */
export async function payloadOfInput(
  input: PayloadInput,
  { topic, part, registry }: { topic: string; part: 'key' | 'value'; registry: Registry | undefined },
): Promise<SentPayload> {
  if (input.kind !== 'schema') return { bytes: bytesOfInput(input, part), header: null };
  if (registry === undefined) throw noRegistry();
  return registry.encoding.encode(topic, part, input);
}

/** The topic's partitions as the cluster has them now. */
export async function partitionsOf({ client }: Cluster, topic: string) {
  const found = (await client.describeTopics([topic])).topics.get(topic);
  if (found === undefined || found.errorCode !== 0) throw notFound(say('topic.none', { topic }));
  return found.partitions;
}

/** Sends one record and says where it went. Throws KafkaError or a Failure. */
export async function sendMessage(
  cluster: Cluster,
  request: SendRequest,
  sticky: StickyPartitioner,
  registry: Registry | undefined,
): Promise<SendResult> {
  const { clock } = cluster.client.env;
  const { topic } = request;
  const keyPayload = await payloadOfInput(request.key, { topic, part: 'key', registry });
  const valuePayload = await payloadOfInput(request.value, { topic, part: 'value', registry });
  const { bytes: key } = keyPayload;
  const { bytes: value } = valuePayload;
  let headers: readonly { key: string; value: Buffer | null }[] = request.headers.map(
    ({ name, value: header }, index) => ({
      key: name,
      value: bytesOfInput(header, `headers.${index}.value`),
    }),
  );
  if (request.key.kind === 'schema') headers = namedBySchema(headers, 'key', keyPayload.header);
  if (request.value.kind === 'schema') headers = namedBySchema(headers, 'value', valuePayload.header);
  const partitions = await partitionsOf(cluster, request.topic);
  const partition =
    request.partition ??
    (key === null ? sticky.next(partitions, value?.length ?? 0) : partitionOfKey(key, partitions.length));
  if (partition >= partitions.length)
    throw invalidInput(
      say('send.noPartition', { partition, topic: request.topic, last: partitions.length - 1 }),
    );
  const timestamp = request.timestampMs ?? clock.wallMs();
  const batch = buildBatch([{ key, value, headers }], { timestamp, codec: request.compression });
  const startMs = clock.monotonicMs();
  const { baseOffset, logAppendTimeMs } = await produce(
    cluster.client,
    { topic: request.topic, partition },
    batch,
    { acks: request.acks },
  );
  return {
    partition,
    offset: baseOffset,
    timestampMs: logAppendTimeMs >= 0 ? logAppendTimeMs : timestamp,
    latencyMs: Math.round((clock.monotonicMs() - startMs) * 10) / 10,
  };
}

import { partitionOfKey, produce, type StickyPartitioner } from '../../client/index.ts';
import type { PayloadInput, SendRequest, SendResult } from '../../contract/index.ts';
import { buildBatch } from '../../wire/index.ts';
import type { Cluster } from '../model/index.ts';
import { invalidInput, notFound } from '../router/index.ts';

/** Null for a tombstone or no key. Throws a Failure 'invalid-input' when the base64 is none. */
export function bytesOfInput(input: PayloadInput, field: string): Buffer | null {
  switch (input.kind) {
    case 'null':
      return null;
    case 'text':
      return Buffer.from(input.text);
    case 'base64':
      if (!/^(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/.test(input.base64.replaceAll(/\s/g, '')))
        throw invalidInput(`'${field}' is not base64.`);
      return Buffer.from(input.base64, 'base64');
  }
}

/** The topic's partitions as the cluster has them now. */
export async function partitionsOf({ client }: Cluster, topic: string) {
  const found = (await client.describeTopics([topic])).topics.get(topic);
  if (found === undefined || found.errorCode !== 0) throw notFound(`There is no topic '${topic}'.`);
  return found.partitions;
}

/** Sends one record and says where it went. Throws KafkaError or a Failure. */
export async function sendMessage(
  cluster: Cluster,
  request: SendRequest,
  sticky: StickyPartitioner,
): Promise<SendResult> {
  const { clock } = cluster.client.env;
  const key = bytesOfInput(request.key, 'key');
  const value = bytesOfInput(request.value, 'value');
  const headers = request.headers.map(({ name, value: header }, index) => ({
    key: name,
    value: bytesOfInput(header, `headers.${index}.value`),
  }));
  const partitions = await partitionsOf(cluster, request.topic);
  const partition =
    request.partition ??
    (key === null ? sticky.next(partitions, value?.length ?? 0) : partitionOfKey(key, partitions.length));
  if (partition >= partitions.length)
    throw invalidInput(`'partition' is ${partition}; ${request.topic} has 0 to ${partitions.length - 1}.`);
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

import { CompressionTypes, kafkaJs } from '../node-clients/kafkajs.ts';
import type { CheckContext } from '../check.ts';
import { DigestBuilder } from './digest.ts';
import type { Digests } from './digest.ts';
import { readSlice } from './read-workload.ts';
import type { Codec, Workload } from './workload.ts';

const COMPRESSION: Record<Codec, number> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};
const RECORDS_PER_SEND = 500;

export async function produceWithKafkaJs(
  context: CheckContext,
  topic: string,
  workload: Workload,
): Promise<void> {
  const producer = kafkaJs(context.bootstrapServers).producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    for (const { codec, path } of workload.slices) {
      const messages = (await readSlice(path)).map(({ partition, key, value, headers }) => ({
        partition,
        key: key as Buffer | null,
        value: value as Buffer | null,
        headers: Object.fromEntries(headers) as Record<string, Buffer>,
      }));
      for (let at = 0; at < messages.length; at += RECORDS_PER_SEND) {
        const batch = messages.slice(at, at + RECORDS_PER_SEND);
        await producer.send({ topic, acks: -1, compression: COMPRESSION[codec], messages: batch });
      }
    }
  } finally {
    await producer.disconnect();
  }
}

export async function digestWithKafkaJs(
  context: CheckContext,
  topic: string,
  recordCount: number,
): Promise<Digests> {
  const kafka = kafkaJs(context.bootstrapServers);
  const consumer = kafka.consumer({ groupId: context.unique('digest-kafkajs') });
  const builder = new DigestBuilder();
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const run = consumer.run({
        eachBatch: async ({ batch }) => {
          for (const { offset, key, value, headers } of batch.messages) {
            const pairs = Object.entries(headers ?? {}) as [string, Buffer | null][];
            builder.add(batch.partition, Number(offset), { key, value, headers: pairs });
          }
          if (builder.count >= recordCount) resolve();
        },
      });
      run.catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return builder.digests();
}

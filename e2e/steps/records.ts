/** Records written and read by a client that is none of ours. */
import { Consumer } from '@platformatic/kafka';
import { Kafka, logLevel, type IHeaders, type KafkaMessage } from 'kafkajs';

export interface Written {
  key: Buffer | null;
  value: Buffer | null;
  headers?: IHeaders;
  partition?: number;
}

const kafkaOf = (bootstrapServers: string) =>
  new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });

/** Writes records as another program would. */
export async function write(
  bootstrapServers: string,
  topic: string,
  messages: readonly Written[],
): Promise<void> {
  const producer = kafkaOf(bootstrapServers).producer();
  await producer.connect();
  await producer.send({ topic, messages: [...messages] });
  await producer.disconnect();
}

/** Reads what a topic has with a client that is none of ours, until there are so many. */
export async function readAll(
  bootstrapServers: string,
  topic: string,
  count: number,
): Promise<(KafkaMessage & { partition: number })[]> {
  const consumer = kafkaOf(bootstrapServers).consumer({
    groupId: `spec-${topic}-${count}-${Date.now()}`,
    maxWaitTimeInMs: 200,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const read: (KafkaMessage & { partition: number })[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${topic} has ${read.length} of ${count}`)), 60_000);
      void consumer.run({
        eachMessage: async ({ message, partition }) => {
          read.push({ ...message, partition });
          if (read.length < count) return;
          clearTimeout(late);
          resolve();
        },
      });
    });
  } finally {
    await consumer.disconnect();
  }
  return read;
}

/** A record with its headers one by one, in their order. */
export interface ReadRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: (readonly [name: string, value: Buffer | null])[];
}

/** As `readAll`, of a topic of one partition, by a client that takes no second for 10,000 headers. */
export async function readEach(
  bootstrapServers: string,
  topic: string,
  count: number,
): Promise<ReadRecord[]> {
  const consumer = new Consumer({
    clientId: 'spec',
    groupId: `spec-${Date.now()}`,
    bootstrapBrokers: bootstrapServers.split(','),
  });
  const read: ReadRecord[] = [];
  try {
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
    const late = setTimeout(
      () => stream.destroy(new Error(`${topic} has ${read.length} of ${count}`)),
      60_000,
    );
    for await (const { key, value, headerEntries } of stream) {
      const headers = headerEntries.map(([name, data]) => [name.toString(), data ?? null] as const);
      read.push({ key: key ?? null, value: value ?? null, headers });
      if (read.length === count) break;
    }
    clearTimeout(late);
  } finally {
    await consumer.close(true);
  }
  return read;
}

/** How many records the partitions of a topic have had, all together. */
export async function endOffsets(bootstrapServers: string, topic: string): Promise<number> {
  const admin = kafkaOf(bootstrapServers).admin();
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    return ends.reduce((sum, { high }) => sum + Number(high), 0);
  } finally {
    await admin.disconnect();
  }
}

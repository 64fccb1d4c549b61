/** Records written and read by a client that is none of ours. */
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

import { Kafka, logLevel } from 'kafkajs';

/** Sends records with acks=all through a producer of its own, gone afterwards. */
export async function produce(bootstrapServers: string, topic: string, count: number): Promise<void> {
  const kafka = new Kafka({
    brokers: bootstrapServers.split(','),
    clientId: 'failover-spec',
    logLevel: logLevel.NOTHING,
    retry: { retries: 20, initialRetryTime: 100, maxRetryTime: 2_000 },
  });
  const producer = kafka.producer();
  await producer.connect();
  try {
    const messages = Array.from({ length: count }, (_, i) => ({
      key: `k-${i % 7}`,
      value: `{"order":${i}}`,
    }));
    await producer.send({ topic, acks: -1, messages });
  } finally {
    await producer.disconnect();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
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

/** Sends a record at a time with acks=all, ten a second and again until it is stored, except while it rests. */
export async function produceSteadily(
  bootstrapServers: string,
  topic: string,
): Promise<AsyncDisposable & { rest(): void; goOn(): void }> {
  const kafka = new Kafka({
    brokers: bootstrapServers.split(','),
    clientId: 'steady',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 300 },
  });
  const producer = kafka.producer();
  await producer.connect();
  let rests = false;
  let ends = false;
  const work = async (): Promise<void> => {
    while (!ends) {
      // What is not stored is sent again with the next round.
      if (!rests) await producer.send({ topic, acks: -1, messages: [{ value: 'one' }] }).catch(() => {});
      await sleep(100);
    }
  };
  const done = work();
  return {
    rest: () => void (rests = true),
    goOn: () => void (rests = false),
    async [Symbol.asyncDispose]() {
      ends = true;
      await done;
      await producer.disconnect();
    },
  };
}

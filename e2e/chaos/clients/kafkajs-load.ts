/** The load by kafkajs. */
import kafkajs from 'kafkajs';
import type { Producer } from 'kafkajs';
import { DAMAGED_VALUE, decodeRecord, valueOf } from '../record.ts';
import { produceAtPace, programArguments, say, stopAsked } from './program.ts';

const { CompressionTypes, Kafka, logLevel } = kafkajs;
const given = programArguments();
const kafka = new Kafka({
  clientId: `chaos-kafkajs-${given.role}`,
  brokers: given.bootstrapServers,
  logLevel: logLevel.NOTHING,
  connectionTimeout: 3_000,
  requestTimeout: 5_000,
  retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 1_000_000 },
});

async function produce(): Promise<void> {
  let producer: Producer;
  const connect = async () => {
    producer = kafka.producer({ idempotent: true, maxInFlightRequests: 5 });
    await producer.connect();
  };
  await connect();
  await produceAtPace(
    given,
    async (partition, values) => {
      const messages = values.map((value) => ({ partition, value }));
      const [result] = await producer.send({
        topic: given.topic,
        acks: -1,
        compression: CompressionTypes.GZIP,
        messages,
      });
      // A partition that was sent has an answer. Without one kafkajs has asked nobody, and resolves all the same: when
      // its seed broker is replaced while metadata is under way, it names a broker by another's id, and makes a
      // request without topics for the partitions that this one leads (brokerPool.js, sendMessages.js of 2.2.4).
      if (result === undefined)
        throw new Error('kafkajs says that it has sent, and has no answer of a broker');
      return result.baseOffset ?? null;
    },
    async () => {
      const old = producer;
      await connect();
      await old.disconnect();
    },
  );
  await producer!.disconnect();
}

async function consume(): Promise<void> {
  const consumer = kafka.consumer({
    groupId: given.group,
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
    maxWaitTimeInMs: 200,
  });
  consumer.on(consumer.events.GROUP_JOIN, () => say('g'));
  consumer.on(consumer.events.CRASH, ({ payload }) => say(`! consumer crashed: ${payload.error.message}`));
  await consumer.connect();
  await consumer.subscribe({ topic: given.topic, fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 500,
    eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat }) => {
      const offsets = batch.messages.map(({ offset }) => offset);
      if (offsets.length === 0) return;
      const values = batch.messages.map(({ value }) => {
        const record = value === null ? undefined : decodeRecord(value);
        return record === undefined ? DAMAGED_VALUE : valueOf(record);
      });
      say(`r ${batch.partition} ${offsets.join()} ${values.join()}`);
      resolveOffset(offsets.at(-1)!);
      await commitOffsetsIfNecessary();
      await heartbeat();
    },
  });
  await stopAsked;
  await consumer.disconnect();
}

await (given.role === 'produce' ? produce() : consume());
// What kafkajs still holds open must not keep us.
process.exit(0);

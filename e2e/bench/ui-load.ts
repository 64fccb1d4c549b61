/** The clusters that the workbench is measured with, filled over the wire before anything is timed. */
import type { ReadyLine } from '../targets/sluice.ts';
import { commitOffsets, KafkaClient } from '../../src-main/client/index.ts';
import { nodeEnv } from '../../src-main/env/node/index.ts';
import { buildBatch } from '../../src-main/wire/index.ts';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { createTopics, produceBatches } from '../support/tiny-client.ts';

const BATCH_RECORDS = 500;
const TOPICS_AT_ONCE = 500;
const PATIENCE_MS = 60_000;
/** One record in so many has the needle: few enough that reading is what is measured. */
export const NEEDLE_EVERY = 10_000;
export const VALUE_BYTES = 200;

export async function connectTo(ready: ReadyLine): Promise<KafkaConnection> {
  return KafkaConnection.open(ready.nodes[0]!.port);
}

/** Topics with nothing in them, a few hundred a request. */
export async function fillTopics(ready: ReadyLine, count: number, partitions: number): Promise<void> {
  using connection = await connectTo(ready);
  for (let first = 0; first < count; first += TOPICS_AT_ONCE) {
    const names = Array.from({ length: Math.min(TOPICS_AT_ONCE, count - first) }, (_, at) =>
      topicName(first + at),
    );
    const codes = await createTopics(connection, names, { partitions, timeoutMs: PATIENCE_MS });
    if (codes.some((code) => code !== 0)) throw new Error(`topics were not created: ${codes.join()}`);
  }
}

export const topicName = (index: number): string => `topic-${String(index).padStart(5, '0')}`;

/** Groups that once read the first of those topics and are gone. */
export async function fillGroups(ready: ReadyLine, count: number): Promise<void> {
  await using client = clientOf(ready);
  await client.refreshMetadata();
  for (let first = 0; first < count; first += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - first) }, (_, at) =>
        commitOffsets(client, `group-${first + at}`, [
          { topic: topicName(first + at), partition: 0, offset: 0 },
        ]),
      ),
    );
  }
}

/** A group that has read so much of every partition of a topic. */
export async function commitAll(
  ready: ReadyLine,
  groupId: string,
  { topic, partitions, offset }: { topic: string; partitions: number; offset: number },
): Promise<void> {
  await using client = clientOf(ready);
  await client.refreshMetadata();
  await commitOffsets(
    client,
    groupId,
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset })),
  );
}

function clientOf(ready: ReadyLine): KafkaClient & AsyncDisposable {
  const client = new KafkaClient(nodeEnv(), {
    clientId: 'bench-ui',
    softwareVersion: '0',
    bootstrap: [{ host: '127.0.0.1', port: ready.nodes[0]!.port }],
  });
  return Object.assign(client, { [Symbol.asyncDispose]: async () => client.close() });
}

/** A JSON object of {@link VALUE_BYTES}, with a field that counts and, in one of {@link NEEDLE_EVERY}, the needle. */
export function messageValue(index: number): Buffer {
  const city = index % NEEDLE_EVERY === NEEDLE_EVERY - 1 ? 'Needle' : CITIES[index % CITIES.length]!;
  const head = `{"id":${index},"customer":"customer-${index % 977}","city":"${city}","amount":${index % 1_000},"note":"`;
  return Buffer.from(`${head.padEnd(VALUE_BYTES - 2, 'abcdefghij klmnopqrst uvwxyz ')}"}`);
}

const CITIES = ['Seoul', 'Busan', 'Jeju', 'Daegu', 'Incheon'];

/** Messages spread over the partitions of a topic that is made for them. */
export async function fillMessages(
  ready: ReadyLine,
  topic: string,
  { count, partitions }: { count: number; partitions: number },
): Promise<void> {
  using connection = await connectTo(ready);
  const [code] = await createTopics(connection, [topic], { partitions });
  if (code !== 0) throw new Error(`${topic} was not created: ${code}`);
  const startMs = Date.now() - count;
  for (let first = 0; first < count; first += BATCH_RECORDS * partitions) {
    const batches = Array.from({ length: partitions }, (_, partition) => {
      const records = [];
      for (let at = 0; at < BATCH_RECORDS; at++) {
        const index = first + at * partitions + partition;
        if (index >= count) break;
        records.push({
          key: Buffer.from(`key-${index % 977}`),
          value: messageValue(index),
          timestamp: startMs + index,
        });
      }
      return { partition, batch: buildBatch(records, { timestamp: startMs }), count: records.length };
    }).filter((one) => one.count > 0);
    await produceBatches(connection, topic, batches, PATIENCE_MS);
  }
}

/** Sends so many messages at once, again and again, until `stop`, which tells how often. */
export async function sendBursts(
  ready: ReadyLine,
  topic: string,
  { messages, everyMs, partitions }: { messages: number; everyMs: number; partitions: number },
): Promise<{ stop(): Promise<number> }> {
  const connection = await connectTo(ready);
  let sent = 0;
  let running = true;
  const loop = (async () => {
    while (running) {
      const timestamp = Date.now();
      const batches = Array.from({ length: partitions }, (_, partition) => ({
        partition,
        batch: buildBatch(
          Array.from({ length: messages / partitions }, (_one, at) => ({
            key: null,
            value: messageValue(at * partitions + partition),
          })),
          { timestamp },
        ),
      }));
      await produceBatches(connection, topic, batches, PATIENCE_MS);
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      connection[Symbol.dispose]();
      return sent;
    },
  };
}

/** Sends so many messages a second to all partitions of a topic until `stop`, which tells the rate that was kept. */
export async function sendSteadily(
  ready: ReadyLine,
  topic: string,
  { perSecond, partitions }: { perSecond: number; partitions: number },
): Promise<{ stop(): Promise<number> }> {
  const connection = await connectTo(ready);
  const startMs = performance.now();
  let sent = 0;
  let running = true;
  const loop = (async () => {
    while (running) {
      const due = Math.floor(((performance.now() - startMs) * perSecond) / 1_000) - sent;
      const each = Math.floor(due / partitions);
      if (each > 0) {
        const timestamp = Date.now();
        const batches = Array.from({ length: partitions }, (_, partition) => ({
          partition,
          batch: buildBatch(
            Array.from({ length: each }, (_one, at) => ({
              key: null,
              value: messageValue(sent + at * partitions + partition),
            })),
            { timestamp },
          ),
        }));
        await produceBatches(connection, topic, batches, PATIENCE_MS);
        sent += each * partitions;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      connection[Symbol.dispose]();
      return (sent * 1_000) / (performance.now() - startMs);
    },
  };
}

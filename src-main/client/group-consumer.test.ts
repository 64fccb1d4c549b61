import { expect, test } from 'vitest';
import { nodeEnv } from '../env/node/index.ts';
import { startTestNode, type TestNode } from '../node/in-process.ts';
import { buildBatch } from '../wire/index.ts';
import { type ConsumedRecord, createTopic, GroupConsumer, KafkaClient, produce } from './index.ts';

const clientOf = ({ host, port }: TestNode) =>
  new KafkaClient(nodeEnv(), { clientId: 'test', bootstrap: [{ host, port }] });

/** Polls until `count` records came in all, or nothing comes any more. */
async function gather(consumers: readonly GroupConsumer[], count: number): Promise<ConsumedRecord[]> {
  const records: ConsumedRecord[] = [];
  for (let empty = 0; records.length < count && empty < 20;) {
    const polled = await Promise.all(consumers.map((consumer) => consumer.poll(100)));
    await Promise.all(consumers.map((consumer, index) => consumer.commit(polled[index])));
    records.push(...polled.flat());
    empty = polled.flat().length === 0 ? empty + 1 : 0;
  }
  return records;
}

const valuesOf = (records: readonly ConsumedRecord[]) =>
  [...new Set(records.map(({ record }) => record.value!.toString()))].toSorted(
    (a, b) => Number(a) - Number(b),
  );

test('two members share the partitions; when one leaves the other goes on where it stopped', async () => {
  await using node = await startTestNode();
  const client = clientOf(node);
  await createTopic(client, { name: 't', partitions: 4, replicationFactor: 1 });
  let sent = 0;
  const send = async (records: number) => {
    for (let index = 0; index < records; index++) {
      const batch = buildBatch([{ key: null, value: Buffer.from(`${sent}`) }], { timestamp: Date.now() });
      await produce(client, { topic: 't', partition: sent++ % 4 }, batch, { acks: 'all' });
    }
  };
  const clients = [clientOf(node), clientOf(node)];
  const options = { groupId: 'g', topics: ['t'], sessionTimeoutMs: 6_000 };
  const [first, second] = clients.map((one) => new GroupConsumer(one, options));
  await send(20);
  expect(valuesOf(await gather([first, second], 20)).length).toBe(20);

  await send(20);
  const shared = await gather([first, second], 20);
  expect(valuesOf(shared)).toEqual(Array.from({ length: 20 }, (_, index) => `${20 + index}`));
  await second.close();
  await send(20);
  // It may read again what was polled but not committed when the group rebalanced, but leaves nothing out.
  const alone = valuesOf(await gather([first], 20));
  expect(alone).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, index) => `${40 + index}`)));
  await first.close();
  for (const one of [client, ...clients]) one.close();
});

test('large batches starve no partition', async () => {
  await using node = await startTestNode();
  const client = clientOf(node);
  await createTopic(client, { name: 't', partitions: 3, replicationFactor: 1 });
  for (let round = 0; round < 3; round++)
    for (let partition = 0; partition < 3; partition++) {
      const batch = buildBatch([{ key: null, value: Buffer.alloc(5_000, 'x') }], { timestamp: Date.now() });
      await produce(client, { topic: 't', partition }, batch, { acks: 'all' });
    }
  const consumer = new GroupConsumer(client, { groupId: 'g', topics: ['t'], partitionFetchBytes: 1_000 });
  const order: number[] = [];
  while (order.length < 9) for (const { partition } of await consumer.poll(1)) order.push(partition);
  expect(new Set(order.slice(0, 3)).size).toBe(3);
  await consumer.close();
  client.close();
});

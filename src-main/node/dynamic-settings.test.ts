import { expect, test } from 'vitest';
import { DescribeProducers, IncrementalAlterConfigs, Metadata } from '../protocol/index.ts';
import type { ClientConnection } from '../net/index.ts';
import { eventually } from './eventually.ts';
import { startTestNode } from './in-process.ts';
import { batchOf, createTopic, produceTo } from './test-client.ts';

const OF_ALL_BROKERS = { resourceType: 4, resourceName: '' };

async function set(client: ClientConnection, name: string, value: string): Promise<void> {
  const { responses } = await client.request(IncrementalAlterConfigs, {
    resources: [{ ...OF_ALL_BROKERS, configs: [{ name, configOperation: 0, value }] }],
    validateOnly: false,
  });
  expect(responses[0].errorMessage).toBeNull();
}

test('max.connections holds from the next connection on, and after a restart', async () => {
  await using node = await startTestNode();
  const first = await node.connect();
  await set(first, 'max.connections', '2');
  const second = await node.connect();
  await second.request(Metadata, { topics: [] });
  const isTakenBy = async (client: ClientConnection) =>
    client.request(Metadata, { topics: [] }).then(
      () => true,
      () => false,
    );
  expect(await isTakenBy(await node.connect())).toBe(false);
  const again = await node.restart();
  const clients = [await again.connect(), await again.connect(), await again.connect()];
  expect(await Promise.all(clients.map(isTakenBy))).toEqual([true, true, false]);
  for (const client of [first, second, ...clients]) client.close();
  await again.stop();
});

test('producers are forgotten after the producer.id.expiration.ms of now', async () => {
  await using node = await startTestNode({
    properties: { 'producer.id.expiration.check.interval.ms': '50' },
  });
  const client = await node.connect();
  await createTopic(client, 't');
  const producer = { producerId: 7, producerEpoch: 0, baseSequence: 0, timestamp: Date.now() };
  await produceTo(client, 't', batchOf(['a'], producer));
  const known = async () => {
    const { topics } = await client.request(DescribeProducers, {
      topics: [{ name: 't', partitionIndexes: [0] }],
    });
    return topics[0].partitions[0].activeProducers.length;
  };
  expect(await known()).toBe(1);
  await set(client, 'producer.id.expiration.ms', '1');
  await eventually(async () => (await known()) === 0);
  client.close();
});

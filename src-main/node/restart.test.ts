import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import {
  DeleteTopics,
  DescribeConfigs,
  IncrementalAlterConfigs,
  InitProducerId,
  Metadata,
} from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo, topicErrors, valuesIn } from './test-client.ts';
import { ZERO_UUID } from '../base/index.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function write(node: TestNode): Promise<void> {
  const client = await node.connect();
  await createTopic(client, 'kept', { partitions: 3, configs: { 'retention.ms': '123456' } });
  await createTopic(client, 'gone');
  await produceTo(client, 'kept', batchOf(['a', 'b']), { partition: 2 });
  await produceTo(client, 'kept', batchOf(['c'], { producerId: 9, producerEpoch: 0, baseSequence: 0 }), {
    partition: 2,
  });
  await client.request(DeleteTopics, { topics: [{ name: 'gone', topicId: ZERO_UUID }], timeoutMs: 1000 });
  await client.request(IncrementalAlterConfigs, {
    resources: [
      {
        resourceType: 4,
        resourceName: '',
        configs: [{ name: 'log.cleaner.threads', configOperation: 0, value: '2' }],
      },
    ],
    validateOnly: false,
  });
}

async function settings(
  node: TestNode,
  resourceType: number,
  resourceName: string,
  key: string,
): Promise<string | null> {
  const client = await node.connect();
  const resources = [{ resourceType, resourceName, configurationKeys: [key] }];
  const { results } = await client.request(DescribeConfigs, { resources, includeSynonyms: false });
  client.close();
  return results[0].configs[0].value;
}

test.each(['clean', 'crash'] as const)(
  'after a %s end everything acknowledged is there again',
  async (how) => {
    const first = await startTestNode();
    folders.push(first.dataDirectory);
    await write(first);
    const before = await first.connect();
    const { topics } = await before.request(Metadata, { topics: [{ name: 'kept' }] });
    const firstId = await before.request(InitProducerId, { transactionalId: null, transactionTimeoutMs: 0 });
    await using second = await first.restart(how);
    const client = await second.connect();
    const again = await client.request(Metadata, { topics: [{ name: 'kept' }] });
    expect(again.topics[0].topicId).toBe(topics[0].topicId);
    expect(again.topics[0].partitions).toHaveLength(3);
    expect(await topicErrors(client, ['gone'])).toEqual(['gone:UNKNOWN_TOPIC_OR_PARTITION']);
    const fetched = await fetchFrom(client, 'kept', 0, { partition: 2 });
    expect(valuesIn(fetched.records)).toEqual(['0:a', '1:b', '2:c']);
    expect(fetched.highWatermark).toBe(3);
    expect(await settings(second, 2, 'kept', 'retention.ms')).toBe('123456');
    expect(await settings(second, 4, '1', 'log.cleaner.threads')).toBe('2');
    // The producer's retry is still known as one, and new ids are new.
    const retry = batchOf(['c'], { producerId: 9, producerEpoch: 0, baseSequence: 0 });
    expect(await produceTo(client, 'kept', retry, { partition: 2 })).toMatchObject({
      errorCode: 0,
      baseOffset: 2,
    });
    const secondId = await client.request(InitProducerId, { transactionalId: null, transactionTimeoutMs: 0 });
    expect(secondId.producerId).toBeGreaterThan(firstId.producerId);
    const facts = second.facts.backlog();
    expect(facts.find(({ kind }) => kind === 'node-started')).toMatchObject({
      recovery: how === 'clean' ? 'clean' : 'unclean',
    });
  },
);

test('a directory that is in use, or another node’s, is refused with a sentence', async () => {
  await using node = await startTestNode();
  const { clusterId } = node.config;
  await expect(startTestNode({ dataDirectory: node.dataDirectory, clusterId })).rejects.toThrow(/is in use/);
  const stopped = await startTestNode();
  folders.push(stopped.dataDirectory);
  await stopped.node.stop();
  await expect(startTestNode({ dataDirectory: stopped.dataDirectory })).rejects.toThrow(/belongs to cluster/);
});

test('the inside shows segments, offsets and connections', async () => {
  await using node = await startTestNode();
  const client = await node.connect();
  await createTopic(client, 'seen');
  await produceTo(client, 'seen', batchOf(['a', 'b']));
  const files = node.node.inside('segments', { topic: 'seen' });
  expect(files.find(({ name }) => name.endsWith('.log'))).toMatchObject({
    baseOffset: 0,
    nextOffset: 2,
    active: true,
  });
  expect(node.node.inside('offsets', { topics: ['seen'] })).toMatchObject([
    { topic: 'seen', endOffset: 2, highWatermark: 2 },
  ]);
  expect(node.node.inside('connections', null)).toMatchObject([{ clientId: 'test', listener: 'PLAINTEXT' }]);
  expect(node.node.state()).toMatchObject({ recordsIn: 2, connections: 1, quorum: { leaderId: 1 } });
});

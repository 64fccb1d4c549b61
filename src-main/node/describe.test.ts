import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUuid } from '../base/index.ts';
import type { ClientConnection } from '../net/index.ts';
import {
  ApiVersions,
  DescribeCluster,
  DescribeConfigs,
  DescribeLogDirs,
  DescribeTopicPartitions,
  errorName,
  ListPartitionReassignments,
  Metadata,
  type RequestInput,
  type ResponseOf,
  UpdateFeatures,
} from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, produceTo } from './test-client.ts';

let node: TestNode;
let client: ClientConnection;
beforeAll(async () => {
  node = await startTestNode();
  client = await node.connect();
  await createTopic(client, 'alpha', { partitions: 3, configs: { 'retention.ms': '1000' } });
  await createTopic(client, 'beta', { partitions: 2 });
  await produceTo(client, 'alpha', batchOf(['a']), { partition: 1 });
});
afterAll(() => node.stop());

test.each(Array.from({ length: 14 }, (_, version) => version))(
  'Metadata v%i knows brokers and topics',
  async (version) => {
    const topics = version === 0 ? [] : null;
    const answer = await client.request(
      Metadata,
      { topics, includeTopicAuthorizedOperations: version >= 8 },
      { version },
    );
    expect(answer.brokers).toMatchObject([{ nodeId: 1, host: node.host, port: node.port }]);
    expect(answer.topics.map(({ name, partitions }) => `${name}:${partitions.length}`).sort()).toEqual([
      'alpha:3',
      'beta:2',
    ]);
    const [partition] = answer.topics[0].partitions;
    expect(partition).toMatchObject({
      errorCode: 0,
      leaderId: 1,
      replicaNodes: [1],
      isrNodes: [1],
      offlineReplicas: [],
    });
    expect(answer.controllerId).toBe(version >= 1 ? 1 : -1);
    if (version >= 2) expect(answer.clusterId).toBe(node.config.clusterId);
    if (version >= 7) expect(partition.leaderEpoch).toBe(0);
    if (version >= 8) expect(answer.topics[0].topicAuthorizedOperations).toBe(0b110111111000);
    if (version >= 10) expect(isUuid(answer.topics[0].topicId)).toBe(true);
  },
);

test('topics by id: known from v12 on, refused before, unknown ids said as such', async () => {
  const { topics } = await client.request(Metadata, { topics: [{ name: 'beta' }] });
  const ask = async (topicId: string, version: number) => {
    const answer = await client.request(
      Metadata,
      { topics: [{ name: version < 12 ? '' : null, topicId }] },
      { version },
    );
    return `${errorName(answer.topics[0].errorCode)} ${answer.topics[0].name}`;
  };
  expect(await ask(topics[0].topicId, 12)).toBe('NONE beta');
  expect(await ask(topics[0].topicId, 11)).toBe('INVALID_REQUEST ');
  expect(await ask('51h5ZQipRaqwIR2fI4ZhQA', 13)).toBe('UNKNOWN_TOPIC_ID null');
});

test.each([0, 1, 2, 3, 4])('ApiVersions v%i', async (version) => {
  const body = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
  const answer = await client.request(ApiVersions, body, { version });
  expect(answer.errorCode).toBe(0);
  expect(answer.apiKeys).toHaveLength(38);
  if (version < 3) return;
  expect(answer.finalizedFeatures).toContainEqual({
    name: 'metadata.version',
    maxVersionLevel: 30,
    minVersionLevel: 30,
  });
  expect(answer.finalizedFeaturesEpoch).toBeGreaterThan(0);
  expect(answer.supportedFeatures.every(({ minVersion }) => version >= 4 || minVersion > 0)).toBe(true);
});

test('the voters that the settings name are not said to be records of the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-static-'));
  // As Apache Kafka leaves it where nobody said that voters are records: there is a log, and no first snapshot.
  const { clusterId } = node.config;
  const logDir = join(folder, 'data-1');
  await mkdir(join(logDir, '__cluster_metadata-0'), { recursive: true });
  await writeFile(join(logDir, '__cluster_metadata-0', 'leader-epoch-checkpoint'), '0\n0\n');
  await writeFile(join(logDir, 'meta.properties'), `version=1\nnode.id=1\ncluster.id=${clusterId}\n`);
  const fixed = await startTestNode({ dataDirectory: folder, clusterId });
  const connection = await fixed.connect();
  const body = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
  const { finalizedFeatures } = await connection.request(ApiVersions, body);
  expect(finalizedFeatures.map(({ name }) => name)).toContain('metadata.version');
  expect(finalizedFeatures.map(({ name }) => name)).not.toContain('kraft.version');
  const featureUpdates = [{ feature: 'kraft.version', maxVersionLevel: 1, upgradeType: 1 }];
  const { errorMessage } = await connection.request(UpdateFeatures, { timeoutMs: 5_000, featureUpdates });
  expect(errorMessage).toContain('controller.quorum.voters');
  connection.close();
  await fixed.stop();
  await rm(folder, { recursive: true });
});

test('a cluster describes itself', async () => {
  const answer = await client.request(DescribeCluster, {
    includeClusterAuthorizedOperations: true,
    endpointType: 1,
  });
  expect(answer).toMatchObject({ errorCode: 0, clusterId: node.config.clusterId, controllerId: 1 });
  expect(answer.brokers).toMatchObject([{ brokerId: 1, port: node.port, isFenced: false }]);
  const controllers = await client.request(DescribeCluster, {
    includeClusterAuthorizedOperations: false,
    endpointType: 2,
  });
  expect(errorName(controllers.errorCode)).toBe('MISMATCHED_ENDPOINT_TYPE');
});

test('topics come in pages that a cursor joins', async () => {
  const pages: string[] = [];
  let cursor: { topicName: string; partitionIndex: number } | null = null;
  do {
    const body: RequestInput<typeof DescribeTopicPartitions> = {
      topics: [],
      responsePartitionLimit: 2,
      cursor,
    };
    const answer: ResponseOf<typeof DescribeTopicPartitions> = await client.request(
      DescribeTopicPartitions,
      body,
    );
    pages.push(
      answer.topics
        .map(({ name, partitions }) => `${name}[${partitions.map((one) => one.partitionIndex).join()}]`)
        .join(' '),
    );
    cursor = answer.nextCursor;
  } while (cursor !== null);
  expect(pages).toEqual(['alpha[0,1]', 'alpha[2] beta[0]', 'beta[1]']);
  const named = {
    topics: [{ name: 'nope' }, { name: 'beta' }, { name: 'beta' }],
    responsePartitionLimit: 2000,
    cursor,
  };
  const { topics } = await client.request(DescribeTopicPartitions, named);
  expect(topics.map(({ name, errorCode }) => `${name} ${errorName(errorCode)}`)).toEqual([
    'beta NONE',
    'nope UNKNOWN_TOPIC_OR_PARTITION',
  ]);
  expect(topics[0].partitions[0]).toMatchObject({ eligibleLeaderReplicas: [], lastKnownElr: [] });
});

test('settings with their sources, for every kind of resource', async () => {
  const describe = async (resourceType: number, resourceName: string, key: string) => {
    const resources = [{ resourceType, resourceName, configurationKeys: [key] }];
    const body = { resources, includeSynonyms: true, includeDocumentation: true };
    const { results } = await client.request(DescribeConfigs, body);
    const [{ errorCode, configs }] = results;
    if (errorCode !== 0) return errorName(errorCode);
    const [one] = configs;
    expect(one.documentation).not.toBe('');
    return `${one.name}=${one.value} source ${one.configSource} type ${one.configType}`;
  };
  expect(await describe(2, 'alpha', 'retention.ms')).toBe('retention.ms=1000 source 1 type 5');
  expect(await describe(2, 'beta', 'cleanup.policy')).toBe('cleanup.policy=delete source 5 type 7');
  expect(await describe(2, 'nope', 'retention.ms')).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(await describe(2, 'a/b', 'retention.ms')).toBe('INVALID_TOPIC_EXCEPTION');
  expect(await describe(4, '1', 'num.partitions')).toMatch(/^num.partitions=\d+ source [45] type 3$/);
  expect(await describe(4, '7', 'num.partitions')).toBe('INVALID_REQUEST');
  expect(await describe(32, 'some-group', 'consumer.session.timeout.ms')).toMatch(
    /^consumer.session.timeout.ms=45000/,
  );
  expect(await describe(16, 'some-metrics', 'interval.ms')).toMatch(/^interval.ms=/);
  expect(await describe(99, 'x', 'y')).toBe('INVALID_REQUEST');
});

test('log dirs with sizes; nothing is being moved', async () => {
  const all = await client.request(DescribeLogDirs, { topics: null });
  expect(all.results).toHaveLength(1);
  const sizes = all.results[0].topics.map(({ name, partitions }) => `${name}:${partitions.length}`);
  expect(sizes.sort()).toEqual(['alpha:3', 'beta:2']);
  expect(all.results[0].totalBytes).toBeGreaterThan(all.results[0].usableBytes);
  const one = await client.request(DescribeLogDirs, { topics: [{ topic: 'alpha', partitions: [1] }] });
  expect(one.results[0].topics).toMatchObject([
    { name: 'alpha', partitions: [{ partitionIndex: 1, partitionSize: 69 }] },
  ]);
  expect(await client.request(ListPartitionReassignments, {})).toMatchObject({ errorCode: 0, topics: [] });
});

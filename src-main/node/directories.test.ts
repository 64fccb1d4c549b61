import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  AlterReplicaLogDirs,
  CreateTopics,
  DescribeLogDirs,
  ErrorCode,
  errorName,
  IncrementalAlterConfigs,
} from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

// The metadata has the log dir of each replica, as its broker says (KIP-858).

const TOPICS = ['one', 'two', 'three', 'four'];

const partitionOf = ({ node }: TestNode, topic: string) =>
  node.broker.image().topicsByName.get(topic)!.partitions[0];

/** The id of the log dir in which the replica really lies. */
function actualDirectory({ node }: TestNode, topic: string): string {
  const { replicas } = node.broker;
  return replicas.logs.directoryOf(replicas.get(topic, 0)!.log!)!.directoryId;
}

async function directoriesAgree(node: TestNode): Promise<void> {
  await expect
    .poll(() => TOPICS.map((topic) => partitionOf(node, topic).directories[0]), { timeout: 20_000 })
    .toEqual(TOPICS.map((topic) => actualDirectory(node, topic)));
}

test('the controller learns where replicas lie, also after a log dir was replaced', async () => {
  let node = await startTestNode({ directories: 2 });
  try {
    const client = await node.connect();
    for (const topic of TOPICS) await createTopic(client, topic);
    for (const topic of TOPICS) await produceTo(client, topic, batchOf([topic]));
    client.close();
    await directoriesAgree(node);
    const second = node.node.broker.replicas.logs.directories()[1];
    const [lost] = TOPICS.filter((topic) => actualDirectory(node, topic) === second.directoryId);
    const [kept] = TOPICS.filter((topic) => actualDirectory(node, topic) !== second.directoryId);
    expect([lost, kept]).not.toContain(undefined);

    const replaced = node.restart.bind(node);
    await node.node.stop();
    rmSync(second.path, { recursive: true });
    node = await replaced();

    await directoriesAgree(node);
    expect(actualDirectory(node, lost)).not.toBe(second.directoryId);
    await expect.poll(() => partitionOf(node, lost).leader, { timeout: 20_000 }).toBe(1);
    const again = await node.connect();
    expect(valuesIn((await fetchFrom(again, kept, 0)).records)).toEqual([`0:${kept}`]);
    expect((await produceTo(again, lost, batchOf(['new']))).errorCode).toBe(0);
    again.close();
  } finally {
    await node[Symbol.asyncDispose]();
  }
});

test('a replica moves between log dirs while it is written to, and the metadata says where it lies', async () => {
  let node = await startTestNode({ directories: 2 });
  try {
    const client = await node.connect();
    await createTopic(client, 'one');
    for (let index = 0; index < 50; index++) await produceTo(client, 'one', batchOf([`value ${index}`]));
    const [first, second] = node.node.broker.replicas.logs.directories();
    const target = actualDirectory(node, 'one') === first.directoryId ? second : first;
    const move = async (path: string, name: string, partition = 0) => {
      const dirs = [{ path, topics: [{ name, partitions: [partition] }] }];
      const { results } = await client.request(AlterReplicaLogDirs, { dirs });
      return results.map(({ topicName, partitions }) => `${topicName} ${errorName(partitions[0].errorCode)}`);
    };
    expect(await move(`${target.path}/no`, 'one')).toEqual(['one LOG_DIR_NOT_FOUND']);
    expect(await move(target.path, 'nobody')).toEqual(['nobody UNKNOWN_TOPIC_OR_PARTITION']);
    expect(await move(target.path, 'one')).toEqual(['one NONE']);
    await produceTo(client, 'one', batchOf(['while it moves']));
    const places = async () => {
      const { results } = await client.request(DescribeLogDirs, {
        topics: [{ topic: 'one', partitions: [0] }],
      });
      return results.flatMap(({ logDir, topics }) =>
        topics.flatMap(({ partitions }) =>
          partitions.map(({ isFutureKey, offsetLag }) => `${logDir} ${isFutureKey} ${offsetLag}`),
        ),
      );
    };
    await expect.poll(places, { timeout: 20_000 }).toEqual([`${target.path} false 0`]);
    await expect
      .poll(() => partitionOf(node, 'one').directories[0], { timeout: 20_000 })
      .toBe(target.directoryId);
    expect((await produceTo(client, 'one', batchOf(['afterwards']))).errorCode).toBe(0);
    client.close();
    const restart = node.restart.bind(node);
    await node.node.stop();
    node = await restart();
    const again = await node.connect();
    const values = valuesIn((await fetchFrom(again, 'one', 0)).records);
    expect(values).toHaveLength(52);
    expect(values.slice(-2)).toEqual(['50:while it moves', '51:afterwards']);
    expect(actualDirectory(node, 'one')).toBe(target.directoryId);
    again.close();
  } finally {
    await node[Symbol.asyncDispose]();
  }
});

test('a cordoned log dir gets no new replicas; a broker whose dirs all are gets none at all', async () => {
  await using node = await startTestNode({ directories: 2 });
  const client = await node.connect();
  const [first, second] = node.config.dataDirectories;
  const cordon = async (value: string) => {
    const configs = [{ name: 'cordoned.log.dirs', configOperation: 0, value }];
    const resources = [{ resourceType: 4, resourceName: '1', configs }];
    const { responses } = await client.request(IncrementalAlterConfigs, { resources, validateOnly: false });
    expect(responses[0].errorCode).toBe(ErrorCode.NONE);
  };
  const cordoned = async () => {
    const { results } = await client.request(DescribeLogDirs, { topics: null });
    return results.filter(({ isCordoned }) => isCordoned).map(({ logDir }) => logDir);
  };
  const known = () => node.node.broker.image().brokers.get(1)!.cordonedDirectories;
  expect(known()).toBe(null);

  await cordon(`${second}/`);
  await expect.poll(() => known()?.length).toBe(1);
  expect(await cordoned()).toEqual([second]);
  const pathOf = (topic: string) => {
    const { replicas } = node.node.broker;
    return replicas.logs.directoryOf(replicas.get(topic, 0)!.log!)!.path;
  };
  for (const topic of TOPICS) await createTopic(client, topic);
  expect(TOPICS.map(pathOf)).toEqual(TOPICS.map(() => first));

  await cordon('*');
  await expect.poll(() => known()?.length).toBe(2);
  const topic = { name: 'nowhere', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
  const refused = await client.request(CreateTopics, { topics: [topic] });
  expect(refused.topics[0].errorCode).toBe(ErrorCode.INVALID_REPLICATION_FACTOR);

  await cordon('');
  await expect.poll(known).toEqual([]);
  expect(await cordoned()).toEqual([]);
  await createTopic(client, 'somewhere');
  expect(pathOf('somewhere')).toBe(second);
  client.close();
});

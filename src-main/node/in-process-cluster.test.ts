import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CreateTopics, DescribeQuorum, ErrorCode } from '../protocol/index.ts';
import { eventuallyWithin } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';

const TIMEOUT_MS = 60_000;

async function create(cluster: TestCluster, via: number, name: string): Promise<number> {
  const connection = await cluster.connect(via);
  const topic = { name, numPartitions: 3, replicationFactor: 3, assignments: [], configs: [] };
  const { topics } = await connection.request(CreateTopics, {
    topics: [topic],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  connection.close();
  return topics[0].errorCode;
}

const until = eventuallyWithin(10_000);

/** What the nodes that are up know of a topic, and of each other; one line each. */
function views(cluster: TestCluster, topic: string): string[] {
  return cluster.up.map(({ broker }) => {
    const image = broker.image();
    const partitions = image.topicsByName.get(topic)?.partitions ?? [];
    const fenced = [...image.brokers.values()].filter((each) => each.fenced).map(({ id }) => id);
    return JSON.stringify([image.endOffset, partitions, fenced]);
  });
}

const agree = (cluster: TestCluster, topic: string) => new Set(views(cluster, topic)).size === 1;

test(
  'three nodes elect a controller, and a topic made through any of them is the same on all',
  async () => {
    await using cluster = await startTestCluster(3);
    const { leaderId } = cluster;
    expect(cluster.up.map((node) => node.state().quorum)).toMatchObject([
      { leaderId, leaderEpoch: 1 },
      { leaderId, leaderEpoch: 1 },
      { leaderId, leaderEpoch: 1 },
    ]);
    const follower = leaderId === 3 ? 1 : leaderId + 1;
    expect(await create(cluster, follower, 'orders')).toBe(ErrorCode.NONE);
    expect(await create(cluster, leaderId, 'orders')).toBe(ErrorCode.TOPIC_ALREADY_EXISTS);
    await until(() => agree(cluster, 'orders'));
    const { partitions } = cluster.at(follower).broker.image().topicsByName.get('orders')!;
    expect(new Set(partitions.map(({ leader }) => leader))).toEqual(new Set([1, 2, 3]));
    for (const { isr } of partitions) expect(new Set(isr)).toEqual(new Set([1, 2, 3]));

    // Any node tells of the quorum what its leader knows.
    for (const id of [1, 2, 3]) {
      const connection = await cluster.connect(id);
      const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
      const described = await connection.request(DescribeQuorum, { topics });
      connection.close();
      const [partition] = described.topics[0].partitions;
      expect(partition).toMatchObject({ errorCode: 0, leaderId, leaderEpoch: 1 });
      expect(partition.currentVoters.map(({ replicaId }) => replicaId)).toEqual([1, 2, 3]);
      expect(partition.currentVoters.every(({ logEndOffset }) => logEndOffset >= 0)).toBe(true);
    }
  },
  TIMEOUT_MS,
);

test(
  'when the active controller dies another one is elected, and writes go on within three seconds',
  async () => {
    await using cluster = await startTestCluster(3);
    expect(await create(cluster, 1, 'before')).toBe(ErrorCode.NONE);
    const dead = cluster.leaderId;
    const killedMs = performance.now();
    await cluster.kill(dead);
    expect(await create(cluster, cluster.up[0].broker.nodeId, 'after')).toBe(ErrorCode.NONE);
    expect(performance.now() - killedMs).toBeLessThan(4_000);
    await until(() => cluster.up.every((node) => node.state().quorum.leaderEpoch >= 2));
    expect(cluster.leaderId).not.toBe(dead);
    await until(() => agree(cluster, 'after'));
  },
  TIMEOUT_MS,
);

test(
  'an exit that was seen fences at once, and the node that comes back is unfenced and catches up',
  async () => {
    await using cluster = await startTestCluster(3);
    expect(await create(cluster, 1, 'before')).toBe(ErrorCode.NONE);
    const dead = cluster.leaderId;
    const [survivor] = [1, 2, 3].filter((id) => id !== dead);
    const { brokerEpoch } = cluster.at(dead);
    const killedMs = performance.now();
    await cluster.kill(dead, { seen: true });
    const brokerOf = () => cluster.at(survivor).broker.image().brokers.get(dead)!;
    await until(() => brokerOf().fenced);
    // Far below the fetch timeout of 2 s and the session timeout of 9 s.
    expect(performance.now() - killedMs).toBeLessThan(1_500);
    const { partitions } = cluster.at(survivor).broker.image().topicsByName.get('before')!;
    expect(partitions.every(({ leader, isr }) => leader !== dead && leader > 0 && !isr.includes(dead))).toBe(
      true,
    );
    expect(await create(cluster, survivor, 'meanwhile')).toBe(ErrorCode.NONE);

    await cluster.start(dead);
    await until(() => !brokerOf().fenced);
    expect(brokerOf().epoch).toBeGreaterThan(brokerEpoch);
    // News of the old process' death that come late concern nobody.
    for (const node of cluster.up) node.peerExited(dead, brokerEpoch);
    expect(await create(cluster, dead, 'afterwards')).toBe(ErrorCode.NONE);
    await until(() => agree(cluster, 'meanwhile') && agree(cluster, 'afterwards'));
    expect(brokerOf().fenced).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  'a follower that lost its disk gets the snapshot of the leader and what came after it',
  async () => {
    const properties = { 'metadata.log.max.record.bytes.between.snapshots': '2000' };
    await using cluster = await startTestCluster(3, { properties });
    const { leaderId } = cluster;
    const wiped = leaderId === 3 ? 1 : leaderId + 1;
    await cluster.kill(wiped, { seen: true });
    for (let index = 0; index < 20; index++)
      expect(await create(cluster, leaderId, `topic-${index}`)).toBe(ErrorCode.NONE);
    cluster.env.disk.removeDirectory(join(cluster.folder, `node-${wiped}`));
    await cluster.start(wiped);
    await until(() => agree(cluster, 'topic-0'));
    expect(cluster.at(wiped).broker.image().topicsByName.size).toBe(20);
    const metadata = join(cluster.nodes[wiped - 1].config.dataDirectories[0], '__cluster_metadata-0');
    const segments = cluster.env.disk.list(metadata)!.filter(({ name }) => name.endsWith('.log'));
    expect(segments.map(({ name }) => name)).not.toContain('00000000000000000000.log');
  },
  TIMEOUT_MS,
);

test(
  'all nodes stop in order, and a new start of all of them has everything',
  async () => {
    await using cluster = await startTestCluster(3);
    expect(await create(cluster, 1, 'orders')).toBe(ErrorCode.NONE);
    await Promise.all([1, 2, 3].map((id) => cluster.stopNode(id)));
    await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
    await until(() => agree(cluster, 'orders'));
    expect(cluster.at(2).broker.image().topicsByName.has('orders')).toBe(true);
    expect(cluster.at(2).state().quorum.leaderEpoch).toBeGreaterThan(1);
  },
  TIMEOUT_MS,
);

test(
  'after the death of all, a cold start waits for no session of the dead',
  async () => {
    const sessionMs = 10 * TIMEOUT_MS;
    await using cluster = await startTestCluster(3, {
      properties: { 'broker.session.timeout.ms': String(sessionMs) },
    });
    expect(await create(cluster, 1, 'orders')).toBe(ErrorCode.NONE);
    for (const id of [1, 2, 3]) await cluster.kill(id);
    await Promise.all([1, 2, 3].map((id) => cluster.start(id, { cold: true })));
    await until(() => agree(cluster, 'orders'));
    expect(await create(cluster, 2, 'payments')).toBe(ErrorCode.NONE);
  },
  TIMEOUT_MS,
);

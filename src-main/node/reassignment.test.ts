import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AlterPartitionReassignments,
  CreateTopics,
  DescribeTopicPartitions,
  ElectLeaders,
  ErrorCode,
  Fetch,
  ListPartitionReassignments,
} from '../protocol/index.ts';
import { eventually } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, fetchFrom, produceTo, valuesIn } from './test-client.ts';

// Partitions that move, and leaders that come and go, on three nodes with real sockets and files.
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(3, {
    properties: { 'replica.lag.time.max.ms': '2000', 'replica.fetch.backoff.ms': '50' },
  });
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

const imageOf = (topic: string) => cluster.up[0].broker.image().topicsByName.get(topic)!.partitions[0];
const replicaOn = (id: number, topic: string) => cluster.at(id).broker.replicas.get(topic, 0);
const folderOn = (id: number, topic: string) =>
  join(cluster.nodes[id - 1].config.dataDirectories[0], `${topic}-0`);

async function createTopic(name: string, replicas: number[], configs: Record<string, string> = {}) {
  const client = await cluster.connect(cluster.up[0].broker.nodeId);
  const topic = {
    name,
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: replicas }],
    configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
  };
  const { topics } = await client.request(CreateTopics, { topics: [topic] });
  client.close();
  expect(topics[0].errorCode).toBe(ErrorCode.NONE);
  await eventually(() => replicas.every((id) => replicaOn(id, topic.name) !== undefined));
}

/** Asks any node: it goes to the active controller. `null` cancels. */
async function reassign(id: number, name: string, replicas: number[] | null) {
  const client = await cluster.connect(id);
  const topics = [{ name, partitions: [{ partitionIndex: 0, replicas }] }];
  const { responses } = await client.request(AlterPartitionReassignments, { topics });
  client.close();
  return responses[0].partitions[0].errorCode;
}

async function ongoing(id: number) {
  const client = await cluster.connect(id);
  const { topics } = await client.request(ListPartitionReassignments, { topics: null });
  client.close();
  return topics;
}

async function elect(id: number, topic: string, electionType: number): Promise<number> {
  const client = await cluster.connect(id);
  const topicPartitions = [{ topic, partitions: [0] }];
  const answer = await client.request(ElectLeaders, { electionType, topicPartitions });
  client.close();
  return answer.errorCode || answer.replicaElectionResults[0].partitionResult[0].errorCode;
}

/** Whom the image of some node has as the leader, once that node knows it too. */
const leading = (topic: string) =>
  eventually(() => {
    const { leader } = imageOf(topic);
    const isUp = cluster.up.some(({ broker }) => broker.nodeId === leader);
    return isUp && replicaOn(leader, topic)?.leader !== undefined && leader;
  });

/** What clients are told when leaders and ISRs change, or the machine is slow. */
const TRY_AGAIN = [
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  ErrorCode.REQUEST_TIMED_OUT,
];

/** Produces until it is acknowledged, as a client does that looks for the leader again. */
async function produce(topic: string, value: string): Promise<void> {
  for (;;) {
    const client = await cluster.connect(await leading(topic));
    const { errorCode } = await produceTo(client, topic, batchOf([value]));
    client.close();
    if (errorCode === ErrorCode.NONE) return;
    expect(TRY_AGAIN).toContain(errorCode);
  }
}

async function readAll(topic: string): Promise<string[]> {
  const client = await cluster.connect(await leading(topic));
  const { records } = await fetchFrom(client, topic, 0);
  client.close();
  return valuesIn(records).map((each) => each.slice(each.indexOf(':') + 1));
}

/** Replicas that are in sync to the byte. */
async function replicasAgree(topic: string, ids: readonly number[]): Promise<void> {
  await eventually(() => {
    const logs = ids.map((id) => replicaOn(id, topic)?.log);
    return logs.every((log) => log !== undefined && log.highWatermark === logs[0]!.endOffset);
  });
  const bytes = ids.map((id) => {
    const segments = readdirSync(folderOn(id, topic)).filter((name) => name.endsWith('.log'));
    return Buffer.concat(segments.sort().map((name) => readFileSync(join(folderOn(id, topic), name))));
  });
  for (const each of bytes) expect(each.equals(bytes[0])).toBe(true);
}

/** No fetches of this broker get through any more. */
function holdFollower(id: number) {
  const disarms = cluster.up.map(({ interceptors }) =>
    interceptors.arm({
      before: ({ api, clientId }) =>
        api.key === Fetch.key && clientId.startsWith(`broker-${id}-`) ? { action: 'disconnect' } : undefined,
    }),
  );
  return () => disarms.forEach((disarm) => disarm());
}

test('a partition moves from nodes 1, 2 to 2, 3 while it is produced to', async () => {
  await createTopic('moving', [1, 2], { 'min.insync.replicas': '2' });
  const acknowledged: string[] = [];
  let done = false;
  const producing = (async () => {
    for (let index = 0; !done; index++) {
      await produce('moving', `v${index}`);
      acknowledged.push(`v${index}`);
    }
  })();
  await eventually(() => acknowledged.length >= 10);
  expect(await reassign(3, 'moving', [2, 3])).toBe(ErrorCode.NONE);
  await eventually(() => imageOf('moving').replicas.join() === '2,3');
  const before = acknowledged.length;
  await eventually(() => acknowledged.length >= before + 10);
  done = true;
  await producing;

  expect(imageOf('moving')).toMatchObject({ leader: 2, addingReplicas: [], removingReplicas: [] });
  await replicasAgree('moving', [2, 3]);
  expect(new Set(await readAll('moving'))).toEqual(new Set(acknowledged));
  expect(await ongoing(1)).toEqual([]);
  // Who left has deleted its log.
  await eventually(() => replicaOn(1, 'moving') === undefined && !existsSync(folderOn(1, 'moving')));
});

test('a move that cannot end is seen, and can be stopped', async () => {
  await createTopic('held', [1, 2]);
  await produce('held', 'x');
  const release = holdFollower(3);
  expect(await reassign(1, 'held', [3, 2])).toBe(ErrorCode.NONE);
  expect(await ongoing(2)).toEqual([
    expect.objectContaining({
      name: 'held',
      partitions: [
        expect.objectContaining({
          partitionIndex: 0,
          replicas: [3, 2, 1],
          addingReplicas: [3],
          removingReplicas: [1],
        }),
      ],
    }),
  ]);
  await eventually(() => existsSync(folderOn(3, 'held')));
  expect(await reassign(2, 'held', null)).toBe(ErrorCode.NONE);
  expect(await reassign(2, 'held', null)).toBe(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
  await eventually(() => imageOf('held').replicas.join() === '2,1' && !existsSync(folderOn(3, 'held')));
  release();
  await produce('held', 'y');
  await replicasAgree('held', [1, 2]);
});

test('an eligible replica leads when the last one in sync dies, with all that was acknowledged', async () => {
  await createTopic('elr', [1, 2], { 'min.insync.replicas': '2' });
  for (const value of ['a', 'b', 'c']) await produce('elr', value);
  await cluster.stopNode(2);
  await eventually(() => imageOf('elr').isr.join() === '1' && imageOf('elr').elr.join() === '2');

  // Below min ISR: in the log of the leader, but not committed, and acks=all is refused.
  const client = await cluster.connect(1);
  expect((await produceTo(client, 'elr', batchOf(['lost']), { acks: 1 })).errorCode).toBe(ErrorCode.NONE);
  expect((await produceTo(client, 'elr', batchOf(['no']))).errorCode).toBe(ErrorCode.NOT_ENOUGH_REPLICAS);
  expect(replicaOn(1, 'elr')!.log!.highWatermark).toBe(3);
  const described = await client.request(DescribeTopicPartitions, {
    topics: [{ name: 'elr' }],
    cursor: null,
  });
  expect(described.topics[0].partitions[0]).toMatchObject({ isrNodes: [1], eligibleLeaderReplicas: [2] });
  client.close();

  // It is back, but does not get to fetch: still not in sync, and still eligible, since it had stopped cleanly.
  const release = holdFollower(2);
  await cluster.start(2);
  expect(imageOf('elr')).toMatchObject({ leader: 1, isr: [1], elr: [2] });
  await cluster.kill(1, { seen: true });
  expect(await leading('elr')).toBe(2);
  expect(imageOf('elr')).toMatchObject({ isr: [2], elr: [1], lastKnownElr: [], leaderRecoveryState: 0 });
  expect(await readAll('elr')).toEqual(['a', 'b', 'c']);

  // Who was killed may have lost what it had: it is no eligible leader any more, and what was never committed goes.
  release();
  await cluster.start(1);
  await produce('elr', 'd');
  await replicasAgree('elr', [1, 2]);
  expect(await readAll('elr')).toEqual(['a', 'b', 'c', 'd']);
  expect(imageOf('elr').elr).toEqual([]);

  expect(await elect(3, 'elr', 0)).toBe(ErrorCode.NONE);
  expect(await leading('elr')).toBe(1);
  expect(await elect(3, 'elr', 0)).toBe(ErrorCode.ELECTION_NOT_NEEDED);
  expect(await elect(3, 'elr', 7)).toBe(ErrorCode.INVALID_REQUEST);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AlterPartitionReassignments,
  CreateTopics,
  ErrorCode,
  IncrementalAlterConfigs,
} from '../protocol/index.ts';
import { eventually } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, produceTo } from './test-client.ts';

// A partition that moves under `kafka-reassign-partitions --throttle`: slow itself, while nobody in sync is held up.
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(3, { properties: { 'replica.fetch.backoff.ms': '50' } });
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

const TOPIC = 2;
const BROKER = 4;
const BATCHES = 8;
const BATCH_BYTES = 500_000;
const RATE = 1_000_000;

async function alterConfigs(
  changes: readonly [type: number, resource: string, name: string, value: string][],
) {
  const client = await cluster.connect(1);
  const resources = changes.map(([resourceType, resourceName, name, value]) => ({
    resourceType,
    resourceName,
    configs: [{ name, configOperation: 0, value }],
  }));
  const { responses } = await client.request(IncrementalAlterConfigs, { resources, validateOnly: false });
  client.close();
  expect(responses.map(({ errorCode }) => errorCode)).toEqual(changes.map(() => ErrorCode.NONE));
}

/** A topic of one partition on nodes 1 and 2, with some megabytes in it. */
async function filledTopic(name: string): Promise<void> {
  const client = await cluster.connect(1);
  const assignments = [{ partitionIndex: 0, brokerIds: [1, 2] }];
  const topic = { name, numPartitions: -1, replicationFactor: -1, assignments, configs: [] };
  const { topics } = await client.request(CreateTopics, { topics: [topic] });
  expect(topics[0].errorCode).toBe(ErrorCode.NONE);
  await eventually(() => cluster.at(1).broker.replicas.get(name, 0)?.leader !== undefined);
  const batch = batchOf(['x'.repeat(BATCH_BYTES)]);
  for (let i = 0; i < BATCHES; i++) {
    const { errorCode } = await produceTo(client, name, batch, { acks: 1 });
    expect(errorCode).toBe(ErrorCode.NONE);
  }
  client.close();
}

async function moveToNode3(name: string): Promise<void> {
  const client = await cluster.connect(1);
  const topics = [{ name, partitions: [{ partitionIndex: 0, replicas: [1, 2, 3] }] }];
  const { responses } = await client.request(AlterPartitionReassignments, { topics });
  expect(responses[0].partitions[0].errorCode).toBe(ErrorCode.NONE);
  client.close();
}

/** Resolves with how long it takes until node 3 is in the ISR. */
async function timeToMove(name: string): Promise<number> {
  const beganMs = performance.now();
  await moveToNode3(name);
  await eventually(() => cluster.at(1).broker.image().topicsByName.get(name)!.partitions[0].isr.includes(3));
  return performance.now() - beganMs;
}

/** What must have passed before the last byte could leave: bursts count as a whole window, and one fetch is beyond. */
const LEAST_MS = ((BATCHES - 4) * BATCH_BYTES * 1000) / RATE;

test.each([
  ['leader', '0:1,0:2'],
  ['follower', '0:3'],
])(
  'the rate of the %s is kept',
  async (side, replicas) => {
    const name = `slow-${side}`;
    await filledTopic(name);
    const limit = String(RATE);
    await alterConfigs([
      [TOPIC, name, `${side}.replication.throttled.replicas`, replicas],
      ...['1', '2', '3'].map(
        (id) => [BROKER, id, `${side}.replication.throttled.rate`, limit] as [number, string, string, string],
      ),
    ]);
    const moved = timeToMove(name);
    // Followers in sync go on at their own pace: a commit does not wait for a window to pass.
    const client = await cluster.connect(1);
    const { errorCode } = await produceTo(client, name, batchOf(['acked']));
    expect(errorCode).toBe(ErrorCode.NONE);
    client.close();
    expect(cluster.at(3).broker.replicas.get(name, 0)?.log?.endOffset ?? 0).toBeLessThan(BATCHES);
    expect(await moved).toBeGreaterThan(LEAST_MS);
    expect(cluster.at(3).broker.replicas.get(name, 0)?.log?.endOffset).toBe(BATCHES + 1);
  },
  60_000,
);

test('lifting the throttle lets a move go on at once', async () => {
  const name = 'lifted';
  await filledTopic(name);
  await alterConfigs([
    [TOPIC, name, 'follower.replication.throttled.replicas', '*'],
    [BROKER, '3', 'follower.replication.throttled.rate', '1'],
  ]);
  await moveToNode3(name);
  const replica = () => cluster.at(3).broker.replicas.get(name, 0)?.log?.endOffset ?? 0;
  await eventually(() => replica() > 0);
  const held = replica();
  expect(held).toBeLessThan(BATCHES);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(replica()).toBe(held);
  await alterConfigs([[TOPIC, name, 'follower.replication.throttled.replicas', '']]);
  await eventually(() => replica() === BATCHES);
}, 60_000);

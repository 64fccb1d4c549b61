import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateTopics, ErrorCode, Fetch } from '../protocol/index.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, produceTo } from './test-client.ts';

// A follower that waited this long would fail the test by its time limit.
const BACKOFF_MS = 3_600_000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(2, {
    properties: { 'replica.fetch.backoff.ms': String(BACKOFF_MS), 'replica.lag.time.max.ms': '3600000' },
  });
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

test('a follower whose connection breaks fetches again at once, and acks=all does not wait for its backoff', async () => {
  // From the start on: a poll that is out already when it is armed would not be seen.
  let broken = true;
  cluster.at(1).interceptors.arm({
    after: ({ api, clientId }) => {
      if (broken || api !== Fetch || !clientId.startsWith('broker-2')) return undefined;
      broken = true;
      return { action: 'disconnect' };
    },
  });
  const client = await cluster.connect(1);
  const assignments = [{ partitionIndex: 0, brokerIds: [1, 2] }];
  const configs = [{ name: 'min.insync.replicas', value: '2' }];
  const topic = { name: 'log', numPartitions: -1, replicationFactor: -1, assignments, configs };
  const { topics } = await client.request(CreateTopics, { topics: [topic] });
  expect(topics[0].errorCode).toBe(ErrorCode.NONE);
  await expect
    .poll(async () => (await produceTo(client, 'log', batchOf(['first']))).errorCode, { timeout: 10_000 })
    .toBe(ErrorCode.NONE);

  for (const value of ['second', 'third']) {
    broken = false;
    expect((await produceTo(client, 'log', batchOf([value]))).errorCode).toBe(ErrorCode.NONE);
    expect(broken).toBe(true);
  }
  client.close();
});

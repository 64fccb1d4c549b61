import { expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import {
  CreateTopics,
  DeleteRecords,
  DescribeCluster,
  ElectLeaders,
  ErrorCode,
  FindCoordinator,
  Heartbeat,
  Produce,
} from '../protocol/index.ts';
import { buildBatch } from '../wire/index.ts';
import { createTopic, deleteRecords, listOffsets, OffsetSpec, outcomeOf, produce } from './index.ts';
import { FakeCluster } from './test-kit.ts';

const batch = buildBatch([{ key: null, value: Buffer.from('v') }], { timestamp: 1 });
const written = (partition: number, errorCode = 0) => ({
  responses: [
    { name: 't', topicId: ZERO_UUID, partitionResponses: [{ index: partition, errorCode, baseOffset: 7 }] },
  ],
});

test('a batch goes to the leader, and follows it when it moves', async () => {
  const cluster = new FakeCluster([1, 2]);
  const [log] = cluster.topic('t', []);
  const client = cluster.client();
  cluster.answer(
    Produce,
    (_body, broker) => written(0, broker === log.leader ? 0 : ErrorCode.NOT_LEADER_OR_FOLLOWER) as never,
  );
  await produce(client, { topic: 't', partition: 0 }, batch, { acks: 'all' });
  log.leader = 2;
  expect(await produce(client, { topic: 't', partition: 0 }, batch, { acks: 'all' })).toMatchObject({
    baseOffset: 7,
  });
  expect(cluster.requests.filter((request) => request.endsWith('Produce'))).toEqual([
    '1 Produce',
    '1 Produce',
    '2 Produce',
  ]);
});

test('a batch that may have been written is not sent again, unless it is idempotent', async () => {
  const cluster = new FakeCluster();
  cluster.topic('t', []);
  let attempts = 0;
  cluster.answer(Produce, () => (++attempts === 1 ? 'hang up' : (written(0) as never)));
  const place = { topic: 't', partition: 0 };
  await expect(produce(cluster.client(), place, batch, { acks: 'all' })).rejects.toThrow('sending to t-0');
  expect(attempts).toBe(1);
  attempts = 0;
  await produce(cluster.client(), place, batch, { acks: 'all', idempotent: true });
  expect(attempts).toBe(2);
});

test('offsets of all partitions take one request per leader, and one that fails spoils no other', async () => {
  const cluster = new FakeCluster([1, 2]);
  const logs = cluster.topic(
    't',
    [[5, 10, null, 'a']],
    [
      [0, 10, null, 'a'],
      [1, 20, null, 'b'],
    ],
    [],
    [],
  );
  logs[1].leader = 2;
  logs[2].leader = 2;
  logs[2].errors = Array.from({ length: 9 }, () => ErrorCode.KAFKA_STORAGE_ERROR);
  logs[3].leader = -1;
  const client = cluster.client();
  await client.refreshMetadata();
  cluster.requests.length = 0;
  const results = await listOffsets(
    client,
    logs.map((_log, partition) => ({ topic: 't', partition, timestamp: OffsetSpec.latest })),
  );
  expect(
    results.map((result) =>
      'value' in result ? result.value.offset : (result.error as { kafka?: string }).kafka,
    ),
  ).toEqual([6, 2, 'KAFKA_STORAGE_ERROR', 'LEADER_NOT_AVAILABLE']);
  // The first round asks both; the second only about what failed.
  expect(cluster.requests.filter((request) => request.endsWith('ListOffsets')).toSorted()).toEqual([
    '1 ListOffsets',
    '2 ListOffsets',
    '2 ListOffsets',
  ]);
});

test('who waits for a broker that stands still is told when the cluster counts it as gone, not at the end of its patience', async () => {
  const cluster = new FakeCluster([1, 2]);
  const [log] = cluster.topic('t', []);
  cluster.answer(Produce, (_body, broker) => (broker === 1 ? 'say nothing' : (written(0) as never)));
  const client = cluster.client();
  await client.refreshMetadata();
  const place = { topic: 't', partition: 0 };
  const simple = produce(client, place, batch, { acks: 'all' });
  const idempotent = produce(client, place, batch, { acks: 'all', idempotent: true });
  simple.catch(() => {});
  await expect.poll(() => cluster.requests.filter((request) => request === '1 Produce')).toHaveLength(2);
  const startMs = performance.now();
  log.leader = 2;
  cluster.brokers.delete(1);
  await client.refreshMetadata();
  // It may have been written: nobody sends it again by himself.
  await expect(simple).rejects.toThrow('broker 1 as gone');
  expect(await idempotent).toMatchObject({ baseOffset: 7 });
  expect(performance.now() - startMs).toBeLessThan(5_000);
});

test('any broker that lives will do; the state says when none does, and when one is back', async () => {
  const cluster = new FakeCluster([1, 2]);
  cluster.answer(DescribeCluster, () => ({ errorCode: 0, clusterId: 'fake', brokers: [] }));
  const client = cluster.client();
  const states: string[] = [];
  client.onState(({ state }) => states.push(state));
  await client.refreshMetadata();
  cluster.stop(1);
  await client.request(DescribeCluster, { includeClusterAuthorizedOperations: false });
  expect(cluster.requests.at(-1)).toBe('2 DescribeCluster');
  cluster.stop(2);
  await expect(
    client.request(DescribeCluster, { includeClusterAuthorizedOperations: false }, { deadlineMs: 300 }),
  ).rejects.toThrow('ECONNREFUSED');
  cluster.brokers.add(2);
  await client.request(DescribeCluster, { includeClusterAuthorizedOperations: false });
  expect(states).toEqual(['connected', 'disconnected', 'connected']);
});

test('a coordinator that has moved is looked up anew', async () => {
  const cluster = new FakeCluster([1, 2]);
  let coordinator = 1;
  cluster.answer(FindCoordinator, ({ coordinatorKeys }) => ({
    errorCode: 0,
    errorMessage: null,
    nodeId: coordinator,
    host: '127.0.0.1',
    port: coordinator,
    coordinators: coordinatorKeys.map((key) => ({
      key,
      nodeId: coordinator,
      host: '127.0.0.1',
      port: coordinator,
      errorCode: 0,
      errorMessage: null,
    })),
  }));
  cluster.answer(Heartbeat, (_body, broker) => ({
    errorCode: broker === coordinator ? 0 : ErrorCode.NOT_COORDINATOR,
  }));
  const client = cluster.client();
  const beat = () =>
    client.request(
      Heartbeat,
      { groupId: 'g', generationId: 1, memberId: 'm' },
      { to: { coordinatorOf: 'g' }, errorCode: ({ errorCode }) => errorCode },
    );
  await beat();
  coordinator = 2;
  await beat();
  expect(cluster.requests.filter((request) => request.endsWith('Heartbeat'))).toEqual([
    '1 Heartbeat',
    '1 Heartbeat',
    '2 Heartbeat',
  ]);
});

test("the broker's own sentence reaches the person", async () => {
  const cluster = new FakeCluster();
  cluster.answer(CreateTopics, ({ topics }) => ({
    topics: topics.map(({ name }) => ({
      name,
      errorCode: ErrorCode.INVALID_REPLICATION_FACTOR,
      errorMessage: 'Unable to replicate the partition 3 time(s)',
    })),
  }));
  await expect(
    createTopic(cluster.client(), { name: 't', partitions: 1, replicationFactor: 3 }),
  ).rejects.toMatchObject({
    kafka: 'INVALID_REPLICATION_FACTOR',
    message: 'creating t: Unable to replicate the partition 3 time(s)',
  });
});

test('a request that gets no answer ends with its deadline', async () => {
  const cluster = new FakeCluster();
  cluster.answer(DescribeCluster, () => 'say nothing');
  const startMs = performance.now();
  await expect(
    cluster
      .client()
      .request(DescribeCluster, { includeClusterAuthorizedOperations: false }, { deadlineMs: 200 }),
  ).rejects.toThrow('DescribeCluster');
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

test('a broker that accepts and says nothing is asked last', async () => {
  const cluster = new FakeCluster([1, 2]);
  cluster.answer(DescribeCluster, (_body, broker) =>
    broker === 1 ? 'say nothing' : { errorCode: 0, clusterId: 'fake', brokers: [] },
  );
  const client = cluster.client();
  await client.refreshMetadata();
  const ask = (deadlineMs: number) =>
    client.request(DescribeCluster, { includeClusterAuthorizedOperations: false }, { deadlineMs });
  await expect(ask(200)).rejects.toThrow('no answer');
  const startMs = performance.now();
  for (let time = 0; time < 3; time++) await ask(1_000);
  expect(performance.now() - startMs).toBeLessThan(500);
  expect(cluster.requests.slice(-3)).toEqual(['2 DescribeCluster', '2 DescribeCluster', '2 DescribeCluster']);
});

test('what any broker can tell is not held up by one that stands still, and the cluster is not called gone', async () => {
  const cluster = new FakeCluster([1, 2]);
  cluster.topic('t', []);
  const client = cluster.client();
  await client.refreshMetadata();
  const states: string[] = [];
  client.onState(({ state }) => states.push(state));
  cluster.silent.add(1);
  let startMs = performance.now();
  expect([...(await client.refreshMetadata()).topics.keys()]).toEqual(['t']);
  expect(performance.now() - startMs).toBeLessThan(2_000);
  // From then on the other one is asked first.
  startMs = performance.now();
  for (let time = 0; time < 3; time++) await client.refreshMetadata();
  expect(performance.now() - startMs).toBeLessThan(500);
  expect(cluster.requests.slice(-3)).toEqual(['2 Metadata', '2 Metadata', '2 Metadata']);
  expect(states).toEqual([]);
});

test('a broker that is merely slow is heard out, and what would change the cluster is asked of one alone', async () => {
  const cluster = new FakeCluster([1, 2]);
  cluster.answer(DescribeCluster, () => ({ errorCode: 0, clusterId: 'fake', brokers: [] }));
  cluster.answer(CreateTopics, ({ topics }) => ({
    topics: topics.map(({ name }) => ({ name, errorCode: 0, errorMessage: null })),
  }));
  const client = cluster.client();
  await client.refreshMetadata();
  cluster.latencyMs = 1_200;
  const ask = () => client.request(DescribeCluster, { includeClusterAuthorizedOperations: false });
  expect(await ask()).toMatchObject({ clusterId: 'fake' });
  cluster.latencyMs = 0;
  cluster.requests.length = 0;
  await ask();
  expect(cluster.requests).toEqual(['1 DescribeCluster']);
  cluster.latencyMs = 1_200;
  cluster.requests.length = 0;
  await client.request(CreateTopics, { topics: [], timeoutMs: 1_000, validateOnly: false });
  expect(cluster.requests.filter((request) => request.endsWith('CreateTopics'))).toEqual(['1 CreateTopics']);
});

test('when the leader is gone its successor is found', async () => {
  const cluster = new FakeCluster([1, 2]);
  const [log] = cluster.topic('t', []);
  const client = cluster.client();
  cluster.answer(Produce, () => written(0) as never);
  await produce(client, { topic: 't', partition: 0 }, batch, { acks: 'all' });
  cluster.stop(1);
  log.leader = 2;
  await produce(client, { topic: 't', partition: 0 }, batch, { acks: 'all' });
  expect(cluster.requests.at(-1)).toBe('2 Produce');
});

test('a cluster that is known to be gone is told soon, and is used as soon as it is back', async () => {
  const cluster = new FakeCluster([1, 2]);
  cluster.topic('t', []);
  cluster.answer(Produce, () => written(0) as never);
  const client = cluster.client({ patienceMs: 500 });
  const send = () => produce(client, { topic: 't', partition: 0 }, batch, { acks: 'all' });
  await send();
  for (const broker of [1, 2]) cluster.stop(broker);
  cluster.unreachableAfterMs = 600;
  // All addresses are tried, one after the other.
  await expect(client.refreshMetadata()).rejects.toThrow('ECONNREFUSED');
  expect(client.state.state).toBe('disconnected');
  const startMs = performance.now();
  await expect(send()).rejects.toThrow('sending to t-0: connect ECONNREFUSED');
  expect(performance.now() - startMs).toBeLessThan(1_200);
  for (const broker of [1, 2]) cluster.brokers.add(broker);
  await client.refreshMetadata();
  expect(await send()).toMatchObject({ baseOffset: 7 });
});

const outcome = (request: Promise<unknown>) =>
  request.then(
    () => 'done',
    (error: unknown) => outcomeOf(error),
  );
const create = { topics: [], timeoutMs: 1_000, validateOnly: false };

test.each([
  ['say nothing', 'unknown'],
  ['hang up', 'unknown'],
  ['late', 'unknown'],
  [ErrorCode.REQUEST_TIMED_OUT, 'unknown'],
  [ErrorCode.NOT_ENOUGH_REPLICAS, 'refused'],
  [ErrorCode.INVALID_REQUEST, 'refused'],
  ['gone', 'unsent'],
] as const)('a change that meets a broker with %s has the outcome %s', async (what, expected) => {
  const cluster = new FakeCluster();
  const client = cluster.client({ patienceMs: 300 });
  await client.refreshMetadata();
  cluster.answer(CreateTopics, () =>
    what === 'say nothing' || what === 'hang up'
      ? what
      : { topics: [{ name: 't', errorCode: typeof what === 'number' ? what : 0, errorMessage: null }] },
  );
  if (what === 'gone') cluster.stop(1);
  if (what === 'late') cluster.latencyMs = 600;
  const request = client.request(CreateTopics, create, {
    to: 'controller',
    deadlineMs: 300,
    repeatable: false,
    errorCode: ({ topics }) => topics[0].errorCode,
  });
  expect(await outcome(request)).toBe(expected);
});

test('a change that was sent once stays unknown, whatever keeps it from being sent again', async () => {
  const cluster = new FakeCluster();
  const client = cluster.client({ patienceMs: 300 });
  await client.refreshMetadata();
  cluster.answer(ElectLeaders, () => (cluster.stop(1), 'hang up'));
  const elect = { electionType: 0, topicPartitions: null, timeoutMs: 1_000 };
  expect(await outcome(client.request(ElectLeaders, elect, { to: 'controller' }))).toBe('unknown');
  cluster.brokers.add(1);
  let attempts = 0;
  cluster.answer(ElectLeaders, () => {
    if (++attempts === 1) return 'hang up';
    return { errorCode: ErrorCode.NOT_CONTROLLER, replicaElectionResults: [] };
  });
  const errorCode = (answer: { errorCode: number }) => answer.errorCode;
  const request = client.request(ElectLeaders, elect, { to: 'controller', deadlineMs: 500, errorCode });
  expect(await outcome(request)).toBe('unknown');
  expect(attempts).toBeGreaterThan(1);
});

test('what only reads, or only asks whether a topic could be made, leaves nothing open', async () => {
  const cluster = new FakeCluster();
  const client = cluster.client({ patienceMs: 300 });
  await client.refreshMetadata();
  cluster.answer(DescribeCluster, () => 'say nothing');
  cluster.answer(CreateTopics, () => (cluster.stop(1), 'hang up'));
  const describe = { includeClusterAuthorizedOperations: false };
  expect(await outcome(client.request(DescribeCluster, describe, { deadlineMs: 300 }))).toBe(null);
  const topic = { name: 't', partitions: 1, replicationFactor: 1 };
  expect(await outcome(createTopic(client, topic, { validateOnly: true }))).toBe(null);
});

test('one leader that does not say whether it deleted records leaves the others their answers', async () => {
  const cluster = new FakeCluster([1, 2]);
  const logs = cluster.topic('t', [], []);
  logs[1].leader = 2;
  cluster.answer(DeleteRecords, ({ topics }, broker) =>
    broker === 1
      ? 'say nothing'
      : { topics: topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(deleted) })) },
  );
  const client = cluster.client();
  await client.refreshMetadata();
  const places = logs.map((_log, partition) => ({ topic: 't', partition, offset: 5 }));
  const results = deleteRecords(client, places);
  await expect.poll(() => cluster.requests.filter((one) => one.endsWith('DeleteRecords'))).toHaveLength(2);
  cluster.stop(1);
  expect(
    (await results)
      .toSorted((a, b) => a.partition - b.partition)
      .map((result) => ('error' in result ? outcomeOf(result.error) : result.value)),
  ).toEqual(['unknown', 5]);
});

const deleted = ({ partitionIndex, offset }: { partitionIndex: number; offset: number }) => ({
  partitionIndex,
  errorCode: 0,
  lowWatermark: offset,
});

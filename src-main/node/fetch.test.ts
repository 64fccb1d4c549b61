import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import type { ClientConnection } from '../net/index.ts';
import {
  DeleteRecords,
  DeleteTopics,
  errorName,
  Fetch,
  ListOffsets,
  Metadata,
  OffsetForLeaderEpoch,
  type RequestInput,
} from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, NOW_MS, produceTo, valuesIn } from './test-client.ts';

let node: TestNode;
let client: ClientConnection;
beforeAll(async () => {
  node = await startTestNode();
  client = await node.connect();
  await createTopic(client, 'log');
  await produceTo(client, 'log', batchOf(['a', 'b', 'c'], { timestamp: NOW_MS }));
  await produceTo(client, 'log', batchOf(['d', 'e'], { timestamp: NOW_MS + 1000 }));
});
afterAll(() => node.stop());

test('a fetch inside a batch gives the whole batch and what follows', async () => {
  const answer = await fetchFrom(client, 'log', 1);
  expect(valuesIn(answer.records)).toEqual(['0:a', '1:b', '2:c', '3:d', '4:e']);
  expect(answer).toMatchObject({
    highWatermark: 5,
    lastStableOffset: 5,
    logStartOffset: 0,
    abortedTransactions: null,
  });
});

test('one batch comes even when it is larger than allowed, and no more than one then', async () => {
  for (const bounds of [{ partitionMaxBytes: 1 }, { maxBytes: 1 }, { partitionMaxBytes: 0 }])
    expect(valuesIn((await fetchFrom(client, 'log', 0, bounds)).records)).toEqual(['0:a', '1:b', '2:c']);
});

test('offsets beyond the log, epochs that are not the present one, partitions that are not there', async () => {
  const error = async (offset: number, options = {}) =>
    errorName((await fetchFrom(client, 'log', offset, options)).errorCode);
  expect(await error(6)).toBe('OFFSET_OUT_OF_RANGE');
  expect(await error(-5)).toBe('OFFSET_OUT_OF_RANGE');
  expect(await error(5)).toBe('NONE');
  expect(await error(0, { currentLeaderEpoch: 0 })).toBe('NONE');
  expect(await error(0, { currentLeaderEpoch: 7 })).toBe('UNKNOWN_LEADER_EPOCH');
  expect(await error(0, { partition: 3 })).toBe('UNKNOWN_TOPIC_OR_PARTITION');
});

test('a fetch at the end waits for data, for its time, or for enough bytes', async () => {
  await createTopic(client, 'wait');
  const consumer = await node.connect();
  const startedMs = performance.now();
  expect(valuesIn((await fetchFrom(consumer, 'wait', 0, { maxWaitMs: 150 })).records)).toEqual([]);
  expect(performance.now() - startedMs).toBeGreaterThan(140);

  const woken = fetchFrom(consumer, 'wait', 0, { maxWaitMs: 10_000 });
  await produceTo(client, 'wait', batchOf(['now']));
  expect(valuesIn((await woken).records)).toEqual(['0:now']);

  const patient = fetchFrom(consumer, 'wait', 1, { maxWaitMs: 10_000, minBytes: 300 });
  for (const value of ['1', '2', '3', '4', '5']) await produceTo(client, 'wait', batchOf([value]));
  // Each batch is 69 bytes: the fifth makes it enough.
  expect(valuesIn((await patient).records)).toEqual(['1:1', '2:2', '3:3', '4:4', '5:5']);
  consumer.close();
});

test('a topic that goes away wakes those who wait for it', async () => {
  await createTopic(client, 'doomed');
  const consumer = await node.connect();
  const waiting = fetchFrom(consumer, 'doomed', 0, { maxWaitMs: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.request(DeleteTopics, { topics: [{ name: 'doomed', topicId: ZERO_UUID }], timeoutMs: 1000 });
  expect(errorName((await waiting).errorCode)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  consumer.close();
});

test('a connection that ends takes its waiting fetch with it', async () => {
  await createTopic(client, 'left');
  const consumer = await node.connect();
  const fetched = fetchFrom(consumer, 'left', 0, { maxWaitMs: 2_000_000_000 });
  const partition = () => node.node.broker.replicas.get('left', 0)!;
  await expect.poll(() => partition().dataWaiters.size).toBe(1);
  consumer.close();
  await expect(fetched).rejects.toThrow();
  await expect.poll(() => partition().dataWaiters.size).toBe(0);
});

test('a session answers what changed, in turn, and knows its epochs', async () => {
  await createTopic(client, 'session', { partitions: 3 });
  const { topics } = await client.request(Metadata, { topics: [{ name: 'session' }] });
  const { topicId } = topics[0];
  const ask = async (
    sessionId: number,
    sessionEpoch: number,
    offsets: Record<number, number>,
    rest: Partial<RequestInput<typeof Fetch>> = {},
  ) => {
    const partitions = Object.entries(offsets).map(([partition, fetchOffset]) => ({
      partition: Number(partition),
      fetchOffset,
      partitionMaxBytes: 1000,
    }));
    const body = { maxWaitMs: 0, minBytes: 1, sessionId, sessionEpoch, ...rest };
    const response = await client.request(Fetch, {
      ...body,
      topics: partitions.length === 0 ? [] : [{ topicId, partitions }],
    });
    const told = response.responses.flatMap((topic) =>
      topic.partitions.map((one) => `${one.partitionIndex}[${valuesIn(one.records).join(' ')}]`),
    );
    return { id: response.sessionId, story: `${errorName(response.errorCode)} ${told.join(' ')}`.trim() };
  };

  const opened = await ask(0, 0, { 0: 0, 1: 0, 2: 0 });
  expect(opened.story).toBe('NONE 0[] 1[] 2[]');
  expect(opened.id).toBeGreaterThan(0);
  const { id } = opened;
  expect((await ask(id, 1, {})).story).toBe('NONE');

  await produceTo(client, 'session', batchOf(['x']), { partition: 1 });
  expect((await ask(id, 2, {})).story).toBe('NONE 1[0:x]');
  // Not told that the client has moved on, the session gives it again; partition 1 has gone to the end of the line.
  await produceTo(client, 'session', batchOf(['y']), { partition: 2 });
  expect((await ask(id, 3, {})).story).toBe('NONE 2[0:y] 1[0:x]');
  expect((await ask(id, 4, { 1: 1, 2: 1 })).story).toBe('NONE');
  const forgotten = [{ topicId, partitions: [2] }];
  await produceTo(client, 'session', batchOf(['z']), { partition: 2 });
  expect((await ask(id, 5, {}, { forgottenTopicsData: forgotten })).story).toBe('NONE');
  expect((await ask(id, 6, { 2: 1 })).story).toBe('NONE 2[1:z]');
  expect((await ask(id, 6, {})).story).toBe('INVALID_FETCH_SESSION_EPOCH');
  expect((await ask(id + 1, 1, {})).story).toBe('FETCH_SESSION_ID_NOT_FOUND');
  expect((await ask(id, -1, { 0: 0 })).story).toBe('NONE 0[]');
  expect((await ask(id, 7, {})).story).toBe('FETCH_SESSION_ID_NOT_FOUND');
});

test('offsets by name and by time', async () => {
  const find = async (timestamp: number, version = 11) => {
    const partitions = [{ partitionIndex: 0, timestamp, currentLeaderEpoch: -1 }];
    const body = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'log', partitions }] };
    const { topics } = await client.request(ListOffsets, body, { version });
    const { errorCode, offset, timestamp: at } = topics[0].partitions[0];
    return `${errorName(errorCode)} ${offset} ${Number(at) > 0 ? `+${Number(at) - NOW_MS}` : String(at)}`;
  };
  expect(await find(-1)).toBe('NONE 5 -1');
  expect(await find(-2)).toBe('NONE 0 -1');
  expect(await find(-3)).toMatch(/^NONE [34] \+1000$/);
  expect(await find(-4)).toBe('NONE 0 -1');
  expect(await find(-5)).toBe('NONE -1 -1');
  expect(await find(-6)).toBe('NONE -1 -1');
  expect(await find(-7)).toBe('UNSUPPORTED_VERSION -1 -1');
  expect(await find(-3, 6)).toBe('UNSUPPORTED_VERSION -1 -1');
  expect(await find(NOW_MS)).toBe('NONE 0 +0');
  expect(await find(NOW_MS + 1)).toBe('NONE 3 +1000');
  expect(await find(NOW_MS + 5000)).toBe('NONE -1 -1');
});

test('where an epoch ends', async () => {
  const partitions = [{ partition: 0, leaderEpoch: 0 }];
  const body = { topics: [{ topic: 'log', partitions }] };
  const { topics } = await client.request(OffsetForLeaderEpoch, body);
  expect(topics[0].partitions[0]).toMatchObject({ errorCode: 0, leaderEpoch: 0, endOffset: 5 });
});

test('records are deleted up to the high watermark and not beyond', async () => {
  await createTopic(client, 'cut');
  await createTopic(client, 'kept', { configs: { 'cleanup.policy': 'compact' } });
  await produceTo(client, 'cut', batchOf(['a', 'b', 'c']));
  const cut = async (name: string, offset: number) => {
    const body = { topics: [{ name, partitions: [{ partitionIndex: 0, offset }] }], timeoutMs: 1000 };
    const { topics } = await client.request(DeleteRecords, body);
    const { errorCode, lowWatermark } = topics[0].partitions[0];
    return `${errorName(errorCode)} ${lowWatermark}`;
  };
  expect(await cut('cut', 2)).toBe('NONE 2');
  expect(errorName((await fetchFrom(client, 'cut', 1)).errorCode)).toBe('OFFSET_OUT_OF_RANGE');
  expect(await cut('cut', 4)).toBe('OFFSET_OUT_OF_RANGE -1');
  expect(await cut('cut', -1)).toBe('NONE 3');
  expect(await cut('kept', 0)).toBe('POLICY_VIOLATION -1');
  expect((await fetchFrom(client, 'cut', 3)).logStartOffset).toBe(3);
});

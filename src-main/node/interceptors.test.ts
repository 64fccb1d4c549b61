import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Interceptor, SeenResponse } from '../broker/index.ts';
import type { ClientConnection } from '../net/index.ts';
import {
  apis,
  ErrorCode,
  errorName,
  ListOffsets,
  Metadata,
  Produce,
  type RequestOf,
} from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo } from './test-client.ts';

let node: TestNode;
let client: ClientConnection;
const disarm: (() => void)[] = [];
beforeAll(async () => {
  node = await startTestNode();
  client = await node.connect();
  await createTopic(client, 'log');
});
afterAll(() => node.stop());
afterEach(() => disarm.splice(0).forEach((action) => action()));

const arm = (interceptor: Interceptor) => void disarm.push(node.node.interceptors.arm(interceptor));
const metadata = () => client.request(Metadata, { topics: [{ name: 'log' }] });

test('an observer sees requests and responses, and changes nothing', async () => {
  const seen: SeenResponse[] = [];
  arm({ after: (response) => void seen.push(response) });
  expect((await produceTo(client, 'log', batchOf(['a']))).errorCode).toBe(ErrorCode.NONE);
  const [{ api, apiVersion, clientId, body, response, requestBytes, responseBytes, handledMs, connection }] =
    seen;
  expect([api.name, apiVersion, clientId, connection.listener]).toEqual(['Produce', 12, 'test', 'PLAINTEXT']);
  expect((body as RequestOf<typeof Produce>).topicData[0].name).toBe('log');
  expect(response).toMatchObject({ responses: [{ name: 'log' }] });
  expect(requestBytes).toBeGreaterThan(70);
  expect(responseBytes).toBeGreaterThan(20);
  expect(handledMs).toBeGreaterThanOrEqual(0);
});

test('a delay holds a request back, and what is behind it', async () => {
  arm({ before: ({ api }) => (api.key === Produce.key ? { action: 'delay', delayMs: 120 } : undefined) });
  const startedMs = performance.now();
  await Promise.all([produceTo(client, 'log', batchOf(['b'])), metadata()]);
  expect(performance.now() - startedMs).toBeGreaterThan(110);
});

test('an error before is instead of the work, an error after is in spite of it', async () => {
  const end = async () => (await fetchFrom(client, 'log', 0)).highWatermark;
  const before = await end();
  const fail = { action: 'error', errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER } as const;
  const stop = node.node.interceptors.arm({
    before: ({ api }) => (api.key === Produce.key ? fail : undefined),
  });
  expect(errorName((await produceTo(client, 'log', batchOf(['x']))).errorCode)).toBe(
    'NOT_LEADER_OR_FOLLOWER',
  );
  stop();
  expect(await end()).toBe(before);
  arm({ after: ({ api }) => (api.key === Produce.key ? fail : undefined) });
  expect(errorName((await produceTo(client, 'log', batchOf(['y']))).errorCode)).toBe(
    'NOT_LEADER_OR_FOLLOWER',
  );
  expect(await end()).toBe(before + 1);
});

test('a dropped response never comes, and the connection goes on', async () => {
  const other = await node.connect();
  let drops = 0;
  arm({ after: ({ connection }) => (connection.id > 1 && drops++ === 0 ? { action: 'drop' } : undefined) });
  const lost = other.request(Metadata, { topics: [] }, { timeoutMs: 60_000 });
  lost.catch(() => {});
  const found = await other.request(
    ListOffsets,
    { replicaId: -1, isolationLevel: 0, topics: [] },
    { version: 6 },
  );
  expect(found.topics).toEqual([]);
  other.close();
  await expect(lost).rejects.toThrow();
});

test('a disconnect ends the connection', async () => {
  const other = await node.connect();
  arm({ before: ({ clientId }) => (clientId === 'test' ? { action: 'disconnect' } : undefined) });
  await expect(other.request(Metadata, { topics: [] })).rejects.toThrow(/closed/);
});

test('a throttle lets the answer go and the next request wait', async () => {
  let throttled = false;
  arm({
    after: () => {
      if (throttled) return undefined;
      throttled = true;
      return { action: 'throttle', throttleMs: 150 };
    },
  });
  const startedMs = performance.now();
  const [first, second] = [metadata(), metadata()];
  await first;
  expect(performance.now() - startedMs).toBeLessThan(140);
  await second;
  expect(performance.now() - startedMs).toBeGreaterThan(140);
  expect(node.facts.backlog().some(({ kind }) => kind === 'throttled')).toBe(true);
});

test('every API that is served can be answered with an error, in every version', async () => {
  const { errorResponse } = await import('../broker/error-response.ts');
  const { Reader, Writer } = await import('../wire/index.ts');
  const served = new Set((await client.negotiate()).apiKeys.map(({ apiKey }) => apiKey));
  for (const api of apis.filter(({ key }) => served.has(key))) {
    for (let version = api.minVersion; version <= api.maxVersion; version++) {
      const request = new Writer();
      api.request.codec(version).encode(request, {} as never);
      const body = api.request.codec(version).decode(new Reader(request.toBuffer()));
      const response = new Writer();
      const answer = errorResponse(api, body, version, ErrorCode.UNKNOWN_SERVER_ERROR);
      expect(
        () => api.response.codec(version).encode(response, answer),
        `${api.name} v${version}`,
      ).not.toThrow();
    }
  }
});

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientConnection } from '../net/index.ts';
import { CreateTopics, DeleteRecords, ErrorCode, errorName, Fetch } from '../protocol/index.ts';
import { eventually } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, fetchFrom, type Produced, produceTo, valuesIn } from './test-client.ts';

// Three nodes with real sockets and files. Fencing is told rather than waited for.
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(3, {
    properties: { 'replica.lag.time.max.ms': '2000', 'replica.fetch.backoff.ms': '50' },
  });
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

async function createTopic(name: string, configs: Record<string, string> = {}): Promise<void> {
  const connection = await cluster.connect(cluster.up[0].broker.nodeId);
  const { topics } = await connection.request(CreateTopics, {
    topics: [
      {
        name,
        numPartitions: 1,
        replicationFactor: 3,
        assignments: [],
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      },
    ],
  });
  connection.close();
  expect(topics[0].errorCode).toBe(ErrorCode.NONE);
  await eventually(() => cluster.up.every(({ broker }) => broker.replicas.get(name, 0) !== undefined));
  await eventually(() => isr(name) === '1,2,3');
}

const partitionOn = (id: number, topic: string) => cluster.at(id).broker.replicas.get(topic, 0)!;
const imageOf = (topic: string) => cluster.up[0].broker.image().topicsByName.get(topic)!.partitions[0];
const isr = (topic: string) => [...imageOf(topic).isr].sort((a, b) => a - b).join(',');
const upIds = () => cluster.up.map(({ broker }) => broker.nodeId);

/** The node that leads now, by its own account. */
const leading = (topic: string) =>
  eventually(() => upIds().find((id) => partitionOn(id, topic).leader !== undefined));

/** Whole segment files as they lie on the disks of all nodes that are up. */
function segmentBytes(topic: string): Buffer[] {
  return upIds().map((id) => {
    const folder = join(cluster.nodes[id - 1].config.dataDirectories[0], `${topic}-0`);
    const segments = readdirSync(folder).filter((name) => name.endsWith('.log'));
    return Buffer.concat(segments.sort().map((name) => readFileSync(join(folder, name))));
  });
}

/** All replicas have the same end and have committed it, and the same bytes. */
async function replicasAgree(topic: string): Promise<number> {
  await eventually(() => {
    const logs = upIds().map((id) => partitionOn(id, topic).log!);
    return logs.every((log) => log.endOffset === logs[0].endOffset && log.highWatermark === log.endOffset);
  });
  const [first, ...others] = segmentBytes(topic);
  for (const other of others) expect(other.equals(first)).toBe(true);
  return partitionOn(upIds()[0], topic).log!.endOffset;
}

async function produce(topic: string, values: string[], acks = -1): Promise<Produced> {
  const connection = await cluster.connect(await leading(topic));
  try {
    return await produceTo(connection, topic, batchOf(values), { acks });
  } finally {
    connection.close();
  }
}

async function readAll(topic: string): Promise<string[]> {
  const connection = await cluster.connect(await leading(topic));
  const values: string[] = [];
  for (let offset = 0; ;) {
    const { records } = await fetchFrom(connection, topic, offset);
    const found = valuesIn(records);
    if (found.length === 0) break;
    for (const each of found) values.push(each.slice(each.indexOf(':') + 1));
    offset += found.length;
  }
  connection.close();
  return values;
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

test('what is acknowledged is on all in-sync replicas, to the byte', async () => {
  await createTopic('all');
  const connection = await cluster.connect(await leading('all'));
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => produceTo(connection, 'all', batchOf(names(`${index}/`, 20)))),
  );
  connection.close();
  expect(answers.every(({ errorCode }) => errorCode === ErrorCode.NONE)).toBe(true);
  expect(await replicasAgree('all')).toBe(1200);
  expect(isr('all')).toBe('1,2,3');
});

test('a follower that does not fetch leaves the ISR, and comes back when it has caught up', async () => {
  await createTopic('lag');
  await produce('lag', ['before']);
  const leader = await leading('lag');
  const laggard = upIds().find((id) => id !== leader)!;
  let refused = false;
  const disarm = cluster.at(leader).interceptors.arm({
    before: ({ api, clientId }) => {
      if (api.key !== Fetch.key || !clientId.startsWith(`broker-${laggard}-`)) return undefined;
      refused = true;
      return { action: 'disconnect' };
    },
  });
  // The poll that is out already must end before.
  await eventually(() => refused);
  // Acknowledged only when the controller has let the laggard go.
  expect((await produce('lag', ['without it'])).errorCode).toBe(ErrorCode.NONE);
  expect(imageOf('lag').isr).not.toContain(laggard);
  expect(partitionOn(laggard, 'lag').log!.endOffset).toBe(1);
  disarm();
  await eventually(() => isr('lag') === '1,2,3');
  expect(await replicasAgree('lag')).toBe(2);
}, 60_000);

test('without enough in-sync replicas: refused before, and told after', async () => {
  await createTopic('strict', { 'min.insync.replicas': '3' });
  await produce('strict', ['on three']);
  const leader = await leading('strict');
  const laggard = upIds().find((id) => id !== leader)!;
  const disarm = cluster.at(leader).interceptors.arm({
    before: ({ api, clientId }) =>
      api.key === Fetch.key && clientId.startsWith(`broker-${laggard}-`)
        ? { action: 'disconnect' }
        : undefined,
  });
  const after = await produce('strict', ['in between']);
  const before = await produce('strict', ['not taken']);
  expect([errorName(after.errorCode), errorName(before.errorCode)]).toEqual([
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'NOT_ENOUGH_REPLICAS',
  ]);
  // acks=1 asks nobody; but nothing is committed below min ISR (KIP-966).
  expect((await produce('strict', ['on one'], 1)).errorCode).toBe(ErrorCode.NONE);
  expect(partitionOn(leader, 'strict').log!.highWatermark).toBe(1);
  disarm();
  await eventually(() => isr('strict') === '1,2,3');
  expect(await replicasAgree('strict')).toBe(3);
}, 60_000);

test('a leader dies with records that nobody else has: it cuts them when it is back', async () => {
  await createTopic('cut');
  await produce('cut', ['kept']);
  await replicasAgree('cut');
  const old = await leading('cut');
  // Past the replica manager, so that no follower is woken: as if the node died between append and fetch.
  const { log, image } = partitionOn(old, 'cut');
  const lost = batchOf(['lost 1', 'lost 2']);
  log!.appendAsLeader(lost, { leaderEpoch: image.leaderEpoch, origin: 'client' });
  await cluster.kill(old, { seen: true });
  expect((await produce('cut', ['after'])).errorCode).toBe(ErrorCode.NONE);
  await cluster.start(old);
  await eventually(() => isr('cut') === '1,2,3');
  const truncations = cluster.nodes[old - 1].facts
    .backlog()
    .filter((fact) => fact.kind === 'log-truncated' && fact.topic === 'cut');
  expect(truncations).toMatchObject([{ fromOffset: 3, toOffset: 1 }]);
  expect(await replicasAgree('cut')).toBe(2);
  expect(await readAll('cut')).toEqual(['kept', 'after']);
}, 30_000);

test('DeleteRecords is answered when all replicas have followed', async () => {
  await createTopic('delete');
  for (const value of ['a', 'b', 'c']) await produce('delete', [value]);
  await eventually(() => isr('delete') === '1,2,3');
  const connection = await cluster.connect(await leading('delete'));
  const { topics } = await connection.request(DeleteRecords, {
    topics: [{ name: 'delete', partitions: [{ partitionIndex: 0, offset: 2 }] }],
    timeoutMs: 5_000,
  });
  connection.close();
  expect(topics[0].partitions).toMatchObject([{ errorCode: ErrorCode.NONE, lowWatermark: 2 }]);
  expect(upIds().map((id) => partitionOn(id, 'delete').log!.startOffset)).toEqual([2, 2, 2]);
}, 30_000);

test('leaders die while a producer goes on: nothing acknowledged is lost, replicas end equal', async () => {
  await createTopic('die');
  const acknowledged: string[] = [];
  let stop = false;
  const producer = async () => {
    let connection: ClientConnection | undefined;
    for (let index = 0; !stop; index++) {
      try {
        connection ??= await cluster.connect(await leading('die'));
        const { errorCode } = await produceTo(connection, 'die', batchOf([`r${index}`]));
        if (errorCode === ErrorCode.NONE) acknowledged.push(`r${index}`);
        else throw new Error(errorName(errorCode));
      } catch {
        connection?.close();
        connection = undefined;
      }
    }
    connection?.close();
  };
  const running = producer();
  for (let round = 0; round < 3; round++) {
    const before = acknowledged.length;
    await eventually(() => acknowledged.length > before + 20);
    const victim = await leading('die');
    await cluster.kill(victim, { seen: true });
    const atKill = acknowledged.length;
    await eventually(() => acknowledged.length > atKill + 20);
    await cluster.start(victim);
    await eventually(() => isr('die') === '1,2,3');
  }
  stop = true;
  await running;
  await replicasAgree('die');
  const stored = await readAll('die');
  const present = new Set(stored);
  expect(acknowledged.filter((value) => !present.has(value))).toEqual([]);
  // Those that were acknowledged stand in the order in which they were.
  const positions = acknowledged.map((value) => stored.indexOf(value));
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
}, 120_000);

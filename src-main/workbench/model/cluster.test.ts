import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test, type TestContext } from 'vitest';
import type { KafkaClient } from '../../client/index.ts';
import { FakeCluster } from '../../client/test-kit.ts';
import type { ControlAction, NodeProcess } from '../../cluster/messages.ts';
import { DescribeGroups, DescribeLogDirs, ListGroups, OffsetFetch } from '../../protocol/index.ts';
import { HostLink } from '../host-link.ts';
import { Store } from '../store/index.ts';
import { Cluster } from './cluster.ts';
import type { InsideOffsets } from './poll-offsets.ts';
import { type Facets, facetToJson } from './state.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const directory = mkdtempSync(join(tmpdir(), 'sluice-model-'));
let stores = 0;
afterAll(() => rmSync(directory, { recursive: true }));

/**
 * Three brokers that coordinate a group each, and lead a partition of `t` each: of broker n the group is `gn` and the
 * partition n - 1. Logs and commits grow by one with each question.
 */
function scripted(
  { onTestFinished }: TestContext,
  { local, known }: { local: boolean; known?: Pick<Facets, 'metadata' | 'offsets'> },
) {
  const kafka = new FakeCluster([1, 2, 3]);
  const logs = kafka.topic('t', [], [], []);
  for (const [index, log] of logs.entries()) log.leader = index + 1;
  const commits = new Map<number, number>();
  kafka.answer(ListGroups, (_body, broker) => ({
    errorCode: 0,
    groups: [{ groupId: `g${broker}`, protocolType: 'consumer', groupState: 'Empty', groupType: 'classic' }],
  }));
  kafka.answer(DescribeLogDirs, () => ({ errorCode: 0, results: [] }));
  kafka.answer(DescribeGroups, (_body, broker) => ({
    groups: [
      {
        groupId: `g${broker}`,
        errorCode: 0,
        groupState: 'Empty',
        protocolType: 'consumer',
        protocolData: '',
        members: [],
      },
    ],
  }));
  kafka.answer(OffsetFetch, (_body, broker) => {
    commits.set(broker, (commits.get(broker) ?? 0) + 1);
    const partition = {
      partitionIndex: broker - 1,
      committedOffset: commits.get(broker)!,
      metadata: '',
      errorCode: 0,
    };
    return {
      errorCode: 0,
      topics: [],
      groups: [{ groupId: `g${broker}`, errorCode: 0, topics: [{ name: 't', partitions: [partition] }] }],
    };
  });
  const inside = { latencyMs: 0, asked: [] as { node: number; atMs: number }[] };
  const ends = new Map<number, number>();
  const insideOf = (node: number): InsideOffsets => {
    ends.set(node, (ends.get(node) ?? 100) + (known === undefined ? 1 : 0));
    const endOffset = ends.get(node)!;
    return [1, 2, 3].map((leader) => ({
      topic: 't',
      partition: leader - 1,
      startOffset: 0,
      lastStableOffset: endOffset,
      highWatermark: endOffset,
      endOffset,
      sizeBytes: endOffset,
      lastAppendMs: null,
    })) as never;
  };
  const channel = {
    send({ kind, id, action }: { kind: string; id?: number; action?: ControlAction }) {
      if (kind !== 'control' || action?.kind !== 'call-node') return;
      const { node } = action;
      inside.asked.push({ node, atMs: performance.now() });
      if (!kafka.silent.has(node)) setTimeout(() => link.answered(id!, insideOf(node)), inside.latencyMs);
    },
    listen: () => {},
  };
  const nodes = [1, 2, 3].map((id) => ({ id, status: 'running' }) as NodeProcess);
  const link = new HostLink(channel as never, kafka.env.clock, nodes);
  const store = new Store(join(directory, `${++stores}.sqlite`), Date.now());
  const saved = Object.entries(known ?? {}).map(
    ([name, facet]) => [name, facetToJson(name as 'metadata', facet as never)] as const,
  );
  store.saveSnapshots('local', Date.now() - 60_000, new Map(saved));
  const client: KafkaClient = kafka.client();
  const cluster = new Cluster({ id: 'local', env: kafka.env, client, store, host: local ? link : null });
  onTestFinished(() => {
    cluster.close();
    client.close();
    store.close();
  });
  const endOf = (partition: number) => cluster.facets.offsets.get('t')![partition];
  const commitOf = (group: string) => cluster.facets.groups.get(group)!.committed[0].offset;
  return { kafka, logs, cluster, store, inside, endOf, commitOf };
}

/** How many times `of` changes in that time. */
async function changes(ms: number, of: () => unknown): Promise<number> {
  let count = 0;
  let before = of();
  for (const untilMs = performance.now() + ms; performance.now() < untilMs; await sleep(10)) {
    const now = of();
    if (now !== before) count++;
    before = now;
  }
  return count;
}

test.concurrent.for([
  ['local', true],
  ['remote', false],
] as const)(
  'a node of a %s cluster that stands still holds up nothing but what only it can tell',
  async ([, local], context) => {
    const { expect } = context;
    const { kafka, logs, cluster, inside, endOf, commitOf } = scripted(context, { local });
    cluster.watch(['offsets', 'groups', 'directories'], () => {});
    await expect.poll(() => cluster.age(['offsets', 'groups'])?.stale, { timeout: 5_000 }).toBe(false);
    // It coordinates, leads, and is the one whom a client asks first for what any can tell.
    kafka.silent.add(1);
    inside.asked.length = 0;
    const grow = setInterval(() => logs.forEach((log) => log.highWatermark++), 50);
    const shrunk = sleep(2_500).then(() => kafka.topics.set('u', [{ ...logs[1] }]));
    const lifeOf = local ? 1_000 : 2_000;
    const [ends, commits] = await Promise.all([
      changes(10_000, () => endOf(1).highWatermark),
      changes(10_000, () => commitOf('g2')),
    ]);
    clearInterval(grow);
    // One went by while nobody had been told who is silent, and a busy machine is late; who waits for the silent one each
    // time comes to one.
    expect(ends).toBeGreaterThanOrEqual(Math.floor(10_000 / lifeOf / 2));
    expect(commits).toBeGreaterThanOrEqual(Math.floor(10_000 / lifeOf / 2));
    await shrunk;
    expect(cluster.facets.metadata.topics.has('u')).toBe(true);
    expect(cluster.age(['offsets', 'groups'])?.stale).toBe(false);
    expect(endOf(0).problem).not.toBeNull();
    expect(endOf(1).problem).toBeNull();
    expect(cluster.facets.groups.get('g1')!.problem).not.toBeNull();
    expect(cluster.facets.groups.get('g2')!.problem).toBeNull();
    // It is asked again when the question before has been given up, and no sooner.
    const times = inside.asked.filter(({ node }) => node === 1).map(({ atMs }) => atMs);
    for (const [at, atMs] of times.entries()) if (at > 0) expect(atMs - times[at - 1]).toBeGreaterThan(1_990);

    kafka.silent.delete(1);
    await expect.poll(() => endOf(0).problem, { timeout: 10_000 }).toBeNull();
    await expect.poll(() => cluster.facets.groups.get('g1')!.problem, { timeout: 10_000 }).toBeNull();
  },
);

test.concurrent(
  'a quiet cluster is asked once an interval, and what it says is told once',
  async (context) => {
    const { expect } = context;
    const { kafka, cluster, inside } = scripted(context, { local: true });
    let told = 0;
    cluster.watch(['offsets', 'groups'], () => told++);
    await expect.poll(() => cluster.age(['offsets', 'groups'])?.stale, { timeout: 5_000 }).toBe(false);
    kafka.requests.length = 0;
    inside.asked.length = 0;
    told = 0;
    await sleep(4_500);
    const count = (name: string) => kafka.requests.filter((request) => request.endsWith(` ${name}`)).length;
    expect(told).toBeGreaterThanOrEqual(2);
    expect(told).toBeLessThanOrEqual(5);
    expect(count('Metadata')).toBeLessThanOrEqual(5);
    expect(count('ListGroups')).toBeLessThanOrEqual(3 * 5);
    expect(inside.asked.length).toBeLessThanOrEqual(3 * 5);
  },
);

test.concurrent(
  'when the newest record came is known from an earlier life, while nothing came since',
  async (context) => {
    const { expect } = context;
    const earlier = scripted(context, { local: true });
    earlier.cluster.watch(['offsets'], () => {});
    await expect.poll(() => earlier.cluster.age(['offsets'])?.stale, { timeout: 5_000 }).toBe(false);
    const { metadata, offsets } = earlier.cluster.facets;
    const [first, second, third] = offsets.get('t')!;
    const at = (highWatermark: number) => ({ highWatermark, lastAppendMs: 7 });
    const known = {
      metadata,
      offsets: new Map([['t', [{ ...first, ...at(100) }, { ...second, ...at(99) }, third]]]),
    };
    const { cluster, endOf } = scripted(context, { local: true, known });
    cluster.watch(['offsets'], () => {});
    await expect.poll(() => cluster.age(['offsets'])?.stale, { timeout: 5_000 }).toBe(false);
    expect([endOf(0), endOf(1)]).toMatchObject([
      { highWatermark: 100, lastAppendMs: 7 },
      { highWatermark: 100, lastAppendMs: null },
    ]);
  },
);

test.concurrent(
  'what was changed while a facet is being asked for is asked for once more',
  async (context) => {
    const { expect } = context;
    const { cluster, inside } = scripted(context, { local: true });
    cluster.watch(['offsets'], () => {});
    await expect.poll(() => cluster.age(['offsets'])?.stale, { timeout: 5_000 }).toBe(false);
    inside.latencyMs = 100;
    inside.asked.length = 0;
    await expect.poll(() => inside.asked.length, { interval: 1, timeout: 10_000 }).toBe(3);
    cluster.poke(['offsets']);
    expect(inside.asked).toHaveLength(3);
    await expect.poll(() => inside.asked.length, { interval: 5, timeout: 700 }).toBe(6);
  },
);

test.concurrent(
  'a model that is closed while it asks is told nothing more, and writes nothing',
  async (context) => {
    const { expect } = context;
    const { cluster, store, inside } = scripted(context, { local: true });
    let told = 0;
    cluster.watch(['offsets', 'groups', 'settings', 'directories'], () => told++);
    await expect.poll(() => cluster.age(['offsets', 'groups'])?.stale, { timeout: 5_000 }).toBe(false);
    inside.latencyMs = 200;
    inside.asked.length = 0;
    await expect.poll(() => inside.asked.length, { interval: 1, timeout: 10_000 }).toBe(3);
    cluster.close();
    store.close();
    told = 0;
    const before = [...cluster.asOfMs];
    await sleep(1_500);
    expect(told).toBe(0);
    expect([...cluster.asOfMs]).toEqual(before);
    expect(inside.asked).toHaveLength(3);
  },
);

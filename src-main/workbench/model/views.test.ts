import { expect, test } from 'vitest';
import type { NodeProcess } from '../../cluster/messages.ts';
import type { NodeState } from '../../node/messages.ts';
import { groupDetail, groupRows, topicDetail, topicRows, type ViewSource } from './views.ts';
import { kafkaVersion, overview, type OverviewSource } from './overview.ts';
import { isWhole } from './lag.ts';
import { offsetsFromInside } from './poll-offsets.ts';
import { facetFromJson, type Facets, facetToJson, NO_FACETS, type PartitionOffsets } from './state.ts';

const log = (
  startOffset: number,
  highWatermark: number,
  more: Partial<PartitionOffsets> = {},
): PartitionOffsets => ({
  startOffset,
  lastStableOffset: highWatermark,
  highWatermark,
  endOffset: highWatermark,
  sizeBytes: 100,
  lastAppendMs: null,
  problem: null,
  ...more,
});
const partition = (index: number, leader: number, replicas = [1, 2], isr = replicas) => ({
  partition: index,
  leader,
  leaderEpoch: 3,
  replicas,
  isr,
  offlineReplicas: [],
  errorCode: 0,
});
const topic = (name: string, partitions: ReturnType<typeof partition>[], internal = false) =>
  [name, { name, id: `id of ${name}`, internal, partitions }] as const;

/** Two topics, one group that reads both: a member on `orders`, a commit from before on `old`. */
function facets(): Facets {
  return {
    ...NO_FACETS,
    metadata: {
      clusterId: 'c',
      controllerId: 2,
      metadataVersion: 30,
      brokers: [
        { id: 1, host: 'h', port: 1, rack: null },
        { id: 2, host: 'h', port: 2, rack: 'r' },
      ],
      topics: new Map([
        topic('__consumer_offsets', [partition(0, 1)], true),
        topic('orders', [partition(0, 1), partition(1, 2, [1, 2], [2]), partition(2, -1, [1, 2], [])]),
        topic('__proto__', [partition(0, 1)]),
      ]),
    },
    offsets: new Map([
      [
        'orders',
        [
          log(5, 20),
          log(0, 7),
          log(0, 0, { startOffset: null, highWatermark: null, sizeBytes: null, problem: 'no leader' }),
        ],
      ],
      ['__proto__', [log(0, 1)]],
    ]),
    settings: new Map([['orders', { retentionMs: 1_000, cleanupPolicy: 'delete', minInSyncReplicas: 2 }]]),
    groups: new Map([
      [
        'g',
        {
          groupId: 'g',
          state: 'Stable',
          type: 'classic',
          protocolType: 'consumer',
          protocol: 'range',
          coordinator: 1,
          members: [
            {
              memberId: 'm',
              instanceId: null,
              clientId: 'app',
              host: '/1.2.3.4',
              assignment: [{ topic: 'orders', partitions: [0, 1, 2] }],
            },
          ],
          committed: [
            { topic: 'orders', partition: 0, offset: 12, metadata: '', problem: null },
            { topic: 'orders', partition: 2, offset: 3, metadata: 'note', problem: null },
            { topic: 'old', partition: 0, offset: 9, metadata: '', problem: null },
          ],
          problem: null,
        },
      ],
    ]),
  };
}
const source = (): ViewSource => ({
  facets: facets(),
  topicRates: new Map(),
  lagHistory: { totals: () => [8] },
});

test('lag is high watermark minus commit; never committed and unknown ends are null, a deleted topic says so', () => {
  const detail = groupDetail(source(), 'g')!;
  const lines = detail.partitions.map(
    ({ topic: name, partition: index, committedOffset, endOffset, lag, memberId, problem }) =>
      `${name}-${index} ${committedOffset} of ${endOffset}: ${lag} ${memberId} ${problem}`,
  );
  expect(lines).toEqual([
    'old-0 9 of null: null null The partition does not exist any more.',
    'orders-0 12 of 20: 8 m null',
    'orders-1 null of 7: null m null',
    'orders-2 3 of null: null m no leader',
  ]);
  expect(groupRows(source())[0]).toMatchObject({
    lag: 8,
    unknownLags: 3,
    members: 1,
    topics: ['old', 'orders'],
    history: [8],
  });
  expect(groupDetail(source(), 'other')).toBeNull();
});

test('a commit beyond the end is no lag: only an end that is younger than the commit tells, and what is known is said', () => {
  const lagOf = (offset: number, endOffset?: number | null) => {
    const known = facets();
    const group = known.groups.get('g')!;
    const committed = [{ topic: 'orders', partition: 0, offset, metadata: '', problem: null, endOffset }];
    known.groups = new Map([['g', { ...group, committed }]]);
    const detail = groupDetail({ ...source(), facets: known }, 'g')!;
    const { lag, beyondEnd } = detail.partitions.find(({ topic }) => topic === 'orders')!;
    return `${lag} ${beyondEnd}`;
  };
  expect(lagOf(20)).toBe('0 0');
  expect(lagOf(25)).toBe('null 0'); // the end is older than the commit
  expect(lagOf(25, 25)).toBe('0 0');
  expect(lagOf(25, 31)).toBe('6 0');
  expect(lagOf(25, 20)).toBe('null 5');
});

test('a partition that was never committed has a lag of 0 while nothing is in it, and of nobody knows how much then', () => {
  const lagOf = (change: Partial<PartitionOffsets>) => {
    const known = facets();
    const [first, second, third] = known.offsets.get('orders')!;
    known.offsets = new Map([...known.offsets, ['orders', [first!, { ...second!, ...change }, third!]]]);
    const { partitions } = groupDetail({ ...source(), facets: known }, 'g')!;
    const { committedOffset, lag } = partitions.find(
      ({ topic, partition }) => topic === 'orders' && partition === 1,
    )!;
    return [committedOffset, lag];
  };
  expect(lagOf({ startOffset: 0, highWatermark: 7 })).toEqual([null, null]);
  expect(lagOf({ startOffset: 0, highWatermark: 0 })).toEqual([null, 0]);
  // Everything was deleted.
  expect(lagOf({ startOffset: 7, highWatermark: 7 })).toEqual([null, 0]);
  expect(lagOf({ startOffset: null, highWatermark: null })).toEqual([null, null]);
  expect(lagOf({ startOffset: 7, highWatermark: 7, problem: 'no leader' })).toEqual([null, null]);
});

test('of a partition that cannot be asked the end is an old one: its lag is not known, and no sum is whole', () => {
  const known = facets();
  const logs = known.offsets.get('orders')!;
  const silent = [{ ...logs[0], problem: 'no leader' }, ...logs.slice(1)];
  known.offsets = new Map([...known.offsets, ['orders', silent]]);
  const lagOf = (some: Facets) => {
    const { partitions } = groupDetail({ ...source(), facets: some }, 'g')!;
    const first = partitions.find(({ topic, partition }) => topic === 'orders' && partition === 0)!;
    return [first.lag, first.endOffset, isWhole([first], some.metadata)];
  };
  expect(lagOf(facets())).toEqual([8, 20, true]);
  expect(lagOf(known)).toEqual([null, 20, false]);
  // What a topic that is gone would have had is nobody's lag.
  const old = groupDetail(source(), 'g')!.partitions.filter(({ topic }) => topic === 'old');
  expect([old.length, isWhole(old, facets().metadata)]).toEqual([1, true]);
});

test('a topic adds up what is known of its partitions', () => {
  const rows = topicRows(source());
  expect(rows.map(({ name }) => name)).toEqual(['__consumer_offsets', 'orders', '__proto__']);
  expect(rows[1]).toMatchObject({
    records: 22,
    sizeBytes: 200,
    retentionMs: 1_000,
    underReplicated: 2,
    unknownPartitions: 1,
    groups: [{ groupId: 'g', lag: 8, unknownLags: 2, beyondEnd: 0 }],
  });
  expect(rows[0]).toMatchObject({ internal: true, records: null, sizeBytes: null });
  const detail = topicDetail(source(), 'orders')!;
  expect(detail.partitions.map(({ problem }) => problem)).toEqual([null, null, 'no leader']);
  expect(detail).toMatchObject({ unknownPartitions: 1 });
  expect(detail.groups).toEqual([{ groupId: 'g', state: 'Stable', lag: 8, unknownLags: 2, beyondEnd: 0 }]);
  expect(topicDetail(source(), 'gone')).toBeNull();
});

test('the overview names what needs a person, the worst first', () => {
  const all = facets();
  const group = all.groups.get('g')!;
  const overviewSource: OverviewSource = {
    facets: {
      ...all,
      groups: new Map([
        [
          'g',
          {
            ...group,
            committed: [{ topic: 'orders', partition: 0, offset: 0, metadata: '', problem: null }],
          },
        ],
      ]),
      offsets: new Map([['orders', [log(0, 5_000)]]]),
      directories: new Map([
        [2, [{ path: '/full', usedBytes: 1, totalBytes: 1_000, freeBytes: 10, offline: null }]],
      ]),
    },
    nodeStates: new Map(),
    lastLeader: null,
    nodeRates: new Map(),
    topicRates: new Map(),
    processes: null,
    bootstrapServers: 'h:1',
    metadataFresh: true,
  };
  const { attention, ...rest } = overview(overviewSource);
  expect(
    attention.map(({ kind, subject, count, target }) => `${kind} ${subject} ${count} ${target}`),
  ).toEqual([
    'offline orders 1 /topics/orders',
    'under-min-isr orders 1 /topics/orders',
    'disk /full 99 /nodes',
    'lag g 5000 /groups/g',
  ]);
  expect(rest).toMatchObject({
    topics: 2,
    internalTopics: 1,
    partitions: 5,
    totalLag: 5_000,
    unknownLags: 2,
    controllerId: 2,
    kafkaVersion: '4.3',
  });
  expect(rest.nodes.map(({ status }) => status)).toEqual(rest.nodes.map(() => 'running'));
  // Of brokers that do not answer nobody can say that they run.
  const silent = overview({ ...overviewSource, metadataFresh: false });
  expect(silent.nodes.map(({ status }) => status)).toEqual(rest.nodes.map(() => 'unknown'));
  expect(rest.nodes.length).toBeGreaterThan(0);
  expect(rest.placement[2]).toEqual({ topic: 'orders', partition: 1, leader: 2, replicas: [1, 2], isr: [2] });
});

test('a topic with fewer replicas than min.insync.replicas takes acks=all while all of them are in sync', () => {
  const all = facets();
  const attentionWith = (isr: number[]) =>
    overview({
      facets: {
        ...all,
        groups: new Map(),
        metadata: {
          ...all.metadata,
          topics: new Map([topic('orders', [partition(0, 1, [1], isr)])]),
        },
      },
      nodeStates: new Map(),
      lastLeader: null,
      nodeRates: new Map(),
      topicRates: new Map(),
      processes: null,
      bootstrapServers: 'h:1',
      metadataFresh: true,
    }).attention.map(({ kind }) => kind);
  expect(attentionWith([1])).toEqual([]);
  expect(attentionWith([])).toEqual(['under-min-isr']);
});

test.each<{
  name: string;
  status: readonly string[];
  words: Record<number, [leaderId: number, leaderEpoch: number]>;
  leads: number | null;
}>([
  { name: 'all run', status: ['running', 'running', 'running'], words: { 1: [1, 4], 2: [1, 4] }, leads: 1 },
  { name: 'one is down', status: ['running', 'dead', 'running'], words: { 1: [1, 4], 3: [1, 4] }, leads: 1 },
  { name: 'one starts', status: ['running', 'dead', 'starting'], words: { 1: [1, 4] }, leads: 1 },
  {
    name: 'a leader is left alone',
    status: ['running', 'dead', 'stopped'],
    words: { 1: [1, 4] },
    leads: null,
  },
  {
    name: 'its leader is gone',
    status: ['dead', 'running', 'running'],
    words: { 2: [1, 4], 3: [1, 4] },
    leads: null,
  },
  {
    name: 'its leader stands still',
    status: ['paused', 'running', 'running'],
    words: { 1: [1, 4], 2: [1, 4] },
    leads: null,
  },
  {
    name: 'another was elected',
    status: ['paused', 'running', 'running'],
    words: { 1: [1, 4], 2: [2, 5] },
    leads: 2,
  },
  {
    name: 'it led, and does no more',
    status: ['running', 'running', 'running'],
    words: { 1: [-1, 5], 2: [1, 4] },
    leads: null,
  },
  {
    name: 'it began anew',
    status: ['running', 'running', 'running'],
    words: { 1: [-1, 4], 2: [1, 4] },
    leads: null,
  },
  { name: 'nobody runs', status: ['dead', 'dead', 'dead'], words: {}, leads: null },
])('who leads the quorum when $name: $leads', ({ status, words, leads }) => {
  const { quorum } = overview({
    facets: facets(),
    nodeStates: new Map(
      Object.entries(words).map(([id, [leaderId, leaderEpoch]]) => [
        Number(id),
        { quorum: { leaderId, leaderEpoch, highWatermark: 9, voters: [1, 2, 3] } } as unknown as NodeState,
      ]),
    ),
    lastLeader: { leaderId: 1, leaderEpoch: 4 },
    nodeRates: new Map(),
    topicRates: new Map(),
    processes: status.map(
      (one, index) => ({ id: index + 1, status: one, dataDirectories: [] }) as unknown as NodeProcess,
    ),
    bootstrapServers: 'h:1',
    metadataFresh: true,
  });
  expect(quorum).toMatchObject({ leaderId: leads, lastLeaderId: 1 });
});

test('metadata.version levels name releases', () => {
  expect([30, 29, 27, 25, 21, 7, -1].map(kafkaVersion)).toEqual([
    '4.3',
    '4.2',
    '4.1',
    '4.0',
    '3.9',
    '3.3',
    '',
  ]);
});

test('offsets come from the leader, whatever other nodes say', () => {
  const entry = (end: number) => ({
    topic: 'orders',
    partition: 0,
    startOffset: 0,
    lastStableOffset: end,
    highWatermark: end,
    endOffset: end,
    sizeBytes: 1,
    lastAppendMs: 7,
  });
  const offsets = offsetsFromInside(
    facets().metadata,
    new Map<number, never[] | ReturnType<typeof entry>[] | Error>([
      [1, [entry(10)]],
      [2, new Error('Node 2 is dead.')],
    ]),
  );
  expect(offsets.get('orders')!.map(({ endOffset, problem }) => `${endOffset} ${problem}`)).toEqual([
    '10 null',
    'null Node 2 is dead.',
    'null The partition has no leader at the moment.',
  ]);
  expect(offsets.get('__proto__')![0].problem).toBe('Node 1 says nothing about it.');
});

test('a node that was started anew forgets when the newest record came, and the workbench does not', () => {
  const entry = (highWatermark: number, lastAppendMs: number | null) => ({
    topic: 'orders',
    partition: 0,
    startOffset: 0,
    lastStableOffset: highWatermark,
    highWatermark,
    endOffset: highWatermark,
    sizeBytes: 1,
    lastAppendMs,
  });
  const told = (highWatermark: number, lastAppendMs: number | null, before?: Facets['offsets']) =>
    offsetsFromInside(facets().metadata, new Map([[1, [entry(highWatermark, lastAppendMs)]]]), before);
  const before = told(10, 7);
  const lastOf = (offsets: Facets['offsets']) => offsets.get('orders')![0].lastAppendMs;
  expect(lastOf(told(10, null, before))).toBe(7);
  expect(lastOf(told(10, 8, before))).toBe(8);
  // Something came while nobody looked: when, is not known.
  expect(lastOf(told(11, null, before))).toBeNull();
  expect(lastOf(told(10, null))).toBeNull();
});

test('facets survive JSON, whatever topics are called', () => {
  const before = facets();
  for (const name of Object.keys(before) as (keyof Facets)[]) {
    const json = JSON.parse(JSON.stringify(facetToJson(name, before[name])));
    expect(facetFromJson(name, json)).toEqual(before[name]);
  }
  expect(facetFromJson('metadata', { topics: 7 })).toBeUndefined();
  expect(facetFromJson('groups', { a: 1 })).toBeUndefined();
});

import { expect, test } from 'vitest';
import {
  type FacetName,
  type Facets,
  facetToJson,
  NO_FACETS,
  type GroupState,
  type PartitionOffsets,
  type TopicState,
} from '../model/index.ts';
import { Store } from '../store/index.ts';
import { changesBetween, facetsAt, momentOf } from './index.ts';

const topic = (name: string, id: string, ...partitions: string[]): [string, TopicState] => [
  name,
  {
    name,
    id,
    internal: false,
    // leader|replicas|isr
    partitions: partitions.map((text, partition) => {
      const [leader, replicas, isr] = text.split('|').map((part) => part.split(',').map(Number));
      return { partition, leader: leader![0]!, leaderEpoch: 0, replicas, isr, offline: [] } as never;
    }),
  },
];
const offsets = (startOffset: number | null, endOffset: number | null) =>
  ({
    startOffset,
    endOffset,
    highWatermark: endOffset,
    lastStableOffset: endOffset,
    problem: null,
  }) as PartitionOffsets;
const group = (state: string, members: number, ...committed: number[]): GroupState =>
  ({
    groupId: 'g',
    state,
    members: Array.from({ length: members }, () => ({ assignment: [] })),
    committed: committed.map((offset, partition) => ({
      topic: 'orders',
      partition,
      offset,
      metadata: null,
      problem: null,
    })),
  }) as unknown as GroupState;

const before: Facets = {
  ...NO_FACETS,
  metadata: {
    ...NO_FACETS.metadata,
    controllerId: 1,
    brokers: [{ id: 1, host: 'h', port: 9092, rack: null }],
    topics: new Map([
      topic('orders', 'A', '1|1,2|1,2', '2|2,1|2,1'),
      topic('gone', 'B', '1|1|1'),
      topic('anew', 'C', '1|1|1'),
    ]),
  },
  offsets: new Map([['orders', [offsets(0, 10), offsets(0, 5)]]]),
  settings: new Map([['orders', { retentionMs: 1000, cleanupPolicy: 'delete', minInSyncReplicas: 1 }]]),
  groups: new Map([['g', group('Stable', 2, 4, 4)]]),
};
const after: Facets = {
  ...before,
  metadata: {
    ...before.metadata,
    controllerId: 2,
    brokers: [...before.metadata.brokers, { id: 2, host: 'h', port: 9093, rack: null }],
    topics: new Map([
      topic('orders', 'A', '2|1,2|2', '2|2,1|2,1', '1|1,2|1,2'),
      topic('new', 'D', '1|1|1'),
      topic('anew', 'E', '1|1|1'),
    ]),
  },
  offsets: new Map([['orders', [offsets(3, 20), offsets(0, 5)]]]),
  settings: new Map([['orders', { retentionMs: null, cleanupPolicy: 'compact', minInSyncReplicas: 1 }]]),
  groups: new Map([['g', group('Empty', 0, 9, 5)]]),
};

test('what became different is told, each thing once', () => {
  const told = changesBetween(before, after).map(
    ({ kind, subject, before: was, after: is }) => `${kind} ${subject}: ${was} > ${is}`,
  );
  expect(told).toEqual([
    'broker 2: null > h:9093',
    'controller : 1 > 2',
    'topic anew: C > E',
    'topic gone: 1 × 1 > null',
    'topic new: null > 1 × 1',
    'partitions orders: 2 > 3',
    'leader orders-0: 1 > 2',
    'isr orders-0: [1, 2] > [2]',
    'setting orders retention.ms: 1000 > null',
    'setting orders cleanup.policy: delete > compact',
    'end orders: 15 > 25',
    'start orders: 0 > 3',
    'group g: Stable > Empty',
    'members g: 2 > 0',
    'committed g orders: 8 > 14',
  ]);
  expect(changesBetween(after, after)).toEqual([]);
});

test("a controller that KRaft's brokers name is none that changed", () => {
  const kraft = (facets: Facets): Facets => ({
    ...facets,
    metadata: { ...facets.metadata, metadataVersion: 30 },
  });
  const kinds = changesBetween(kraft(before), kraft(after)).map(({ kind }) => kind);
  expect(kinds).toContain('broker');
  expect(kinds).not.toContain('controller');
});

test('a topic that was made anew has other records; who left the ISR and is back did not change it', () => {
  const anew = (id: string, isr: string, end: number): Facets => ({
    ...before,
    metadata: { ...before.metadata, topics: new Map([topic('anew', id, `1|1,2,3|${isr}`)]) },
    offsets: new Map([['anew', [offsets(0, end)]]]),
  });
  const kinds = (one: Facets, other: Facets) => changesBetween(one, other).map(({ kind }) => kind);
  expect(kinds(anew('A', '1,2,3', 100), anew('B', '1,2,3', 5))).toEqual(['topic']);
  expect(kinds(anew('A', '1,2,3', 5), anew('A', '1,3,2', 5))).toEqual([]);
  expect(kinds(anew('A', '1,2,3', 5), anew('A', '1,3', 6))).toEqual(['isr', 'end']);
});

test('what was not asked for by that moment is told to be older', () => {
  const store = new Store(':memory:', 200_000);
  const snapshot = (atMs: number, ...names: FacetName[]) =>
    store.saveSnapshots('c', atMs, new Map(names.map((name) => [name, facetToJson(name, before[name])])));
  snapshot(60_000, 'metadata', 'groups');
  snapshot(120_000, 'metadata', 'offsets');
  snapshot(180_000, 'metadata');
  expect(facetsAt(store, 'c', 180_000).knownAt).toEqual({ offsets: 120_000, groups: 60_000, settings: null });
  expect(facetsAt(store, 'c', 60_000).knownAt).toEqual({ offsets: null, groups: 60_000, settings: null });
  store.close();
});

const KNOWN = { offsets: 7, groups: 7, settings: 7 };
const pastOf = (facets: Facets) => momentOf({ facets, knownAt: KNOWN }, 7);

test('a moment as rows; what was not known then is null', () => {
  const past = pastOf(before);
  expect(past.topics.map(({ name, records, underReplicated }) => [name, records, underReplicated])).toEqual([
    ['orders', 15, 0],
    ['gone', null, 0],
    ['anew', null, 0],
  ]);
  expect(past.groups).toEqual([
    { groupId: 'g', state: 'Stable', members: 2, lag: 7, unknownLags: 0, beyondEnd: 0 },
  ]);
  // Without what the topics held nobody knows how far the group was behind: no 0 stands for that.
  const endless = pastOf({ ...before, offsets: new Map() }).groups[0];
  expect(endless.lag).toBeNull();
  expect(endless.unknownLags).toBeGreaterThan(0);
  expect(pastOf(after).topics[0]).toMatchObject({ name: 'orders', underReplicated: 1 });
});

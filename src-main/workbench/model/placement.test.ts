import { expect, test } from 'vitest';
import { partitionMap, topicsOutOfSync } from './placement.ts';
import { type Facets, NO_FACETS } from './state.ts';

const partition = (index: number, leader: number, isr: number[]) => ({
  partition: index,
  leader,
  leaderEpoch: 3,
  replicas: [1, 2, 3],
  isr,
  offlineReplicas: [],
  errorCode: 0,
});
const topic = (name: string, partitions: ReturnType<typeof partition>[]) => [
  name,
  { name, id: name, internal: name.startsWith('__'), partitions },
];
const facets: Facets = {
  ...NO_FACETS,
  metadata: {
    ...NO_FACETS.metadata,
    topics: new Map([
      topic('orders', [partition(0, 1, [1, 2]), partition(1, -1, [2])]),
      topic('__consumer_offsets', [partition(0, 2, [1, 2, 3])]),
    ] as never),
  },
};
const log = (topicName: string, index: number, endOffset: number) => ({
  topic: topicName,
  partition: index,
  startOffset: 0,
  lastStableOffset: 0,
  highWatermark: 0,
  endOffset,
  sizeBytes: 0,
  lastAppendMs: null,
});
const source = {
  facets,
  insideOffsets: new Map<number, ReturnType<typeof log>[] | Error>([
    [1, [log('orders', 0, 100), log('orders', 1, 7)]],
    [2, [log('orders', 0, 103)]],
    [3, new Error('Node 3 is paused.')],
  ]),
  elr: new Map([['orders', new Map([[1, [3]]])]]),
};

test('lag is counted from the leader; nobody is ahead of it, and silence is not lag', () => {
  const { partitions, total } = partitionMap(source, { filter: '', internal: false });
  expect(total).toBe(2);
  expect(partitions.map(({ lags, endOffset, elr }) => ({ lags, endOffset, elr }))).toEqual([
    { lags: [0, 0, null], endOffset: 100, elr: [] },
    { lags: [null, null, null], endOffset: null, elr: [3] },
  ]);
});

test('the filter knows no case, and internal topics come when asked for', () => {
  const names = (filter: string, internal: boolean) =>
    partitionMap(source, { filter, internal }).partitions.map((row) => row.topic);
  expect(names('ORD', false)).toEqual(['orders', 'orders']);
  expect(names('offsets', false)).toEqual([]);
  expect(names('offsets', true)).toEqual(['__consumer_offsets']);
});

test('who may have eligible leader replicas', () => {
  expect(topicsOutOfSync(facets)).toEqual(['orders']);
});

import { expect, test } from 'vitest';
import { Store } from '../store/index.ts';
import { LagHistory } from './lag-history.ts';

const at = (atMs: number, total: number) => ({
  groupId: 'g',
  sample: { atMs, total, partitions: { 't-0': total } },
});

test('the past comes from the database, the last hour from memory', () => {
  const store = new Store(':memory:', 0);
  const before = new LagHistory(store, 'local');
  for (let second = 0; second < 60; second++) before.note([at(second * 1_000, second)]);
  expect(before.since('g', 30_500).length).toBe(29);
  expect(before.newerThan('g', 57_000).map(({ total }) => total)).toEqual([58, 59]);
  expect(before.totals('g').slice(-2)).toEqual([58, 59]);
  const after = new LagHistory(store, 'local');
  after.note([at(70_000, 7)]);
  expect(after.since('g', 0).map(({ atMs, total }) => `${atMs / 1_000}s ${total}`)).toEqual([
    '0s 0',
    '10s 10',
    '20s 20',
    '30s 30',
    '40s 40',
    '50s 50',
    '70s 7',
  ]);
  expect(after.since('other', 0)).toEqual([]);
  store.close();
});

test('a clock that is set back neither stops the samples nor leaves those of the time that comes again', () => {
  const store = new Store(':memory:', 0);
  const history = new LagHistory(store, 'local');
  for (const second of [0, 3_000, 3_600, 3_610]) history.note([at(second * 1_000, second)]);
  history.note([at(30_000, 1)]);
  history.note([at(31_000, 2)]);
  // Whoever was told of a later moment is told what there is now.
  expect(history.newerThan('g', 3_610_000).map(({ total }) => total)).toEqual([0, 1, 2]);
  expect(history.newerThan('g', 30_000).map(({ total }) => total)).toEqual([2]);
  expect(history.newerThan('g', 31_000)).toEqual([]);
  expect(history.totals('g')).toEqual([0, 1, 2]);
  expect(store.lagSamples('local', 'g', 0).map(({ total }) => total)).toEqual([0, 1]);
  store.close();
});

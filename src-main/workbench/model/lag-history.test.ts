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

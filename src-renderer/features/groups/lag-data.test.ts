import { expect, test } from 'vitest';
import type { LagSample } from '../../../src-main/contract/index.ts';
import { chartedPartitions, lagColumns, mergeSamples } from './lag-data.ts';

/** "10 a-0=3 a-1=5": at second 10. */
function sample(text: string): LagSample {
  const [at, ...parts] = text.split(' ');
  const partitions = Object.fromEntries(
    parts.map((part) => [part.split('=')[0]!, Number(part.split('=')[1])]),
  );
  return {
    atMs: Number(at) * 1000,
    partitions,
    total: Object.values(partitions).reduce((sum, lag) => sum + lag, 0),
  };
}
const series = ['10 a-0=3 a-1=5', '11 a-0=4', '12 a-0=6 a-1=0'].map(sample);

test('samples join in order, each once, none older than the span', () => {
  const merged = mergeSamples(series, [sample('12 a-0=6 a-1=0'), sample('13 a-0=9')], 2000);
  expect(merged.map((one) => one.atMs)).toEqual([11_000, 12_000, 13_000]);
  expect(mergeSamples([], [], 1000)).toEqual([]);
});

test('a clock that was set back takes what it said since then with it; a reconnection takes nothing', () => {
  const before = ['10 a-0=1', '3600 a-0=2', '3610 a-0=3'].map(sample);
  const turned = mergeSamples(before, ['10 a-0=1', '20 a-0=7'].map(sample), 300_000);
  expect(turned.map(({ atMs, total }) => `${atMs} ${total}`)).toEqual(['10000 1', '20000 7']);
  const again = mergeSamples(before, [sample('3600 a-0=2')], 300_000);
  expect(again.map(({ atMs }) => atMs)).toEqual([3_600_000, 3_610_000]);
});

test('the most lagging partitions are charted, in their own order', () => {
  const many = ['1 a-10=9 a-2=8 a-1=1'].map(sample);
  expect(chartedPartitions(many, 2)).toEqual(['a-2', 'a-10']);
  expect(chartedPartitions(series, 8)).toEqual(['a-0', 'a-1']);
  expect(chartedPartitions(series, 1)).toEqual(['a-0']);
  expect(chartedPartitions(many, 2, new Set(['a-10']))).toEqual(['a-1', 'a-2']);
});

test.each([
  ['total', null, '10 11 12 | 8 4 6'],
  ['lines', ['a-0', 'a-1'], '10 11 12 | 3 4 6 | 5 - 0'],
])('columns of the %s', (_, partitions, columns) => {
  const text = lagColumns(series, partitions).map((column) => column.map((value) => value ?? '-').join(' '));
  expect(text.join(' | ')).toBe(columns);
});

test('a pause is a gap, not a straight line', () => {
  expect(lagColumns(['10 a-0=3', '30 a-0=4'].map(sample), null)).toEqual([
    [10, 10.001, 30],
    [3, null, 4],
  ]);
});

test('a past that was thinned to lows and highs has no pause where there was none', () => {
  const pairs = Array.from({ length: 20 }, (_, at) => [at * 330, at * 330 + 10]).flat();
  const thinned = pairs.map((second, at) => sample(`${second} a-0=${at % 2 === 0 ? 1 : 90}`));
  expect(lagColumns(thinned, null)[0]).toHaveLength(thinned.length);
  const paused = [...thinned, sample('9000 a-0=1')];
  expect(lagColumns(paused, null)[0]).toHaveLength(paused.length + 1);
});

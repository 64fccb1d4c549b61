import { expect, test } from 'vitest';
import { heightOf, nearest, rowsOf, ticksOf, timeAt, xOf } from './geometry.ts';
import { withNews } from './store.ts';

const axis = { fromMs: 10_000, toMs: 70_000, width: 1_000 };

test('time and place are each other’s inverse', () => {
  for (const atMs of [10_000, 33_333, 70_000]) expect(timeAt(xOf(atMs, axis), axis)).toBeCloseTo(atMs);
});

test('a row a lane, a row a node, traffic and axis below, without holes', () => {
  const rows = rowsOf(['leaders', 'processes'], [1, 2, 3]);
  expect(rows.map(({ id }) => id)).toEqual([
    'leaders',
    'node-1',
    'node-2',
    'node-3',
    'acked',
    'delivered',
    'axis',
  ]);
  for (const [index, row] of rows.entries())
    expect(row.top).toBe(index === 0 ? 0 : rows[index - 1]!.top + rows[index - 1]!.height);
  expect(heightOf(rows)).toBe(rows.at(-1)!.top + rows.at(-1)!.height);
});

test('ticks are round times, far enough apart for their labels', () => {
  const ticks = ticksOf(axis);
  expect(ticks.every((at) => at % 5_000 === 0)).toBe(true);
  expect(ticks.length).toBeGreaterThan(3);
  expect(xOf(ticks[1]!, axis) - xOf(ticks[0]!, axis)).toBeGreaterThan(90);
});

test('a click takes the nearest thing of its row, and nothing far away', () => {
  const [row, other] = rowsOf(['leaders', 'isr'], []);
  const place = (x: number) => ({ x, row: x === 52 ? other! : row! });
  expect(nearest([40, 47, 52], 50, 5, place)).toBe(47);
  expect(nearest([40, 47, 52], 50, 30, place)).toBe(52);
  expect(nearest([10], 50, 5, place)).toBeNull();
});

test('the newest word on an interval counts', () => {
  const sample = (atMs: number, acked: number) => ({ atMs, acked, refused: 0, delivered: 0, waiting: 0 });
  const before = [sample(0, 1), sample(250, 2), sample(500, 3)];
  expect(withNews(before, [sample(500, 9), sample(750, 4)], 250)).toEqual([
    sample(250, 2),
    sample(500, 9),
    sample(750, 4),
  ]);
  expect(withNews(before, [], 0)).toBe(before);
});

import { expect, test } from 'vitest';
import type { ReplicationView } from '../../../src-main/contract/index.ts';
import { CELLS_MAX, logWindow, positionOf } from './log-window.ts';

const view = (ends: readonly (number | null)[], led: { endOffset: number; highWatermark: number } | null) =>
  ({ led, replicas: ends.map((endOffset) => ({ endOffset })) }) as unknown as ReplicationView;

test('replicas that are together show single records, the end at the right', () => {
  const window = logWindow(view([1_000, 998], { endOffset: 1_000, highWatermark: 998 }))!;
  expect(window.to - window.from).toBeLessThanOrEqual(CELLS_MAX);
  expect(positionOf(1_000, window)).toBe(100);
  expect(positionOf(998, window)).toBeLessThan(100);
});

test('one that is far behind is in view', () => {
  const window = logWindow(view([9_000, 1_000], { endOffset: 9_000, highWatermark: 9_000 }))!;
  expect(window).toEqual({ from: 0, to: 9_000 });
  expect(positionOf(1_000, window)).toBeGreaterThan(10);
});

test('a short log begins at the left', () => {
  const window = logWindow(view([3, 3], { endOffset: 3, highWatermark: 3 }))!;
  expect(window.from).toBe(0);
  expect(positionOf(3, window)).toBeLessThan(20);
});

test('without a leader followers are enough, and without anybody there is nothing', () => {
  expect(logWindow(view([12, null], null))).toEqual({ from: 0, to: 32 });
  expect(logWindow(view([null], null))).toBeNull();
});

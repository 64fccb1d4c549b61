import { expect, test } from 'vitest';
import type { NodeStatus, PartitionPlacement } from '../../../src-main/contract/index.ts';
import { cellOf, stateOf } from './cells.ts';

const row: PartitionPlacement = {
  topic: 'orders',
  partition: 0,
  leader: 1,
  leaderEpoch: 2,
  replicas: [1, 2, 3],
  isr: [1, 2],
  elr: [],
  minInSyncReplicas: 2,
  endOffset: 10,
  highWatermark: 10,
  lags: [0, 4, 7],
};
const cell = (nodeId: number, status: NodeStatus = 'running', change: Partial<PartitionPlacement> = {}) => {
  const { kind, lag } = cellOf({ ...row, ...change }, nodeId, status) ?? { kind: null, lag: null };
  return `${kind} ${lag}`;
};

test('a cell says what the replica is', () => {
  expect(cell(1)).toBe('leader 0');
  expect(cell(2)).toBe('behind 4');
  expect(cell(2, 'running', { lags: [0, 0, 7] })).toBe('inSync 0');
  expect(cell(3)).toBe('out 7');
  expect(cell(3, 'paused', { lags: [0, 0, null] })).toBe('out null');
  expect(cell(3, 'dead')).toBe('offline null');
  expect(cell(3, 'dead', { elr: [3] })).toBe('eligible null');
  expect(cell(4)).toBe('null null');
});

test.each([
  [{ isr: [1, 2, 3] }, 'healthy'],
  [{}, 'underReplicated'],
  [{ isr: [1] }, 'underMinIsr'],
  [{ leader: -1 }, 'offline'],
  [{ replicas: [1], isr: [1], minInSyncReplicas: 2 }, 'healthy'],
] as const)('%j is %s', (change, state) => expect(stateOf({ ...row, ...change })).toBe(state));

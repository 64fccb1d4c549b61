import { expect, test } from 'vitest';
import type { ReplicationInside } from '../../node/messages.ts';
import { replicationView } from './replication.ts';

const place = { topic: 'orders', partition: 0 };
const nodes = [1, 2, 3].map((id) => ({ id, status: 'running' as const }));

function inside(endOffset: number, leaderEpoch: number, led: ReplicationInside['led'] = null) {
  return { leaderEpoch, startOffset: 0, highWatermark: 5, endOffset, led };
}
const leads = (isr: number[]): ReplicationInside['led'] => ({
  isr,
  minInSyncReplicas: 2,
  maxLagMs: 10_000,
  askedIsr: null,
  followers: [
    { id: 1, endOffset: 4, fetchedAgoMs: 12_000, caughtUpAgoMs: 12_500 },
    { id: 3, endOffset: 9, fetchedAgoMs: 80, caughtUpAgoMs: 80 },
  ],
});

test('a leader that metadata does not name yet is believed; a silent replica stands where the leader knew it', () => {
  const view = replicationView(
    place,
    { leader: 1, leaderEpoch: 4, replicas: [1, 2, 3], isr: [1, 2, 3] },
    {
      answers: new Map([
        [2, inside(9, 5, leads([2, 3]))],
        [3, inside(9, 5)],
      ]),
      nodes: [{ id: 1, status: 'dead' }, ...nodes.slice(1)],
      elr: [],
    },
  );
  expect(view).toMatchObject({ leader: 2, leaderEpoch: 5, isr: [2, 3], led: { endOffset: 9 } });
  expect(view.replicas).toEqual([
    {
      id: 2,
      status: 'running',
      inSync: true,
      endOffset: 9,
      highWatermark: 5,
      fetchedAgoMs: 0,
      caughtUpAgoMs: 0,
    },
    {
      id: 1,
      status: 'dead',
      inSync: false,
      endOffset: 4,
      highWatermark: null,
      fetchedAgoMs: 12_000,
      caughtUpAgoMs: 12_500,
    },
    {
      id: 3,
      status: 'running',
      inSync: true,
      endOffset: 9,
      highWatermark: 5,
      fetchedAgoMs: 80,
      caughtUpAgoMs: 80,
    },
  ]);
});

test('an old leader that woke up is not believed, and without a leader nothing is invented', () => {
  const view = replicationView(
    place,
    { leader: 3, leaderEpoch: 6, replicas: [1, 2, 3], isr: [3] },
    { answers: new Map([[2, inside(12, 5, leads([1, 2, 3]))]]), nodes, elr: [1] },
  );
  expect(view).toMatchObject({ leader: 3, leaderEpoch: 6, isr: [3], elr: [1], led: null });
  expect(view.replicas.map(({ id, endOffset, fetchedAgoMs }) => [id, endOffset, fetchedAgoMs])).toEqual([
    [3, null, null],
    [1, null, null],
    [2, 12, null],
  ]);
});

import { expect, test } from 'vitest';
import type { ReplicaView, ReplicationView } from '../../../src-main/contract/index.ts';
import { explainPartition, explainReplica, patienceUsed } from './explain.ts';

const follower: ReplicaView = {
  id: 2,
  status: 'running',
  inSync: true,
  endOffset: 100,
  highWatermark: 100,
  fetchedAgoMs: 90,
  caughtUpAgoMs: 90,
};
const leader: ReplicaView = { ...follower, id: 1, fetchedAgoMs: 0, caughtUpAgoMs: 0 };
const healthy: ReplicationView = {
  topic: 'orders',
  partition: 0,
  leader: 1,
  leaderEpoch: 4,
  isr: [1, 2],
  elr: [],
  led: {
    startOffset: 0,
    highWatermark: 100,
    endOffset: 100,
    minInSyncReplicas: 1,
    maxLagMs: 10_000,
    askedIsr: null,
  },
  replicas: [leader, follower],
};
const led = (change: Partial<NonNullable<ReplicationView['led']>>) => ({ ...healthy.led!, ...change });

test.each([
  ['polls and has everything', {}, {}, /everything.*100/],
  ['is a little behind', { endOffset: 90 }, {}, /10 records behind.*in the ISR/],
  ['fell silent', { fetchedAgoMs: 4_200, caughtUpAgoMs: 4_200 }, {}, /not asked for 4\.2 s.*10 s/],
  ['is paused', { status: 'paused' }, {}, /paused/],
  ['is paused and out', { status: 'paused', inSync: false }, {}, /out of the ISR/],
  ['is down', { status: 'dead', inSync: false }, {}, /not running/],
  ['is down but eligible', { status: 'dead', inSync: false }, { elr: [2] }, /may lead/],
  ['comes back', { inSync: false, endOffset: 60 }, {}, /40 records to go/],
  ['has come back', { inSync: false }, {}, /high watermark.*back/],
  ['is being taken back', { inSync: false }, { led: led({ askedIsr: [1, 2] }) }, /controller/],
  ['has not fetched yet', { inSync: false, fetchedAgoMs: null }, {}, /not fetched/],
] as const)('a follower that %s', (_, replica, view, sentence) =>
  expect(explainReplica({ ...healthy, ...view } as ReplicationView, { ...follower, ...replica })).toMatch(
    sentence,
  ),
);

test('the leader', () => {
  expect(explainReplica(healthy, leader)).toMatch(/100/);
  expect(explainReplica({ ...healthy, led: led({ highWatermark: 97 }) }, leader)).toMatch(/3 records wait/);
});

test.each([
  [{}, /all.*in sync/i],
  [{ leader: -1 }, /no leader/i],
  [{ led: null }, /does not answer/],
  [{ isr: [1], replicas: [leader, { ...follower, inSync: false }] }, /without node 2/],
  [{ isr: [1], led: led({ minInSyncReplicas: 2 }) }, /acks=all/],
] as const)('the partition: %j', (change, sentence) =>
  expect(explainPartition({ ...healthy, ...change } as ReplicationView)).toMatch(sentence),
);

test('patience is counted for those in the ISR that are not caught up', () => {
  expect(patienceUsed(healthy, follower)).toBeNull();
  expect(patienceUsed(healthy, { ...follower, caughtUpAgoMs: 5_000 })).toBe(0.5);
  expect(patienceUsed(healthy, { ...follower, caughtUpAgoMs: 15_000 })).toBe(1);
  expect(patienceUsed(healthy, { ...follower, caughtUpAgoMs: 5_000, inSync: false })).toBeNull();
});

test('a leader that is paused is told apart from one that is only silent', () => {
  const silent = { ...healthy, led: null };
  expect(explainReplica(silent, { ...leader, status: 'paused' })).toMatch(/paused.*no answer/);
  expect(explainReplica(silent, leader)).toMatch(/does not answer/);
});

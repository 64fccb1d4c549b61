import { expect, test } from 'vitest';
import type { QuorumInside } from '../../node/messages.ts';
import { describedQuorum, quorumView } from './quorum.ts';

const voter = (id: number, endOffset = -1, agoMs: number | null = null) => ({
  id,
  directoryId: `dir-${id}`,
  endOffset,
  fetchedAgoMs: agoMs,
  caughtUpAgoMs: agoMs,
});
const follower = (endOffset: number, leaderId: number, leaderEpoch: number): QuorumInside => ({
  role: 'follower',
  leaderId,
  leaderEpoch,
  highWatermark: 90,
  endOffset,
  grantedBy: null,
  voters: [voter(1), voter(2), voter(3)],
  observers: [],
});
const leader = (voters: QuorumInside['voters']): QuorumInside => ({
  ...follower(100, 2, 7),
  role: 'leader',
  grantedBy: [2, 3],
  voters,
});

test('the leader knows how far the others are', () => {
  const view = quorumView([
    { nodeId: 1, answer: follower(60, 2, 7) },
    { nodeId: 2, answer: leader([voter(1, 60, 400), voter(2, 95), voter(3, 100, 20)]) },
  ]);
  expect(view).toMatchObject({ leaderId: 2, leaderEpoch: 7, endOffset: 100, grantedBy: [2, 3] });
  expect(
    view?.replicas.map(({ id, role, endOffset, lag, fetchedAgoMs }) => [
      id,
      role,
      endOffset,
      lag,
      fetchedAgoMs,
    ]),
  ).toEqual([
    [1, 'follower', 60, 40, 400],
    [2, 'leader', 100, 0, 0],
    [3, null, 100, 0, 20],
  ]);
});

test('while the leader is silent voters speak for themselves, and the higher epoch is right', () => {
  const candidate = { ...follower(60, -1, 8), role: 'candidate' };
  const view = quorumView([
    { nodeId: 3, answer: follower(58, 2, 7) },
    { nodeId: 1, answer: candidate },
  ]);
  expect(view).toMatchObject({ leaderId: null, leaderEpoch: 8, grantedBy: null });
  expect(
    view?.replicas.map(({ id, role, epoch, endOffset, lag }) => [id, role, epoch, endOffset, lag]),
  ).toEqual([
    [1, 'candidate', 8, 60, null],
    [2, null, null, null, null],
    [3, 'follower', 7, 58, null],
  ]);
});

test('nobody answers', () => expect(quorumView([])).toBeNull());

test('of a remote quorum the leader tells, and ages are counted on its clock', () => {
  const state = (replicaId: number, logEndOffset: number, lastFetchTimestamp: number) => ({
    replicaId,
    replicaDirectoryId: `dir-${replicaId}`,
    logEndOffset,
    lastFetchTimestamp,
    lastCaughtUpTimestamp: lastFetchTimestamp,
  });
  const view = describedQuorum({
    partitionIndex: 0,
    errorCode: 0,
    errorMessage: null,
    leaderId: 2,
    leaderEpoch: 7,
    highWatermark: 90,
    currentVoters: [state(1, 60, 9_500), state(2, 100, 10_000), state(3, -1, -1)],
    observers: [state(4, 99, 9_900)],
  } as never);
  expect(view).toMatchObject({
    leaderId: 2,
    leaderEpoch: 7,
    highWatermark: 90,
    endOffset: 100,
    grantedBy: null,
  });
  expect(
    view.replicas.map(({ id, voter: votes, role, lag, fetchedAgoMs }) => [
      id,
      votes,
      role,
      lag,
      fetchedAgoMs,
    ]),
  ).toEqual([
    [1, true, 'follower', 40, 500],
    [2, true, 'leader', 0, 0],
    [3, true, null, null, null],
    [4, false, 'observer', 1, 100],
  ]);
});

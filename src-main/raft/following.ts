/** What a follower or observer does: it fetches, cuts its log where the leader's differs, and keeps its place among the voters. */
import { assert } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { cutOffset, type EpochEnd } from './divergence.ts';
import type { FetchRequest, FetchResponse } from './messages.ts';
import type { Replica } from './replica.ts';
import { fetchAt, type Role } from './role.ts';
import { needsUpdate } from './voters.ts';

type FetchingRole = Extract<Role, { name: 'follower' | 'unattached' }>;
type FollowerRole = Extract<Role, { name: 'follower' }>;

export function fetch(replica: Replica, nowMs: number): void {
  const { role } = replica;
  if (role.name !== 'follower' && role.name !== 'unattached') return;
  if (nowMs < fetchAt(role.fetch)) return;
  // A pending cut changes what to ask for; the driver wakes us when it is done.
  if (replica.effects.truncateTo !== undefined) return;
  const to = role.leaderId >= 0 ? role.leaderId : anyReplica(replica);
  if (to === undefined) return;
  const { self, fetchMaxWaitMs } = replica.options;
  const request: FetchRequest = {
    kind: 'fetch',
    replicaId: self.id,
    replicaDirectoryId: self.directoryId,
    currentLeaderEpoch: replica.epoch,
    fetchOffset: replica.log.endOffset,
    lastFetchedEpoch: replica.log.latestEpoch,
    maxWaitMs: fetchMaxWaitMs,
    highWatermark: replica.highWatermark,
  };
  role.fetch = { request };
  replica.send(to, request);
}

/** Whoever may know the leader. */
function anyReplica({ voters, options, selfId, random }: Replica): number | undefined {
  const ids = new Set([...voters.map(({ id }) => id), ...options.bootstrapIds]);
  ids.delete(selfId);
  return [...ids][Math.floor(random() * ids.size)];
}

/** Whether this is the fetch whose answer the replica waits for. */
function awaits(role: Role, request: FetchRequest): role is FetchingRole {
  if (role.name !== 'follower' && role.name !== 'unattached') return false;
  return role.fetch !== 'storing' && 'request' in role.fetch && role.fetch.request === request;
}

export function onFetchAnswer(
  replica: Replica,
  from: number,
  answer: { readonly request: FetchRequest; readonly response: FetchResponse; readonly hasRecords: boolean },
  nowMs: number,
): void {
  const { request, response, hasRecords } = answer;
  const { role } = replica;
  if (!awaits(role, request)) return;
  if (role.name === 'unattached' || response.errorCode !== ErrorCode.NONE) {
    role.fetch = { retryAtMs: nowMs + replica.options.retryBackoffMs };
    return;
  }
  role.fetch = { retryAtMs: nowMs };
  leaderIsAlive(replica, role, nowMs);
  if (response.snapshotId !== null) {
    role.fetch = 'storing';
    replica.effects.installSnapshot = { from, id: response.snapshotId };
  } else if (response.divergingEpoch !== null) {
    cutDiverging(replica, response.divergingEpoch);
  } else if (hasRecords && request.fetchOffset === replica.log.endOffset) {
    // The next fetch waits until the records are on disk: asking for what follows them says so.
    role.fetch = 'storing';
    role.leaderHighWatermark = response.highWatermark;
    replica.effects.append = { kind: 'fetched' };
  } else {
    followHighWatermark(replica, role, response.highWatermark, nowMs);
  }
}

function leaderIsAlive(replica: Replica, role: FollowerRole, nowMs: number): void {
  role.deadlineMs = nowMs + replica.fetchTimeoutMs();
  role.hasFetched = true;
}

function cutDiverging(replica: Replica, leader: EpochEnd): void {
  const { log, highWatermark } = replica;
  const toOffset = cutOffset(log, leader);
  assert(toOffset >= highWatermark, `truncation to ${toOffset}, ${highWatermark} is committed`);
  replica.flushedOffset = Math.min(replica.flushedOffset, toOffset);
  replica.effects.truncateTo = toOffset;
}

/** What the last fetch brought is on disk. */
export function onAppended(replica: Replica, nowMs: number): void {
  const { role } = replica;
  if (role.name !== 'follower') return;
  replica.flushedOffset = replica.log.endOffset;
  if (role.leaderHighWatermark !== undefined)
    followHighWatermark(replica, role, role.leaderHighWatermark, nowMs);
  role.fetch = { retryAtMs: nowMs };
}

function followHighWatermark(replica: Replica, role: FollowerRole, offset: number, nowMs: number): void {
  const before = replica.highWatermark;
  replica.raiseHighWatermark(Math.min(offset, replica.log.endOffset));
  // The leader takes up one change after the other: this is the moment for the next one.
  const changedAt = replica.log.voterSet?.offset ?? Infinity;
  if (before <= changedAt && changedAt < replica.highWatermark && before >= 0) role.voterSetAtMs = nowMs;
}

export function onSnapshotProgress(replica: Replica, nowMs: number): void {
  if (replica.role.name === 'follower') leaderIsAlive(replica, replica.role, nowMs);
}

export function onSnapshotInstalled(replica: Replica, endOffset: number, nowMs: number): void {
  replica.flushedOffset = replica.log.endOffset;
  replica.raiseHighWatermark(endOffset);
  resumeFetching(replica, nowMs);
}

export function resumeFetching(replica: Replica, atMs: number): void {
  if (replica.role.name === 'follower') replica.role.fetch = { retryAtMs: atMs };
}

export function onFetchFailed(
  replica: Replica,
  from: number,
  request: FetchRequest,
  retryAtMs: number,
): void {
  const { role } = replica;
  if (!awaits(role, request)) return;
  role.fetch = { retryAtMs };
  // A leader that cannot be reached may be gone: do not stand in the way of a replica that found the same.
  if (role.name === 'follower' && role.leaderId === from) role.hasFetched = false;
}

/**
 * Now and then a replica compares what the log says of it with what it is. A voter tells of other endpoints. A replica
 * that joins by itself (KIP-1186) asks to be a voter, once the voter of its id that had another directory is removed.
 * Who has been a voter with this very directory was removed on purpose, and stays out until somebody adds it again.
 */
export function tendVoterSet(replica: Replica, role: FollowerRole, nowMs: number): void {
  if (nowMs < role.voterSetAtMs) return;
  role.voterSetAtMs = nowMs + replica.options.fetchTimeoutMs;
  const { log, voters, selfAsVoter, options } = replica;
  if (log.voterSet === undefined) return;
  if (replica.isVoter) {
    if (!needsUpdate(voters, selfAsVoter)) return;
    return replica.send(role.leaderId, {
      kind: 'update-voter',
      currentLeaderEpoch: replica.epoch,
      voter: selfAsVoter,
    });
  }
  if (!options.autoJoin || log.hasNamedVoter(options.self)) return;
  const former = voters.find(({ id }) => id === replica.selfId);
  if (former !== undefined) {
    const { id, directoryId } = former;
    replica.send(role.leaderId, { kind: 'remove-voter', voter: { id, directoryId } });
  } else {
    replica.send(role.leaderId, { kind: 'add-voter', voter: selfAsVoter, ackWhenCommitted: false });
  }
}

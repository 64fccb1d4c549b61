/** Who leads: votes and pre-votes, and a leader's word of when its epoch begins and ends. */
import { ZERO_UUID } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { Ballot } from './ballot.ts';
import type {
  BeginQuorumEpochRequest,
  EndQuorumEpochRequest,
  QuorumEpochResponse,
  VoteRequest,
} from './messages.ts';
import type { Replica } from './replica.ts';
import { becomeFollower, becomeUnattached, learn } from './transitions.ts';
import { type ReplicaKey, sameReplica } from './types.ts';
import { grantsVote } from './vote-rules.ts';

/** Retry back-offs that a voter waits when it has just granted a pre-vote: time for one write to a busy disk. */
const HEAD_START_FACTOR = 8;

/**
 * A pre-vote disturbs nobody and asks everybody who leads: a voter that starts need not wait for that, and in a quorum
 * that starts as a whole one stands after the other.
 */
export function start(replica: Replica, nowMs: number): void {
  becomeUnattached(replica, replica.epoch, nowMs);
  const { role } = replica;
  if (role.name !== 'unattached') return;
  const rank = replica.voters.filter((voter) => voter.id < replica.selfId).length;
  role.deadlineMs = nowMs + replica.headStartMs(rank);
}

/** As if the fetch timeout were over; the others follow one after another, so that the votes are not split. */
export function onPeerGone(replica: Replica, id: number, nowMs: number): void {
  const { role } = replica;
  if (role.name !== 'follower' || role.leaderId !== id) return;
  const rank = replica.voters.filter((voter) => voter.id !== id && voter.id < replica.selfId).length;
  role.deadlineMs = Math.min(role.deadlineMs, nowMs + replica.headStartMs(rank));
  role.hasFetched = false;
}

// --- requests of others ---------------------------------------------------------------------------------------

export function onVote(replica: Replica, token: number, request: VoteRequest, nowMs: number): void {
  const { replicaId, replicaEpoch, lastOffsetEpoch, lastOffset, preVote } = request;
  const answer = (errorCode: number, voteGranted = false) =>
    replica.respond(token, { kind: 'vote', errorCode, voteGranted, ...replica.leaderAndEpoch });
  // A candidate raises its epoch before it asks, so its log ends in an older one.
  const isAhead = preVote ? lastOffsetEpoch > replicaEpoch : lastOffsetEpoch >= replicaEpoch;
  if (lastOffset < 0 || lastOffsetEpoch < 0 || isAhead) return answer(ErrorCode.INVALID_REQUEST);
  if (replicaEpoch < replica.epoch) return answer(ErrorCode.FENCED_LEADER_EPOCH);
  if (replicaId < 0) return answer(ErrorCode.INVALID_REQUEST);
  if (replicaEpoch > replica.epoch) becomeUnattached(replica, replicaEpoch, nowMs);
  if (!isMeantFor(replica, request.voterKey)) return answer(ErrorCode.INVALID_VOTER_KEY);
  const candidate = { id: replicaId, directoryId: request.replicaDirectoryId };
  const { latestEpoch, endOffset } = replica.log;
  const logIsUpToDate =
    lastOffsetEpoch > latestEpoch || (lastOffsetEpoch === latestEpoch && lastOffset >= endOffset);
  const granted = grantsVote(replica.role, replica.voted, { candidate, preVote, logIsUpToDate });
  if (granted && !preVote) {
    replica.voted = candidate;
    // Having voted is a reason to wait for the winner, not to stand against it.
    becomeUnattached(replica, replica.epoch, nowMs);
  }
  if (granted && preVote) letStand(replica, nowMs);
  answer(ErrorCode.NONE, granted);
}

/**
 * Who may well win next must put its vote on disk first. Until then we do not stand against it: three voters of which
 * one is gone would split the votes, and wait for the election timeout.
 */
function letStand(replica: Replica, nowMs: number): void {
  const { role } = replica;
  if (role.name === 'follower' || role.name === 'unattached')
    role.deadlineMs = Math.max(role.deadlineMs, nowMs + replica.options.retryBackoffMs * HEAD_START_FACTOR);
}

/** A replica whose disk was emptied has forgotten its votes: it must not answer for the voter it was (KIP-853). */
function isMeantFor(replica: Replica, key: ReplicaKey | null): boolean {
  const { self } = replica.options;
  if (key === null) return true;
  return key.id === self.id && (key.directoryId === ZERO_UUID || key.directoryId === self.directoryId);
}

export function onBeginQuorumEpoch(
  replica: Replica,
  token: number,
  request: BeginQuorumEpochRequest,
  nowMs: number,
): void {
  const { leaderId, leaderEpoch, voterKey } = request;
  const error = lateOrNameless(replica, leaderId, leaderEpoch);
  if (error === ErrorCode.NONE) {
    learn(replica, leaderEpoch, leaderId, nowMs);
    // The leader itself speaks: it is there, so give up seeking another one.
    const { name } = replica.role;
    if (name === 'prospective' || name === 'unattached')
      becomeFollower(replica, leaderEpoch, leaderId, nowMs);
  }
  const isMeant = error !== ErrorCode.NONE || isMeantFor(replica, voterKey);
  answerEpoch(replica, token, 'begin-quorum-epoch', isMeant ? error : ErrorCode.INVALID_VOTER_KEY);
}

export function onEndQuorumEpoch(
  replica: Replica,
  token: number,
  request: EndQuorumEpochRequest,
  nowMs: number,
): void {
  const { leaderId, leaderEpoch, preferredCandidates } = request;
  const error = lateOrNameless(replica, leaderId, leaderEpoch);
  if (error === ErrorCode.NONE) {
    learn(replica, leaderEpoch, leaderId, nowMs);
    const { role } = replica;
    if (role.name === 'follower' && role.leaderId === leaderId) {
      // Whoever the leader prefers stands at once, the others give it a growing head start.
      const rank = preferredCandidates.findIndex((key) => isMeantFor(replica, key));
      role.deadlineMs = nowMs + replica.headStartMs(rank < 0 ? preferredCandidates.length : rank);
      role.hasFetched = false;
    }
  }
  answerEpoch(replica, token, 'end-quorum-epoch', error);
}

function lateOrNameless(replica: Replica, leaderId: number, leaderEpoch: number): number {
  if (leaderEpoch < replica.epoch) return ErrorCode.FENCED_LEADER_EPOCH;
  return leaderId < 0 ? ErrorCode.INVALID_REQUEST : ErrorCode.NONE;
}

function answerEpoch(
  replica: Replica,
  token: number,
  kind: QuorumEpochResponse['kind'],
  errorCode: number,
): void {
  replica.respond(token, { kind, errorCode, ...replica.leaderAndEpoch });
}

// --- our own ballots ------------------------------------------------------------------------------------------

export function askForVotes(
  replica: Replica,
  ballot: Ballot,
  { preVote, nowMs }: { readonly preVote: boolean; readonly nowMs: number },
): void {
  const { self } = replica.options;
  for (const voter of replica.voters) {
    if (sameReplica(voter, self) || ballot.hasAnswered(voter.id)) continue;
    if (nowMs < (ballot.retryAtMs.get(voter.id) ?? -Infinity)) continue;
    ballot.retryAtMs.set(voter.id, Infinity);
    replica.send(voter.id, {
      kind: 'vote',
      voterKey: { id: voter.id, directoryId: voter.directoryId },
      replicaId: self.id,
      replicaDirectoryId: self.directoryId,
      replicaEpoch: replica.epoch,
      lastOffsetEpoch: replica.log.latestEpoch,
      lastOffset: replica.log.endOffset,
      preVote,
    });
  }
}

export function onVoteAnswer(
  replica: Replica,
  from: number,
  {
    preVote,
    granted,
    nowMs,
  }: { readonly preVote: boolean; readonly granted: boolean; readonly nowMs: number },
): void {
  const { role } = replica;
  if (role.name !== (preVote ? 'prospective' : 'candidate')) return;
  role.ballot.record(from, granted);
  if (!role.ballot.isLost) return;
  const backoffMs = replica.random() * replica.options.electionBackoffMaxMs;
  role.deadlineMs = Math.min(role.deadlineMs, nowMs + backoffMs);
}

/** Nobody misses the leader but us: try to follow it again. */
export function losePreVote(replica: Replica, leaderId: number, nowMs: number): void {
  if (leaderId >= 0) becomeFollower(replica, replica.epoch, leaderId, nowMs);
  else becomeUnattached(replica, replica.epoch, nowMs);
}

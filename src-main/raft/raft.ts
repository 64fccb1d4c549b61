import { type RandomSource, unreachable } from '../base/index.ts';
import { newEffects, type RaftEffects, type RaftInput, type RoleName } from './effects.ts';
import {
  askForVotes,
  losePreVote,
  onBeginQuorumEpoch,
  onEndQuorumEpoch,
  onPeerGone,
  onVote,
  onVoteAnswer,
  start,
} from './elections.ts';
import {
  fetch,
  onAppended,
  onFetchAnswer,
  onFetchFailed,
  onSnapshotInstalled,
  onSnapshotProgress,
  resumeFetching,
  tendVoterSet,
} from './following.ts';
import { lead, onFetch } from './leading.ts';
import type { Leadership } from './leadership.ts';
import type { OwnRequest, PeerResponse, RaftRequest } from './messages.ts';
import { Replica } from './replica.ts';
import {
  becomeCandidate,
  becomeLeader,
  becomeProspective,
  becomeUnattached,
  learn,
  resign,
} from './transitions.ts';
import type { LogView, QuorumState, RaftOptions, Voter } from './types.ts';
import { onAddVoter, onKRaftVersions, onRemoveVoter, onUpdateVoter } from './voter-changes.ts';

/**
 * One replica of the metadata log: Raft as KRaft has it (KIP-595: replication by fetch, KIP-853: voters in the log,
 * KIP-996: pre-votes). Pure: `step` takes what happened and says what must be done, in order; the driver does it and
 * reports back. Times are those of one monotonic clock. The rules themselves are in the files that this one calls.
 */
export class Raft {
  readonly #replica: Replica;

  /** `state` is what quorum-state held, undefined when there was none. */
  constructor(log: LogView, state: QuorumState | undefined, options: RaftOptions, random: RandomSource) {
    this.#replica = new Replica(log, state, options, random);
  }

  get epoch(): number {
    return this.#replica.epoch;
  }

  /** -1: none known. */
  get leaderId(): number {
    return this.#replica.leaderId;
  }

  get role(): RoleName {
    return this.#replica.roleName;
  }

  /** -1 until this process has seen something committed. */
  get highWatermark(): number {
    return this.#replica.highWatermark;
  }

  /** The newest in the log, committed or not. */
  get voters(): readonly Voter[] {
    return this.#replica.voters;
  }

  /** Nobody else has a say. */
  get isOnlyVoter(): boolean {
    return this.#replica.isOnlyVoter;
  }

  /** What the leader knows of the others; undefined elsewhere. */
  get leadership(): Leadership | undefined {
    const { role } = this.#replica;
    return role.name === 'leader' ? role.leadership : undefined;
  }

  /** @returns the effects, to be executed at once and in order; the object is the caller's. */
  step(input: RaftInput, nowMs: number): RaftEffects {
    const replica = this.#replica;
    replica.effects = newEffects();
    // A record that the leader has appended since may have changed the voters.
    if (replica.role.name === 'leader') replica.role.leadership.changeVoters(replica.voters, nowMs);
    handle(replica, input, nowMs);
    // One role may lead to the next: a sole voter stands, wins and leads in one step.
    for (let before; before !== replica.role;) {
      before = replica.role;
      poll(replica, nowMs);
    }
    return replica.finish();
  }
}

function handle(replica: Replica, input: RaftInput, nowMs: number): void {
  const { retryBackoffMs } = replica.options;
  switch (input.kind) {
    case 'start':
      return start(replica, nowMs);
    case 'wake':
      return;
    case 'request':
      return onRequest(replica, input.token, input.request, nowMs);
    case 'response':
      return onResponse(replica, input, nowMs);
    case 'no-response':
      return onNoResponse(replica, input.from, input.request, nowMs);
    case 'appended':
      return onAppended(replica, nowMs);
    case 'flushed':
      replica.flushedOffset = Math.max(replica.flushedOffset, input.endOffset);
      if (replica.role.name === 'leader') replica.role.leadership.flushed(replica.flushedOffset, nowMs);
      return;
    case 'snapshot-progress':
      return onSnapshotProgress(replica, nowMs);
    case 'snapshot-installed':
      return onSnapshotInstalled(replica, input.id.endOffset, nowMs);
    case 'snapshot-failed':
      return resumeFetching(replica, nowMs + retryBackoffMs);
    case 'snapshot-served':
      if (replica.role.name === 'leader') replica.role.leadership.heardOf(input.replica, nowMs);
      return;
    case 'resign':
      if (replica.role.name === 'leader') resign(replica, nowMs);
      return;
    case 'peer-gone':
      return onPeerGone(replica, input.id, nowMs);
    default:
      unreachable(input);
  }
}

function onRequest(replica: Replica, token: number, request: RaftRequest, nowMs: number): void {
  switch (request.kind) {
    case 'vote':
      return onVote(replica, token, request, nowMs);
    case 'begin-quorum-epoch':
      return onBeginQuorumEpoch(replica, token, request, nowMs);
    case 'end-quorum-epoch':
      return onEndQuorumEpoch(replica, token, request, nowMs);
    case 'fetch':
      return onFetch(replica, token, request, nowMs);
    case 'add-voter':
      return onAddVoter(replica, token, request, nowMs);
    case 'remove-voter':
      return onRemoveVoter(replica, token, request, nowMs);
    case 'update-voter':
      return onUpdateVoter(replica, token, request, nowMs);
    default:
      unreachable(request);
  }
}

type ResponseInput = Extract<RaftInput, { kind: 'response' }>;

function onResponse(replica: Replica, input: ResponseInput, nowMs: number): void {
  const { from, request, hasRecords } = input;
  const response: PeerResponse = input.response;
  const before = replica.epoch;
  learn(replica, response.leaderEpoch, response.leaderId, nowMs);
  if (response.kind === 'vote' && request.kind === 'vote') {
    if (replica.epoch !== before || request.replicaEpoch !== replica.epoch) return;
    onVoteAnswer(replica, from, { preVote: request.preVote, granted: response.voteGranted, nowMs });
  } else if (response.kind === 'fetch' && request.kind === 'fetch') {
    onFetchAnswer(replica, from, { request, response, hasRecords }, nowMs);
  } else if (response.kind === 'kraft-versions') {
    onKRaftVersions(replica, from, response, nowMs);
  }
}

function onNoResponse(replica: Replica, from: number, request: OwnRequest, nowMs: number): void {
  const { role } = replica;
  const retryAtMs = nowMs + replica.options.retryBackoffMs;
  if (request.kind === 'vote' && (role.name === 'prospective' || role.name === 'candidate')) {
    if (!role.ballot.hasAnswered(from)) role.ballot.retryAtMs.set(from, retryAtMs);
  } else if (request.kind === 'fetch') {
    onFetchFailed(replica, from, request, retryAtMs);
  } else if (request.kind === 'kraft-versions') {
    onKRaftVersions(replica, from, null, nowMs);
  }
}

/** What time and counts allow. */
function poll(replica: Replica, nowMs: number): void {
  const { role, mayStand } = replica;
  switch (role.name) {
    case 'unattached':
      if (replica.isOnlyVoter) return becomeCandidate(replica, nowMs);
      if (mayStand && nowMs >= role.deadlineMs) return becomeProspective(replica, nowMs);
      if (!mayStand) fetch(replica, nowMs);
      return;
    case 'prospective':
      if (role.ballot.isWon) return becomeCandidate(replica, nowMs);
      if (nowMs >= role.deadlineMs) return losePreVote(replica, role.leaderId, nowMs);
      if (!role.ballot.isLost) askForVotes(replica, role.ballot, { preVote: true, nowMs });
      return;
    case 'candidate':
      if (role.ballot.isWon) return becomeLeader(replica, role.ballot, nowMs);
      if (nowMs >= role.deadlineMs) return becomeProspective(replica, nowMs);
      if (!role.ballot.isLost) askForVotes(replica, role.ballot, { preVote: false, nowMs });
      return;
    case 'leader':
      return lead(replica, role.leadership, nowMs);
    case 'follower':
      if (nowMs < role.deadlineMs) {
        tendVoterSet(replica, role, nowMs);
        return fetch(replica, nowMs);
      }
      // An observer asks around for the leader again; a voter seeks election.
      return mayStand ? becomeProspective(replica, nowMs) : becomeUnattached(replica, replica.epoch, nowMs);
    case 'resigned':
      // It led this epoch, so it can neither lead nor vote in it again.
      if (nowMs >= role.deadlineMs) becomeUnattached(replica, replica.epoch + 1, nowMs);
      return;
    default:
      unreachable(role);
  }
}

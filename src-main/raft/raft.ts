import { assert, type RandomSource, unreachable } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { Ballot } from './ballot.ts';
import { cutOffset, type EpochEnd, misfitOf } from './divergence.ts';
import { Leadership } from './leadership.ts';
import { fetchAt, type Role, roleLeaderId, wakeOf } from './role.ts';
import {
  type BeginQuorumEpochRequest,
  type EndQuorumEpochRequest,
  type FetchRequest,
  type FetchResponse,
  type LogView,
  type QuorumState,
  type RaftEffects,
  type RaftInput,
  type RaftOptions,
  type RaftRequest,
  type RaftResponse,
  type ReplicaKey,
  type RoleName,
  sameReplica,
  type Voter,
  type VoteRequest,
} from './types.ts';
import { grantsVote } from './vote-rules.ts';

/** A leader must hear of a majority within this many fetch timeouts (KafkaRaftClient, checkQuorum). */
const CHECK_QUORUM_FACTOR = 1.5;

/**
 * One replica of the metadata log: Raft as KRaft has it (KIP-595: replication by fetch, KIP-853: directory ids,
 * KIP-996: pre-votes). Pure: `step` takes what happened and says what must be done, in order; the driver does
 * it and reports back. Times are those of one monotonic clock.
 *
 * Invariants: the epoch never falls; one vote an epoch; the high watermark never falls and is never truncated.
 */
export class Raft {
  readonly #log: LogView;
  readonly #options: RaftOptions;
  readonly #random: RandomSource;
  #epoch: number;
  #voted: ReplicaKey | null;
  #voters: readonly Voter[];
  #role: Role;
  #highWatermark = -1;
  #flushedOffset: number;
  #effects: RaftEffects = newEffects();
  #persisted: QuorumState;
  #reported = '';

  /** `state` is what quorum-state held, undefined when there was none; `voters` those of the log and its snapshot. */
  constructor(
    log: LogView,
    voters: readonly Voter[],
    state: QuorumState | undefined,
    options: RaftOptions,
    random: RandomSource,
  ) {
    this.#log = log;
    this.#options = options;
    this.#random = random;
    this.#voters = voters;
    this.#flushedOffset = log.endOffset;
    this.#persisted = state ?? { leaderId: -1, leaderEpoch: 0, voted: null };
    this.#epoch = Math.max(this.#persisted.leaderEpoch, log.latestEpoch);
    // Having led an epoch counts as having voted for oneself in it: it must not elect another leader with our vote.
    const ledIt = this.#persisted.leaderId === options.self.id;
    this.#voted =
      this.#epoch > this.#persisted.leaderEpoch ? null : ledIt ? options.self : this.#persisted.voted;
    this.#role = { name: 'unattached', leaderId: -1, deadlineMs: Infinity, fetch: { retryAtMs: -Infinity } };
  }

  get epoch(): number {
    return this.#epoch;
  }

  get leaderId(): number {
    return roleLeaderId(this.#role, this.#options.self.id);
  }

  get role(): RoleName {
    const { name } = this.#role;
    return !this.#isVoter && (name === 'follower' || name === 'unattached') ? 'observer' : name;
  }

  /** -1 until this process has seen something committed. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  get voters(): readonly Voter[] {
    return this.#voters;
  }

  /** What the leader knows of the others; undefined elsewhere. */
  get leadership(): Leadership | undefined {
    return this.#role.name === 'leader' ? this.#role.leadership : undefined;
  }

  /** @returns the effects, to be executed at once and in order; the object is the caller's. */
  step(input: RaftInput, nowMs: number): RaftEffects {
    this.#effects = newEffects();
    this.#handle(input, nowMs);
    this.#poll(nowMs);
    return this.#finish();
  }

  #handle(input: RaftInput, nowMs: number): void {
    switch (input.kind) {
      case 'start':
        return this.#start(nowMs);
      case 'wake':
        return;
      case 'request':
        return this.#onRequest(input.token, input.request, nowMs);
      case 'response':
        return this.#onResponse(input.from, input.request, input.response, input.hasRecords, nowMs);
      case 'no-response':
        return this.#onNoResponse(input.from, input.request, nowMs);
      case 'appended':
        return this.#onAppended(nowMs);
      case 'flushed':
        this.#flushedOffset = Math.max(this.#flushedOffset, input.endOffset);
        if (this.#role.name === 'leader') this.#role.leadership.flushed(this.#flushedOffset, nowMs);
        return;
      case 'snapshot-installed':
        this.#flushedOffset = this.#log.endOffset;
        this.#raiseHighWatermark(input.id.endOffset);
        return this.#resumeFetching(nowMs);
      case 'snapshot-failed':
        return this.#resumeFetching(nowMs + this.#options.retryBackoffMs);
      case 'voters':
        this.#voters = input.voters;
        if (this.#role.name === 'leader') this.#role.leadership.changeVoters(input.voters);
        return;
      case 'resign':
        if (this.#role.name === 'leader') this.#resign(nowMs);
        return;
      case 'peer-gone':
        return this.#onPeerGone(input.id, nowMs);
      default:
        unreachable(input);
    }
  }

  /**
   * A pre-vote disturbs nobody and asks everybody who leads: a voter need not wait for that, and in a quorum that
   * starts as a whole one stands after the other.
   */
  #start(nowMs: number): void {
    this.#becomeUnattached(this.#epoch, -1, nowMs);
    const role = this.#role;
    if (role.name !== 'unattached') return;
    const rank = this.#voters.filter((voter) => voter.id < this.#options.self.id).length;
    role.deadlineMs = nowMs + this.#headStartMs(rank);
  }

  /** As if the fetch timeout were over; the others follow one after another, so that the votes are not split. */
  #onPeerGone(id: number, nowMs: number): void {
    const role = this.#role;
    if (role.name !== 'follower' || role.leaderId !== id) return;
    const rank = this.#voters.filter((voter) => voter.id !== id && voter.id < this.#options.self.id).length;
    role.deadlineMs = Math.min(role.deadlineMs, nowMs + this.#headStartMs(rank));
    role.hasFetched = false;
  }

  // --- what time and counts allow -----------------------------------------------------------------------------

  #poll(nowMs: number): void {
    const role = this.#role;
    switch (role.name) {
      case 'unattached':
        if (this.#isOnlyVoter) return this.#becomeCandidate(nowMs);
        if (this.#isVoter && nowMs >= role.deadlineMs) return this.#becomeProspective(nowMs);
        if (!this.#isVoter) this.#fetch(nowMs);
        return;
      case 'prospective':
        if (nowMs >= role.deadlineMs) return this.#losePreVote(role.leaderId, nowMs);
        if (!role.ballot.isLost) this.#askForVotes(role.ballot, true, nowMs);
        return;
      case 'candidate':
        if (nowMs >= role.deadlineMs) return this.#becomeProspective(nowMs);
        if (!role.ballot.isLost) this.#askForVotes(role.ballot, false, nowMs);
        return;
      case 'leader':
        return this.#lead(role.leadership, nowMs);
      case 'follower':
        if (nowMs < role.deadlineMs) return this.#fetch(nowMs);
        // An observer asks around for the leader again; a voter seeks election.
        return this.#isVoter
          ? this.#becomeProspective(nowMs)
          : this.#becomeUnattached(this.#epoch, -1, nowMs);
      case 'resigned':
        // It led this epoch, so it can neither lead nor vote in it again.
        if (nowMs >= role.deadlineMs) this.#becomeUnattached(this.#epoch + 1, -1, nowMs);
        return;
      default:
        unreachable(role);
    }
  }

  #lead(leadership: Leadership, nowMs: number): void {
    const { fetchTimeoutMs } = this.#options;
    if (nowMs >= leadership.checkQuorumDeadlineMs(fetchTimeoutMs * CHECK_QUORUM_FACTOR)) {
      return this.#resign(nowMs);
    }
    if (nowMs >= leadership.announceAtMs) {
      leadership.announceAtMs = Infinity;
      for (const { key, lastFetchMs } of leadership.voters) {
        if (key.id === this.#options.self.id || nowMs - lastFetchMs < fetchTimeoutMs) continue;
        leadership.announceAtMs = nowMs + fetchTimeoutMs / 2;
        this.#send(key.id, {
          kind: 'begin-quorum-epoch',
          leaderId: this.#options.self.id,
          leaderEpoch: this.#epoch,
        });
      }
    }
    this.#raiseHighWatermark(leadership.committedOffset);
    this.#answerParked(leadership, nowMs);
  }

  #raiseHighWatermark(offset: number): void {
    if (offset <= this.#highWatermark) return;
    assert(offset <= this.#log.endOffset, `high watermark ${offset}, log ends at ${this.#log.endOffset}`);
    this.#highWatermark = offset;
    this.#effects.commitTo = offset;
  }

  // --- transitions --------------------------------------------------------------------------------------------

  #becomeUnattached(epoch: number, leaderId: number, nowMs: number): void {
    this.#raiseEpoch(epoch);
    this.#enter({
      name: 'unattached',
      leaderId,
      deadlineMs: nowMs + this.#electionTimeoutMs(),
      fetch: { retryAtMs: nowMs },
    });
  }

  #becomeProspective(nowMs: number): void {
    const ballot = new Ballot(this.#voters, this.#options.self.id);
    const leaderId = this.leaderId;
    this.#enter({ name: 'prospective', leaderId, ballot, deadlineMs: nowMs + this.#electionTimeoutMs() });
    if (ballot.isWon) return this.#becomeCandidate(nowMs);
    this.#askForVotes(ballot, true, nowMs);
  }

  /** Nobody misses the leader but us: try to follow it again. */
  #losePreVote(leaderId: number, nowMs: number): void {
    if (leaderId >= 0) this.#becomeFollower(this.#epoch, leaderId, nowMs);
    else this.#becomeUnattached(this.#epoch, -1, nowMs);
  }

  #becomeCandidate(nowMs: number): void {
    assert(this.#isVoter, 'only a voter may stand for election');
    this.#raiseEpoch(this.#epoch + 1);
    this.#voted = this.#options.self;
    const ballot = new Ballot(this.#voters, this.#options.self.id);
    this.#enter({ name: 'candidate', ballot, deadlineMs: nowMs + this.#electionTimeoutMs() });
    if (ballot.isWon) return this.#becomeLeader(ballot, nowMs);
    this.#askForVotes(ballot, false, nowMs);
  }

  #becomeLeader(ballot: Ballot, nowMs: number): void {
    const { self } = this.#options;
    const leadership = new Leadership(self, this.#voters, ballot.granting, this.#log.endOffset, nowMs);
    leadership.flushed(this.#flushedOffset, nowMs);
    this.#enter({ name: 'leader', leadership });
    this.#effects.append = {
      kind: 'leader-change',
      epoch: this.#epoch,
      leaderId: self.id,
      voters: this.#voters,
      grantingVoters: leadership.grantingVoters,
    };
    this.#lead(leadership, nowMs);
  }

  #becomeFollower(epoch: number, leaderId: number, nowMs: number): void {
    assert(leaderId !== this.#options.self.id, `told to follow itself in epoch ${epoch}`);
    this.#raiseEpoch(epoch);
    this.#enter({
      name: 'follower',
      leaderId,
      deadlineMs: nowMs + this.#fetchTimeoutMs(),
      hasFetched: false,
      fetch: { retryAtMs: nowMs },
    });
  }

  #resign(nowMs: number): void {
    assert(this.#role.name === 'leader', 'only a leader resigns');
    const successors = this.#role.leadership.successors;
    this.#enter({ name: 'resigned', deadlineMs: nowMs + this.#electionTimeoutMs() });
    for (const { id } of successors) {
      this.#send(id, {
        kind: 'end-quorum-epoch',
        leaderId: this.#options.self.id,
        leaderEpoch: this.#epoch,
        preferredCandidates: successors,
      });
    }
  }

  #raiseEpoch(epoch: number): void {
    assert(epoch >= this.#epoch, `epoch ${epoch} after ${this.#epoch}`);
    if (epoch > this.#epoch) this.#voted = null;
    this.#epoch = epoch;
  }

  #enter(role: Role): void {
    const before = this.#role;
    this.#role = role;
    // Fetches that a leader held are answered with the truth as it is now.
    if (before.name !== 'leader') return;
    for (const { token } of before.leadership.parked.splice(0)) {
      this.#respond(token, this.#fetchError(ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }
  }

  /** Follows what another replica says about epoch and leader. A leader that did not answer us stays unfollowed. */
  #learn(epoch: number, leaderId: number, nowMs: number): void {
    if (epoch < this.#epoch) return;
    const isOther = leaderId >= 0 && leaderId !== this.#options.self.id;
    if (epoch > this.#epoch) {
      if (isOther) this.#becomeFollower(epoch, leaderId, nowMs);
      else this.#becomeUnattached(epoch, -1, nowMs);
    } else if (isOther) {
      const known = this.leaderId;
      assert(known < 0 || known === leaderId, `epoch ${epoch} is led by ${known} and by ${leaderId}`);
      if (known < 0) this.#becomeFollower(epoch, leaderId, nowMs);
    }
  }

  // --- requests of others -------------------------------------------------------------------------------------

  #onRequest(token: number, request: RaftRequest, nowMs: number): void {
    switch (request.kind) {
      case 'vote':
        return this.#onVote(token, request, nowMs);
      case 'begin-quorum-epoch':
        return this.#onBeginQuorumEpoch(token, request, nowMs);
      case 'end-quorum-epoch':
        return this.#onEndQuorumEpoch(token, request, nowMs);
      case 'fetch':
        return this.#onFetch(token, request, nowMs);
      default:
        unreachable(request);
    }
  }

  #onVote(token: number, request: VoteRequest, nowMs: number): void {
    if (request.replicaEpoch < this.#epoch) {
      return this.#respondVote(token, ErrorCode.FENCED_LEADER_EPOCH, false);
    }
    if (request.replicaEpoch > this.#epoch) this.#becomeUnattached(request.replicaEpoch, -1, nowMs);
    const candidate = { id: request.replicaId, directoryId: request.replicaDirectoryId };
    const logIsUpToDate =
      request.lastOffsetEpoch > this.#log.latestEpoch ||
      (request.lastOffsetEpoch === this.#log.latestEpoch && request.lastOffset >= this.#log.endOffset);
    const granted = grantsVote(this.#role, this.#voted, {
      candidate,
      preVote: request.preVote,
      logIsUpToDate,
    });
    if (granted && !request.preVote) {
      this.#voted = candidate;
      // Having voted is a reason to wait for the winner, not to stand against it.
      this.#becomeUnattached(this.#epoch, -1, nowMs);
    }
    this.#respondVote(token, ErrorCode.NONE, granted);
  }

  #respondVote(token: number, errorCode: number, voteGranted: boolean): void {
    this.#respond(token, { kind: 'vote', errorCode, voteGranted, ...this.#leaderAndEpoch });
  }

  #onBeginQuorumEpoch(token: number, request: BeginQuorumEpochRequest, nowMs: number): void {
    const stale = request.leaderEpoch < this.#epoch;
    if (!stale) this.#learn(request.leaderEpoch, request.leaderId, nowMs);
    // The leader itself speaks: it is there, so give up seeking another one.
    const { name } = this.#role;
    if (!stale && (name === 'prospective' || name === 'unattached')) {
      this.#becomeFollower(request.leaderEpoch, request.leaderId, nowMs);
    }
    const errorCode = stale ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.NONE;
    this.#respond(token, { kind: 'begin-quorum-epoch', errorCode, ...this.#leaderAndEpoch });
  }

  #onEndQuorumEpoch(token: number, request: EndQuorumEpochRequest, nowMs: number): void {
    const stale = request.leaderEpoch < this.#epoch;
    if (!stale) {
      this.#learn(request.leaderEpoch, request.leaderId, nowMs);
      const role = this.#role;
      if (role.name === 'follower' && role.leaderId === request.leaderId) {
        // Whoever the leader prefers stands at once, the others give it a growing head start.
        const rank = request.preferredCandidates.findIndex((key) => key.id === this.#options.self.id);
        role.deadlineMs = nowMs + this.#headStartMs(rank < 0 ? request.preferredCandidates.length : rank);
        role.hasFetched = false;
      }
    }
    const errorCode = stale ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.NONE;
    this.#respond(token, { kind: 'end-quorum-epoch', errorCode, ...this.#leaderAndEpoch });
  }

  #headStartMs(rank: number): number {
    const { retryBackoffMs, electionBackoffMaxMs } = this.#options;
    return rank === 0 ? 0 : Math.min(retryBackoffMs * 2 ** rank * (1 + this.#random()), electionBackoffMaxMs);
  }

  #onFetch(token: number, request: FetchRequest, nowMs: number): void {
    if (request.currentLeaderEpoch < this.#epoch) {
      return this.#respond(token, this.#fetchError(ErrorCode.FENCED_LEADER_EPOCH));
    }
    if (request.currentLeaderEpoch > this.#epoch) {
      return this.#respond(token, this.#fetchError(ErrorCode.UNKNOWN_LEADER_EPOCH));
    }
    if (this.#role.name !== 'leader') {
      return this.#respond(token, this.#fetchError(ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }
    const misfit = misfitOf(this.#log, request);
    if (misfit !== undefined) return this.#respond(token, { ...this.#fetchError(ErrorCode.NONE), ...misfit });
    const { leadership } = this.#role;
    leadership.fetched(request, this.#log.endOffset, nowMs);
    this.#raiseHighWatermark(leadership.committedOffset);
    leadership.parked.push({ token, request, deadlineMs: nowMs + request.maxWaitMs });
  }

  #answerParked(leadership: Leadership, nowMs: number): void {
    const { parked } = leadership;
    for (let index = 0; index < parked.length;) {
      const { token, request, deadlineMs } = parked[index];
      const hasData = request.fetchOffset < this.#log.endOffset;
      const hasNews = request.highWatermark < this.#highWatermark;
      if (!hasData && !hasNews && nowMs < deadlineMs) {
        index++;
        continue;
      }
      parked.splice(index, 1);
      const readFrom = hasData ? request.fetchOffset : null;
      this.#respond(token, { ...this.#fetchError(ErrorCode.NONE), readFrom });
    }
  }

  #fetchError(errorCode: number): FetchResponse {
    return {
      kind: 'fetch',
      errorCode,
      ...this.#leaderAndEpoch,
      highWatermark: this.#highWatermark,
      logStartOffset: this.#log.startOffset,
      divergingEpoch: null,
      snapshotId: null,
      readFrom: null,
    };
  }

  // --- answers to ours ----------------------------------------------------------------------------------------

  #onResponse(
    from: number,
    request: RaftRequest,
    response: RaftResponse,
    hasRecords: boolean,
    nowMs: number,
  ): void {
    const before = this.#epoch;
    this.#learn(response.leaderEpoch, response.leaderId, nowMs);
    if (response.kind === 'vote' && request.kind === 'vote') {
      if (this.#epoch === before && request.replicaEpoch === this.#epoch) {
        this.#onVoteAnswer(from, request.preVote, response.voteGranted, nowMs);
      }
    } else if (response.kind === 'fetch' && request.kind === 'fetch') {
      this.#onFetchAnswer(from, request, response, hasRecords, nowMs);
    }
  }

  #onVoteAnswer(from: number, preVote: boolean, granted: boolean, nowMs: number): void {
    const role = this.#role;
    if (role.name === 'prospective' && preVote) {
      role.ballot.record(from, granted);
      if (role.ballot.isWon) this.#becomeCandidate(nowMs);
      else if (role.ballot.isLost) {
        role.deadlineMs = Math.min(
          role.deadlineMs,
          nowMs + this.#random() * this.#options.electionBackoffMaxMs,
        );
      }
    } else if (role.name === 'candidate' && !preVote) {
      role.ballot.record(from, granted);
      if (role.ballot.isWon) this.#becomeLeader(role.ballot, nowMs);
      else if (role.ballot.isLost) {
        const backoffMs = this.#random() * this.#options.electionBackoffMaxMs;
        role.deadlineMs = Math.min(role.deadlineMs, nowMs + backoffMs);
      }
    }
  }

  #onFetchAnswer(
    from: number,
    request: FetchRequest,
    response: FetchResponse,
    hasRecords: boolean,
    nowMs: number,
  ): void {
    const role = this.#role;
    if (!awaits(role, request)) return;
    if (role.name === 'unattached' || response.errorCode !== ErrorCode.NONE) {
      role.fetch = { retryAtMs: nowMs + this.#options.retryBackoffMs };
      return;
    }
    role.fetch = { retryAtMs: nowMs };
    role.deadlineMs = nowMs + this.#fetchTimeoutMs();
    role.hasFetched = true;
    if (response.snapshotId !== null) {
      role.fetch = 'storing';
      this.#effects.installSnapshot = { from, id: response.snapshotId };
    } else if (response.divergingEpoch !== null) {
      this.#cutDiverging(response.divergingEpoch);
    } else if (hasRecords && request.fetchOffset === this.#log.endOffset) {
      // The next fetch waits until the records are on disk: asking for what follows them says so.
      role.fetch = 'storing';
      role.leaderHighWatermark = response.highWatermark;
      this.#effects.append = { kind: 'fetched' };
    } else {
      this.#followHighWatermark(response.highWatermark);
    }
  }

  #cutDiverging(leader: EpochEnd): void {
    const toOffset = cutOffset(this.#log, leader);
    assert(toOffset >= this.#highWatermark, `truncation to ${toOffset}, ${this.#highWatermark} is committed`);
    this.#flushedOffset = Math.min(this.#flushedOffset, toOffset);
    this.#effects.truncateTo = toOffset;
  }

  #onAppended(nowMs: number): void {
    const role = this.#role;
    if (role.name !== 'follower') return;
    this.#flushedOffset = this.#log.endOffset;
    if (role.leaderHighWatermark !== undefined) this.#followHighWatermark(role.leaderHighWatermark);
    this.#resumeFetching(nowMs);
  }

  #followHighWatermark(leaderHighWatermark: number): void {
    this.#raiseHighWatermark(Math.min(leaderHighWatermark, this.#log.endOffset));
  }

  #resumeFetching(atMs: number): void {
    if (this.#role.name === 'follower') this.#role.fetch = { retryAtMs: atMs };
  }

  #onNoResponse(from: number, request: RaftRequest, nowMs: number): void {
    const role = this.#role;
    const retryAtMs = nowMs + this.#options.retryBackoffMs;
    if (request.kind === 'vote' && (role.name === 'prospective' || role.name === 'candidate')) {
      if (!role.ballot.hasAnswered(from)) role.ballot.retryAtMs.set(from, retryAtMs);
    } else if (request.kind === 'fetch' && awaits(role, request)) {
      role.fetch = { retryAtMs };
      // A leader that cannot be reached may be gone: do not stand in the way of a replica that found the same.
      if (role.name === 'follower' && role.leaderId === from) role.hasFetched = false;
    }
  }

  // --- our own requests ---------------------------------------------------------------------------------------

  #askForVotes(ballot: Ballot, preVote: boolean, nowMs: number): void {
    const { self } = this.#options;
    for (const voter of this.#voters) {
      if (voter.id === self.id || ballot.hasAnswered(voter.id)) continue;
      if (nowMs < (ballot.retryAtMs.get(voter.id) ?? -Infinity)) continue;
      ballot.retryAtMs.set(voter.id, Infinity);
      this.#send(voter.id, {
        kind: 'vote',
        replicaId: self.id,
        replicaDirectoryId: self.directoryId,
        replicaEpoch: this.#epoch,
        lastOffsetEpoch: this.#log.latestEpoch,
        lastOffset: this.#log.endOffset,
        preVote,
      });
    }
  }

  #fetch(nowMs: number): void {
    const role = this.#role;
    if (role.name !== 'follower' && role.name !== 'unattached') return;
    if (nowMs < fetchAt(role.fetch)) return;
    // A pending cut changes what to ask for; the driver wakes us when it is done.
    if (this.#effects.truncateTo !== undefined) return;
    const to = role.leaderId >= 0 ? role.leaderId : this.#anyVoter();
    if (to === undefined) return;
    const { self, fetchMaxWaitMs } = this.#options;
    const request: FetchRequest = {
      kind: 'fetch',
      replicaId: self.id,
      replicaDirectoryId: self.directoryId,
      currentLeaderEpoch: this.#epoch,
      fetchOffset: this.#log.endOffset,
      lastFetchedEpoch: this.#log.latestEpoch,
      maxWaitMs: fetchMaxWaitMs,
      highWatermark: this.#highWatermark,
    };
    role.fetch = { request };
    this.#send(to, request);
  }

  #anyVoter(): number | undefined {
    const others = this.#voters.filter((voter) => voter.id !== this.#options.self.id);
    return others[Math.floor(this.#random() * others.length)]?.id;
  }

  #send(to: number, request: RaftRequest): void {
    this.#effects.send.push({ to, request });
  }

  #respond(token: number, response: RaftResponse): void {
    this.#effects.respond.push({ token, response });
  }

  // --- helpers ------------------------------------------------------------------------------------------------

  get #leaderAndEpoch(): { leaderId: number; leaderEpoch: number } {
    return { leaderId: this.leaderId, leaderEpoch: this.#epoch };
  }

  get #isVoter(): boolean {
    return this.#voters.some((voter) => sameReplica(voter, this.#options.self));
  }

  get #isOnlyVoter(): boolean {
    return this.#voters.length === 1 && this.#isVoter;
  }

  #electionTimeoutMs(): number {
    return this.#options.electionTimeoutMs * (1 + this.#random());
  }

  /** A little longer for some, so that followers who lose their leader together do not split the votes. */
  #fetchTimeoutMs(): number {
    return this.#options.fetchTimeoutMs * (1 + this.#random() / 10);
  }

  /** Adds what follows from the state as a whole. */
  #finish(): RaftEffects {
    const effects = this.#effects;
    const { leaderId, leaderEpoch } = this.#leaderAndEpoch;
    const voted = leaderId === this.#options.self.id ? null : this.#voted;
    if (
      leaderEpoch !== this.#persisted.leaderEpoch ||
      leaderId !== this.#persisted.leaderId ||
      voted?.id !== this.#persisted.voted?.id
    ) {
      this.#persisted = { leaderId, leaderEpoch, voted };
      effects.persist = this.#persisted;
    }
    const report = `${this.role} ${leaderId} ${leaderEpoch}`;
    if (report !== this.#reported) {
      this.#reported = report;
      effects.role = { name: this.role, leaderId, epoch: leaderEpoch };
    }
    effects.wakeAtMs = wakeOf(this.#role, this.#isVoter, this.#options.fetchTimeoutMs * CHECK_QUORUM_FACTOR);
    return effects;
  }
}

/** Whether this is the fetch whose answer the replica waits for. */
function awaits(
  role: Role,
  request: FetchRequest,
): role is Extract<Role, { name: 'follower' | 'unattached' }> {
  if (role.name !== 'follower' && role.name !== 'unattached') return false;
  return role.fetch !== 'storing' && 'request' in role.fetch && role.fetch.request === request;
}

function newEffects(): RaftEffects {
  return {
    persist: undefined,
    truncateTo: undefined,
    append: undefined,
    send: [],
    respond: [],
    installSnapshot: undefined,
    commitTo: undefined,
    role: undefined,
    wakeAtMs: Infinity,
  };
}

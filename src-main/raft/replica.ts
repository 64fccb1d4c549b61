import { assert, type RandomSource } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { newEffects, type RaftEffects, type RoleName } from './effects.ts';
import type { FetchResponse, OwnRequest, RaftResponse } from './messages.ts';
import { type Role, roleLeaderId, wakeOf } from './role.ts';
import { type LogView, type QuorumState, type RaftOptions, sameReplica, type Voter } from './types.ts';

/** A leader must hear of a majority within this many fetch timeouts (KafkaRaftClient, checkQuorum). */
const CHECK_QUORUM_FACTOR = 1.5;

/**
 * What a replica of the metadata log is and remembers, and the effects of the step under way. The rules are in the
 * files beside: `elections`, `leading`, `following` and `voter-changes` say what happens, `transitions` moves between
 * the roles.
 *
 * Invariants: the epoch never falls; one vote an epoch; the high watermark never falls and is never truncated.
 */
export class Replica {
  readonly log: LogView;
  readonly options: RaftOptions;
  readonly random: RandomSource;
  epoch: number;
  /** Whom this replica has voted for in this epoch. */
  voted: QuorumState['voted'];
  role: Role;
  /** -1 until this process has seen something committed. */
  highWatermark = -1;
  /** Our own log is on disk up to here. */
  flushedOffset: number;
  effects: RaftEffects = newEffects();
  #persisted: QuorumState;
  #reported = '';

  /** `state` is what quorum-state held, undefined when there was none. */
  constructor(log: LogView, state: QuorumState | undefined, options: RaftOptions, random: RandomSource) {
    this.log = log;
    this.options = options;
    this.random = random;
    this.flushedOffset = log.endOffset;
    this.#persisted = state ?? { leaderId: -1, leaderEpoch: 0, voted: null };
    this.epoch = Math.max(this.#persisted.leaderEpoch, log.latestEpoch);
    // Having led an epoch counts as having voted for oneself in it: it must not elect another leader with our vote.
    const ledIt = this.#persisted.leaderId === options.self.id;
    this.voted =
      this.epoch > this.#persisted.leaderEpoch ? null : ledIt ? options.self : this.#persisted.voted;
    this.role = { name: 'unattached', leaderId: -1, deadlineMs: Infinity, fetch: { retryAtMs: -Infinity } };
  }

  get selfId(): number {
    return this.options.self.id;
  }

  /** -1: none known. */
  get leaderId(): number {
    return roleLeaderId(this.role, this.selfId);
  }

  get leaderAndEpoch(): { leaderId: number; leaderEpoch: number } {
    return { leaderId: this.leaderId, leaderEpoch: this.epoch };
  }

  get roleName(): RoleName {
    const { name } = this.role;
    return !this.isVoter && (name === 'follower' || name === 'unattached') ? 'observer' : name;
  }

  get voters(): readonly Voter[] {
    return this.log.voterSet?.voters ?? this.options.staticVoters;
  }

  get isVoter(): boolean {
    return this.voters.some((voter) => sameReplica(voter, this.options.self));
  }

  /**
   * A voter, and one that was removed by a record of which nobody knows yet whether it is committed: as long as the
   * others may lack that record, none of them can be elected without it (section 4.2.2 of Raft's dissertation).
   */
  get mayStand(): boolean {
    if (this.isVoter) return true;
    const { voterSet } = this.log;
    return (
      voterSet !== undefined &&
      voterSet.offset >= this.highWatermark &&
      this.log.hasNamedVoter(this.options.self)
    );
  }

  get isOnlyVoter(): boolean {
    return this.voters.length === 1 && this.isVoter;
  }

  /** This replica as a voter. */
  get selfAsVoter(): Voter {
    const { self, endpoints } = this.options;
    return { ...self, endpoints };
  }

  get checkQuorumMs(): number {
    return this.options.fetchTimeoutMs * CHECK_QUORUM_FACTOR;
  }

  electionTimeoutMs(): number {
    return this.options.electionTimeoutMs * (1 + this.random());
  }

  /** A little longer for some, so that followers who lose their leader together do not split the votes. */
  fetchTimeoutMs(): number {
    return this.options.fetchTimeoutMs * (1 + this.random() / 10);
  }

  /** How long a voter waits that is not the first in turn: the one before it should have been elected by then. */
  headStartMs(rank: number): number {
    const { retryBackoffMs, electionBackoffMaxMs } = this.options;
    return rank === 0 ? 0 : Math.min(retryBackoffMs * 2 ** rank * (1 + this.random()), electionBackoffMaxMs);
  }

  raiseHighWatermark(offset: number): void {
    if (offset <= this.highWatermark) return;
    assert(offset <= this.log.endOffset, `high watermark ${offset}, log ends at ${this.log.endOffset}`);
    this.highWatermark = offset;
    this.effects.commitTo = offset;
  }

  send(to: number, request: OwnRequest): void {
    this.effects.send.push({ to, request });
  }

  respond(token: number, response: RaftResponse): void {
    this.effects.respond.push({ token, response });
  }

  /** Why a request that only the leader of that epoch may answer is refused; NONE when it is not. */
  leaderError(epoch: number): number {
    if (epoch < this.epoch) return ErrorCode.FENCED_LEADER_EPOCH;
    if (epoch > this.epoch) return ErrorCode.UNKNOWN_LEADER_EPOCH;
    return this.role.name === 'leader' ? ErrorCode.NONE : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }

  /** An answer to a fetch that brings nothing but what is known of leader and log. */
  emptyFetchResponse(errorCode: number): FetchResponse {
    return {
      kind: 'fetch',
      errorCode,
      ...this.leaderAndEpoch,
      highWatermark: this.highWatermark,
      logStartOffset: this.log.startOffset,
      divergingEpoch: null,
      snapshotId: null,
      readFrom: null,
    };
  }

  /** Ends a step: adds what follows from the state as a whole. */
  finish(): RaftEffects {
    const effects = this.effects;
    const { leaderId, leaderEpoch } = this.leaderAndEpoch;
    const voted = leaderId === this.selfId ? null : this.voted;
    const before = this.#persisted;
    if (
      leaderEpoch !== before.leaderEpoch ||
      leaderId !== before.leaderId ||
      voted?.id !== before.voted?.id ||
      voted?.directoryId !== before.voted?.directoryId
    ) {
      this.#persisted = { leaderId, leaderEpoch, voted };
      effects.persist = this.#persisted;
    }
    const report = `${this.roleName} ${leaderId} ${leaderEpoch}`;
    if (report !== this.#reported) {
      this.#reported = report;
      effects.role = { name: this.roleName, leaderId, epoch: leaderEpoch };
    }
    effects.wakeAtMs = wakeOf(this.role, this.mayStand, this.checkQuorumMs);
    return effects;
  }
}

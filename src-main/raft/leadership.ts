import type { FetchRequest } from './messages.ts';
import { type ReplicaKey, sameReplica, type Voter } from './types.ts';
import type { PendingVoterChange } from './voter-changes.ts';
import { majorityOf } from './voters.ts';

/** What a leader knows of one replica that fetches from it. */
export interface Progress {
  readonly key: ReplicaKey;
  /** Its log is on its disk up to here; -1 before its first fetch. */
  endOffset: number;
  /** Of the last fetch, on the clock of `step`; -Infinity before the first. */
  lastFetchMs: number;
  /** When it last had everything that the leader had. */
  lastCaughtUpMs: number;
}

/** A fetch that waits for something to tell. */
export interface ParkedFetch {
  readonly token: number;
  readonly request: FetchRequest;
  readonly deadlineMs: number;
}

/** Observers that have not fetched for this long are forgotten (LeaderState.OBSERVER_SESSION_TIMEOUT_MS). */
const OBSERVER_SESSION_MS = 300_000;

/** A leader's own bookkeeping for its epoch: who has what, and what is therefore committed. */
export class Leadership {
  readonly epochStartOffset: number;
  readonly grantingVoters: readonly ReplicaKey[];
  readonly parked: ParkedFetch[] = [];
  /** When voters that have not fetched are told again who leads. */
  announceAtMs: number;
  /** The voter that is being added or removed. */
  voterChange: PendingVoterChange | undefined;
  #voters: Progress[];
  /** What `#voters` was made of. */
  #voterSet: readonly Voter[];
  readonly #observers = new Map<string, Progress>();
  readonly #self: ReplicaKey;
  readonly #sinceMs: number;

  constructor(
    self: ReplicaKey,
    voters: readonly Voter[],
    grantingVoters: readonly ReplicaKey[],
    epochStartOffset: number,
    nowMs: number,
  ) {
    this.#self = self;
    this.epochStartOffset = epochStartOffset;
    this.grantingVoters = grantingVoters;
    this.announceAtMs = nowMs;
    this.#sinceMs = nowMs;
    this.#voterSet = voters;
    this.#voters = voters.map((key) => newProgress(key));
  }

  get voters(): readonly Progress[] {
    return this.#voters;
  }

  get observers(): Iterable<Progress> {
    return this.#observers.values();
  }

  observer(key: ReplicaKey): Progress | undefined {
    return this.#observers.get(textOf(key));
  }

  /** What is known of a replica stays, whether it becomes a voter or an observer. */
  changeVoters(voters: readonly Voter[], nowMs: number): void {
    if (voters === this.#voterSet) return;
    this.#voterSet = voters;
    const before = this.#voters;
    this.#voters = voters.map((key) => {
      const known = before.find((other) => sameReplica(other.key, key)) ?? this.observer(key);
      this.#observers.delete(textOf(key));
      return known === undefined ? newProgress(key) : { ...known, key };
    });
    for (const known of before) {
      const isGone = !voters.some((voter) => sameReplica(voter, known.key));
      if (isGone && known.lastFetchMs > -Infinity && !sameReplica(known.key, this.#self))
        this.#observers.set(textOf(known.key), known);
    }
    this.announceAtMs = nowMs;
  }

  /** The leader's own log is on disk up to here. */
  flushed(endOffset: number, nowMs: number): void {
    const own = this.#voters.find((voter) => sameReplica(voter.key, this.#self));
    if (own === undefined) return;
    own.endOffset = Math.max(own.endOffset, endOffset);
    own.lastFetchMs = own.lastCaughtUpMs = nowMs;
  }

  /** A replica asks for what follows `fetchOffset`: it has everything before on disk. */
  fetched(request: FetchRequest, leaderEndOffset: number, nowMs: number): void {
    const progress = this.#progressOf(
      { id: request.replicaId, directoryId: request.replicaDirectoryId },
      nowMs,
    );
    if (progress === undefined) return;
    // A follower that lost its disk starts again from the beginning: what it had no longer counts.
    progress.endOffset = request.fetchOffset;
    progress.lastFetchMs = nowMs;
    if (request.fetchOffset >= leaderEndOffset) progress.lastCaughtUpMs = nowMs;
  }

  /** A sign of life that says nothing of the replica's log. */
  heardOf(key: ReplicaKey, nowMs: number): void {
    const progress = this.#progressOf(key, nowMs);
    if (progress !== undefined) progress.lastFetchMs = nowMs;
  }

  /** Undefined for clients that are no replicas. */
  #progressOf(key: ReplicaKey, nowMs: number): Progress | undefined {
    const voter = this.#voters.find((known) => sameReplica(known.key, key));
    if (voter !== undefined || key.id < 0) return voter;
    this.#forgetSilentObservers(nowMs);
    const observer = this.observer(key) ?? newProgress({ id: key.id, directoryId: key.directoryId });
    this.#observers.set(textOf(key), observer);
    return observer;
  }

  #forgetSilentObservers(nowMs: number): void {
    for (const [name, { lastFetchMs }] of this.#observers) {
      if (nowMs - lastFetchMs > OBSERVER_SESSION_MS) this.#observers.delete(name);
    }
  }

  /**
   * The offset that a majority has on disk, once that covers a record of this epoch: an older record is never
   * committed by counting (Raft's figure 8). -1 before.
   */
  get committedOffset(): number {
    const ends = this.#voters.map((voter) => voter.endOffset).sort((a, b) => b - a);
    const offset = ends[majorityOf(ends.length) - 1] ?? -1;
    return offset > this.epochStartOffset ? offset : -1;
  }

  /** When too few voters will have been heard of for the leader to go on. Infinity for a quorum of one. */
  checkQuorumDeadlineMs(windowMs: number): number {
    const needed = majorityOf(this.#voters.length) - (this.#isVoter ? 1 : 0);
    if (needed <= 0) return Infinity;
    const heard = this.#voters
      .filter((voter) => !sameReplica(voter.key, this.#self))
      .map((voter) => Math.max(voter.lastFetchMs, this.#sinceMs))
      .sort((a, b) => b - a);
    return (heard[needed - 1] ?? this.#sinceMs) + windowMs;
  }

  get #isVoter(): boolean {
    return this.#voters.some((voter) => sameReplica(voter.key, this.#self));
  }

  /** The other voters, the most advanced first. */
  get successors(): ReplicaKey[] {
    return this.#voters
      .filter((voter) => !sameReplica(voter.key, this.#self))
      .sort((a, b) => b.endOffset - a.endOffset || a.key.id - b.key.id)
      .map(({ key }) => ({ id: key.id, directoryId: key.directoryId }));
  }
}

function newProgress(key: ReplicaKey): Progress {
  return { key, endOffset: -1, lastFetchMs: -Infinity, lastCaughtUpMs: -Infinity };
}

function textOf(key: ReplicaKey): string {
  return `${key.id}/${key.directoryId}`;
}

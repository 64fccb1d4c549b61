/** What a fetch tells of its sender. */
export interface FollowerFetch {
  readonly replicaId: number;
  readonly brokerEpoch: number;
  readonly endOffset: number;
  readonly startOffset: number;
}

/** When a follower last fetched in a session: all that its fetches say of partitions at rest. Monotonic. */
export interface FetchPulse {
  readonly atMs: number;
}

/**
 * How far a follower has come, as its fetches tell (Kafka's Replica). While it rests it has everything, and each fetch
 * of its session counts as one from the leader's end, without a visit here.
 */
export class FollowerProgress {
  readonly id: number;
  /** Offset after its last record; -1 until it has fetched in this epoch. */
  endOffset = -1;
  /** Where its log begins; -1 until it has fetched in this epoch. */
  startOffset = -1;
  /** The leader's end when the follower last fetched; Infinity until then. */
  leaderEndAtFetch = Infinity;
  /** Of the process that fetches; -1 when it does not say. */
  brokerEpoch = -1;
  #lastCaughtUpMs: number;
  #lastFetchMs = 0;
  #pulse: FetchPulse | undefined;

  constructor(id: number, lastCaughtUpMs: number) {
    this.id = id;
    this.#lastCaughtUpMs = lastCaughtUpMs;
  }

  /** When it was last caught up with what the leader had at its fetch before; monotonic. */
  get lastCaughtUpMs(): number {
    return this.#pulse?.atMs ?? this.#lastCaughtUpMs;
  }

  /** When it last fetched; monotonic. */
  get lastFetchMs(): number {
    return this.#pulse?.atMs ?? this.#lastFetchMs;
  }

  /** It has everything before `fetch.endOffset`. False when a newer process of this broker has fetched already. */
  fetched(fetch: FollowerFetch, leaderEndOffset: number, nowMs: number): boolean {
    const { brokerEpoch, endOffset } = fetch;
    if (brokerEpoch >= 0 && brokerEpoch < this.brokerEpoch) return false;
    this.stir();
    // Caught up with the end now, or with the end as it was at the fetch before (Replica.updateFetchState).
    if (endOffset >= leaderEndOffset) this.#lastCaughtUpMs = nowMs;
    else if (endOffset >= this.leaderEndAtFetch)
      this.#lastCaughtUpMs = Math.max(this.#lastCaughtUpMs, this.#lastFetchMs);
    this.endOffset = endOffset;
    this.startOffset = fetch.startOffset;
    this.brokerEpoch = brokerEpoch;
    this.leaderEndAtFetch = leaderEndOffset;
    this.#lastFetchMs = nowMs;
    return true;
  }

  /** From the newest fetch on, which found it at the leader's end, those of the session count. */
  rest(pulse: FetchPulse): void {
    this.#pulse = pulse;
  }

  /** The leader's end moves, or something else ends the rest: what the session's fetches have said until now stays. */
  stir(): void {
    if (this.#pulse === undefined) return;
    this.#lastCaughtUpMs = this.#lastFetchMs = this.#pulse.atMs;
    this.#pulse = undefined;
  }
}

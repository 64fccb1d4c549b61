import type { PartitionImage } from '../metadata/index.ts';

/** How far a follower has come, as its fetches tell. */
export interface FollowerProgress {
  /** Offset after its last record; -1 until it has fetched in this epoch. */
  endOffset: number;
  /** When it was last caught up with what the leader had at its fetch before; monotonic. */
  lastCaughtUpMs: number;
  /** The leader's end when the follower last fetched, and when that was. */
  leaderEndAtFetch: number;
  lastFetchMs: number;
}

/**
 * What the leader of a partition knows in one leader epoch: a pure core, driven by the replica manager (Kafka's
 * Partition, without its log). The high watermark is the smallest end offset among the in-sync replicas.
 */
export class LeaderState {
  readonly nodeId: number;
  readonly leaderEpoch: number;
  /** Offset at which this epoch began in our log. */
  readonly startOffset: number;
  #image: PartitionImage;
  readonly #followers = new Map<number, FollowerProgress>();

  constructor(nodeId: number, image: PartitionImage, startOffset: number, nowMs: number) {
    this.nodeId = nodeId;
    this.leaderEpoch = image.leaderEpoch;
    this.startOffset = startOffset;
    this.#image = image;
    this.#keepFollowers(nowMs);
  }

  /** The same epoch, but replicas or ISR changed. */
  update(image: PartitionImage, nowMs: number): void {
    this.#image = image;
    this.#keepFollowers(nowMs);
  }

  #keepFollowers(nowMs: number): void {
    for (const id of this.#followers.keys())
      if (!this.#image.replicas.includes(id)) this.#followers.delete(id);
    for (const id of this.#image.replicas) {
      if (id === this.nodeId || this.#followers.has(id)) continue;
      const lastCaughtUpMs = this.#image.isr.includes(id) ? nowMs : 0;
      this.#followers.set(id, { endOffset: -1, lastCaughtUpMs, leaderEndAtFetch: 0, lastFetchMs: 0 });
    }
  }

  get isr(): readonly number[] {
    return this.#image.isr;
  }

  get followers(): ReadonlyMap<number, FollowerProgress> {
    return this.#followers;
  }

  /** `min.insync.replicas` cannot ask for more replicas than the partition has (KIP-966). */
  isUnderMinIsr(minInsyncReplicas: number): boolean {
    return this.#image.isr.length < Math.min(minInsyncReplicas, this.#image.replicas.length);
  }

  /**
   * Where the high watermark may go: everything below is on all in-sync replicas. It stands still below min ISR
   * (KIP-966). The log keeps it from going back.
   */
  highWatermark(localEndOffset: number, minInsyncReplicas: number): number {
    if (this.isUnderMinIsr(minInsyncReplicas)) return -1;
    let smallest = localEndOffset;
    for (const id of this.#image.isr) {
      if (id === this.nodeId) continue;
      const follower = this.#followers.get(id);
      if (follower === undefined || follower.endOffset < smallest) smallest = follower?.endOffset ?? -1;
    }
    return smallest;
  }

  /** A follower fetched from `endOffset`: it has everything before. False when it is no replica. */
  followerFetched(replicaId: number, endOffset: number, localEndOffset: number, nowMs: number): boolean {
    const follower = this.#followers.get(replicaId);
    if (follower === undefined) return false;
    // Caught up with the end now, or with the end as it was at the fetch before (Replica.updateFetchState).
    if (endOffset >= localEndOffset) follower.lastCaughtUpMs = nowMs;
    else if (endOffset >= follower.leaderEndAtFetch)
      follower.lastCaughtUpMs = Math.max(follower.lastCaughtUpMs, follower.lastFetchMs);
    follower.endOffset = endOffset;
    follower.leaderEndAtFetch = localEndOffset;
    follower.lastFetchMs = nowMs;
    return true;
  }

  /** Followers outside of the ISR that have reached the high watermark in this epoch: the ISR may take them in. */
  joinable(highWatermark: number): number[] {
    return [...this.#followers]
      .filter(
        ([id, { endOffset }]) =>
          !this.#image.isr.includes(id) && endOffset >= highWatermark && endOffset >= this.startOffset,
      )
      .map(([id]) => id);
  }

  /** In-sync followers that have not been caught up for `maxLagMs` (`replica.lag.time.max.ms`). */
  laggards(localEndOffset: number, nowMs: number, maxLagMs: number): number[] {
    return this.#image.isr.filter((id) => {
      const follower = this.#followers.get(id);
      return (
        follower !== undefined &&
        follower.endOffset < localEndOffset &&
        nowMs - follower.lastCaughtUpMs > maxLagMs
      );
    });
  }
}

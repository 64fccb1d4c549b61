import type { PartitionImage } from '../metadata/index.ts';
import { type FollowerFetch, FollowerProgress } from './follower-progress.ts';
import { type IsrAnswer, type IsrOutcome, type IsrRequest, outcomeOf } from './isr-request.ts';

/** What the cluster says about other brokers. */
export interface ReplicaRules {
  /** `replica.lag.time.max.ms`. */
  maxLagMs(): number;
  /** Epoch of a broker that may be in sync: registered, unfenced, not about to stop. Else undefined. */
  eligibleEpoch(brokerId: number): number | undefined;
}

/**
 * What the leader of a partition knows in one leader epoch: a pure core, driven by the replica manager (Kafka's
 * Partition, without its log). The high watermark is the smallest end offset among the in-sync replicas; who is
 * asked to be let in counts already, who is asked to be let go counts until that is granted.
 */
export class LeaderState {
  readonly nodeId: number;
  readonly leaderEpoch: number;
  /** Offset at which this epoch began in our log. */
  readonly startOffset: number;
  readonly #rules: ReplicaRules;
  #image: PartitionImage;
  readonly #followers = new Map<number, FollowerProgress>();
  #pending: IsrRequest | undefined;

  constructor(
    nodeId: number,
    image: PartitionImage,
    startOffset: number,
    nowMs: number,
    rules: ReplicaRules,
  ) {
    this.nodeId = nodeId;
    this.leaderEpoch = image.leaderEpoch;
    this.startOffset = startOffset;
    this.#rules = rules;
    this.#image = image;
    this.#keepFollowers(nowMs);
  }

  /** The same epoch, but replicas or ISR changed. An image older than an answer that came before it is passed over. */
  update(image: PartitionImage, nowMs: number): void {
    if (image.partitionEpoch < this.#image.partitionEpoch) return;
    if (this.#pending !== undefined && image.partitionEpoch > this.#pending.partitionEpoch)
      this.#pending = undefined;
    this.#image = image;
    this.#keepFollowers(nowMs);
  }

  #keepFollowers(nowMs: number): void {
    for (const id of this.#followers.keys())
      if (!this.#image.replicas.includes(id)) this.#followers.delete(id);
    for (const id of this.#image.replicas) {
      if (id === this.nodeId || this.#followers.has(id)) continue;
      this.#followers.set(id, new FollowerProgress(id, this.#image.isr.includes(id) ? nowMs : -Infinity));
    }
  }

  get isr(): readonly number[] {
    return this.#image.isr;
  }

  /** Which change of the partition the ISR is that of. */
  get partitionEpoch(): number {
    return this.#image.partitionEpoch;
  }

  get followers(): ReadonlyMap<number, FollowerProgress> {
    return this.#followers;
  }

  /** The change of the ISR that the controller has not answered yet. One at a time. */
  get pending(): IsrRequest | undefined {
    return this.#pending;
  }

  /** `min.insync.replicas` cannot ask for more replicas than the partition has (KIP-966). */
  isUnderMinIsr(minInsyncReplicas: number): boolean {
    return this.#image.isr.length < Math.min(minInsyncReplicas, this.#image.replicas.length);
  }

  /**
   * Where the high watermark may go: everything below is on all in-sync replicas. It stands still below min ISR
   * (KIP-966), and waits for followers that are about to join. The log keeps it from going back.
   */
  highWatermark(localEndOffset: number, minInsyncReplicas: number, nowMs: number): number {
    if (this.isUnderMinIsr(minInsyncReplicas)) return -1;
    let smallest = localEndOffset;
    for (const follower of this.#followers.values()) {
      if (follower.endOffset < smallest && this.#counts(follower, localEndOffset, nowMs))
        smallest = follower.endOffset;
    }
    return smallest;
  }

  #counts(follower: FollowerProgress, localEndOffset: number, nowMs: number): boolean {
    if (this.#image.isr.includes(follower.id)) return true;
    if (this.#pending?.joins === follower.id) return true;
    return this.#isCaughtUp(follower, localEndOffset, nowMs) && this.#isEligible(follower);
  }

  #isCaughtUp(follower: FollowerProgress, localEndOffset: number, nowMs: number): boolean {
    return follower.endOffset === localEndOffset || nowMs - follower.lastCaughtUpMs <= this.#rules.maxLagMs();
  }

  /** A broker that was started anew is another one than that whose fetches we know (KIP-903). */
  #isEligible({ id, brokerEpoch }: FollowerProgress): boolean {
    const epoch = this.#rules.eligibleEpoch(id);
    return epoch !== undefined && (brokerEpoch === -1 || brokerEpoch === epoch);
  }

  /**
   * A follower fetched from `endOffset`: it has everything before. False when it is no replica, or a process that
   * has been replaced.
   */
  followerFetched(fetch: FollowerFetch, localEndOffset: number, nowMs: number): boolean {
    return this.#followers.get(fetch.replicaId)?.fetched(fetch, localEndOffset, nowMs) ?? false;
  }

  /**
   * The follower, if its next fetches say no more than that it lives, for as long as nothing changes here: it is in
   * sync and has everything, and nobody is being let in or go.
   */
  quietFollower(replicaId: number, localEndOffset: number): FollowerProgress | undefined {
    if (this.#pending !== undefined || !this.#image.isr.includes(replicaId)) return undefined;
    const follower = this.#followers.get(replicaId);
    return follower?.endOffset === localEndOffset ? follower : undefined;
  }

  /**
   * Asks for a follower to be let in, once it has reached the high watermark within this epoch and its broker may
   * be in sync. What comes back must be sent (AlterPartition) and answered with `answered`.
   */
  expand(replicaId: number, highWatermark: number): IsrRequest | undefined {
    const follower = this.#followers.get(replicaId);
    if (follower === undefined || this.#pending !== undefined || this.#image.isr.includes(replicaId)) return;
    if (follower.endOffset < highWatermark || follower.endOffset < this.startOffset) return;
    if (!this.#isEligible(follower)) return;
    return this.#ask([...this.#image.isr, replicaId], replicaId);
  }

  /** Asks for in-sync followers to be let go that have not been caught up for `replica.lag.time.max.ms`. */
  shrink(localEndOffset: number, nowMs: number): IsrRequest | undefined {
    if (this.#pending !== undefined) return;
    const isr = this.#image.isr.filter((id) => {
      const follower = this.#followers.get(id);
      return follower === undefined || this.#isCaughtUp(follower, localEndOffset, nowMs);
    });
    return isr.length === this.#image.isr.length ? undefined : this.#ask(isr, undefined);
  }

  #ask(isr: readonly number[], joins: number | undefined): IsrRequest {
    const { leaderEpoch } = this;
    const { partitionEpoch } = this.#image;
    const members = isr.map((brokerId) => ({
      brokerId,
      brokerEpoch:
        brokerId === this.nodeId
          ? (this.#rules.eligibleEpoch(brokerId) ?? -1)
          : (this.#followers.get(brokerId)?.brokerEpoch ?? -1),
    }));
    this.#pending = { leaderEpoch, partitionEpoch, members, joins };
    return this.#pending;
  }

  /** The controller answered. 'retry' asks to send the same again; anything else ends it here. */
  answered(request: IsrRequest, answer: IsrAnswer): IsrOutcome {
    if (this.#pending !== request) return 'overtaken';
    const outcome = outcomeOf(answer.errorCode);
    if (outcome === 'rejected') this.#pending = undefined;
    if (outcome !== 'granted') return outcome;
    // Another leader was elected with it: the image will tell.
    if (answer.leaderEpoch !== this.leaderEpoch) return 'awaits-image';
    this.#pending = undefined;
    if (answer.partitionEpoch > this.#image.partitionEpoch) {
      const { isr, partitionEpoch, leaderRecoveryState } = answer;
      this.#image = { ...this.#image, isr, partitionEpoch, leaderRecoveryState };
    }
    return 'granted';
  }

  /** Where the logs of all replicas begin that are up: what lies before is deleted everywhere. */
  lowWatermark(localStartOffset: number): number {
    let smallest = localStartOffset;
    for (const { id, startOffset } of this.#followers.values()) {
      if (startOffset < smallest && this.#rules.eligibleEpoch(id) !== undefined) smallest = startOffset;
    }
    return smallest;
  }
}

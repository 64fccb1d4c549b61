import type { Env } from '../env/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { FollowerFetch, IsrRequest, ReplicaRules } from '../replica/index.ts';
import { CommitNews } from './commit-news.ts';
import type { ControllerLink } from './controller-link.ts';
import type { DeadlineTimer } from './deadline-timer.ts';
import { IsrAlterations } from './isr-alterations.ts';
import type { HostedPartition, LedPartition, Partition } from './partition.ts';
import type { PartitionTable } from './partition-table.ts';

/** A fact about the high watermark at most this often per partition. */
const HIGH_WATERMARK_FACT_MS = 1000;

export interface ReplicaCommitsOptions {
  readonly partitions: PartitionTable;
  readonly timer: DeadlineTimer;
  readonly rules: ReplicaRules;
  /** Who decides about ISRs, and as whom this node asks; undefined where no other broker can be. */
  readonly isr?: {
    readonly nodeId: number;
    readonly controller: ControllerLink;
    /** Of this process; -1 while it is not registered. */
    brokerEpoch(): number;
  };
}

/**
 * How far partitions are committed: high watermarks rise with what followers have, in-sync replicas change with who keeps
 * up, and whoever waits for a commit is told. Decisions are those of `replica/`.
 */
export class ReplicaCommits {
  readonly #env: Env;
  readonly #partitions: PartitionTable;
  readonly #timer: DeadlineTimer;
  readonly #rules: ReplicaRules;
  readonly #isr: IsrAlterations | undefined;
  readonly news: CommitNews;
  #lagCheckScheduled = false;
  /** How often something was appended that a leader sent; in this process. */
  followedAppends = 0;

  constructor(env: Env, { partitions, timer, rules, isr }: ReplicaCommitsOptions) {
    this.#env = env;
    this.#partitions = partitions;
    this.#timer = timer;
    this.#rules = rules;
    this.news = new CommitNews(env.clock, timer);
    if (isr !== undefined)
      this.#isr = new IsrAlterations(env, { ...isr, onSettled: (partition) => this.isrChanged(partition) });
  }

  /** Moves the high watermark to where the in-sync replicas allow, and tells who waited for that. */
  advance(partition: Partition): void {
    const { log, leader } = partition;
    if (log === undefined || leader === undefined || log.highWatermark === log.endOffset) return;
    const allowed = leader.highWatermark(
      log.endOffset,
      partition.config.minInsyncReplicas,
      leader.followers.size === 0 ? 0 : this.#env.clock.monotonicMs(),
    );
    if (allowed < 0 || !log.advanceHighWatermark(allowed)) return;
    const { highWatermark } = log;
    if (partition.commitWaiters.size > 0) {
      for (const waiter of partition.commitWaiters.reached(highWatermark)) waiter.done(ErrorCode.NONE);
    }
    partition.committed();
    if (leader.followers.size > 0) this.news.tellSoon(partition);
    this.#reportHighWatermark(partition, highWatermark, log.endOffset);
  }

  /** A follower's fetch says how far it is. False when it is no replica, or a process that has been replaced. */
  followerFetched(partition: LedPartition, fetch: FollowerFetch): boolean {
    const { leader, log, resting } = partition;
    // Another session of the same broker speaks for it here from now on.
    if (resting.size > 0)
      for (const reader of resting) if (reader.replicaId === fetch.replicaId) reader.stir();
    if (!leader.followerFetched(fetch, log.endOffset, this.#env.clock.monotonicMs())) return false;
    this.#propose(partition, leader.expand(fetch.replicaId, log.highWatermark));
    this.advance(partition);
    partition.progressed();
    return true;
  }

  /** This node follows: it has appended so many bytes, and heard how far the leader's commits reach. */
  followedTo(partition: HostedPartition, highWatermark: number, sizeBytes: number): void {
    const { log } = partition;
    if (sizeBytes > 0) {
      this.followedAppends++;
      partition.lastAppendMs = this.#env.clock.wallMs();
      partition.appended(sizeBytes);
    }
    if (!log.advanceHighWatermark(highWatermark)) return;
    partition.committed();
    this.#reportHighWatermark(partition, log.highWatermark, log.endOffset);
  }

  #reportHighWatermark(partition: Partition, highWatermark: number, endOffset: number): void {
    const nowMs = this.#env.clock.monotonicMs();
    if (nowMs - partition.highWatermarkReportedMs < HIGH_WATERMARK_FACT_MS) return;
    partition.highWatermarkReportedMs = nowMs;
    const { topic, index } = partition;
    this.#env.facts.report({
      kind: 'high-watermark-advanced',
      topic,
      partition: index,
      highWatermark,
      endOffset,
    });
  }

  // ── in-sync replicas ───────────────────────────────────────────────────────────────────────────────────────

  #propose(partition: Partition, request: IsrRequest | undefined): void {
    if (request !== undefined) this.#isr?.propose(partition as LedPartition, request);
  }

  /** The ISR may be another one: the high watermark may move, or stand still for lack of replicas. */
  isrChanged(partition: Partition): void {
    partition.stir();
    this.advance(partition);
    if (partition.commitWaiters.size === 0) return;
    if (partition.leader?.isUnderMinIsr(partition.config.minInsyncReplicas) !== true) return;
    for (const waiter of partition.commitWaiters.belowMinIsr())
      waiter.done(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
  }

  /** While partitions with followers are led here, laggards are looked for twice in `replica.lag.time.max.ms`. */
  checkLagLater(partition: Partition | undefined): void {
    if (this.#lagCheckScheduled || this.#isr === undefined) return;
    if (partition !== undefined && (partition.leader?.followers.size ?? 0) === 0) return;
    this.#lagCheckScheduled = true;
    this.#timer.at(this.#env.clock.monotonicMs() + this.#rules.maxLagMs() / 2, () => {
      this.#lagCheckScheduled = false;
      this.#checkLag();
    });
  }

  #checkLag(): void {
    const nowMs = this.#env.clock.monotonicMs();
    let followed = false;
    for (const partition of this.#partitions.all()) {
      const { leader, log } = partition;
      if (leader === undefined || log === undefined || leader.followers.size === 0) continue;
      followed = true;
      this.#propose(partition, leader.shrink(log.endOffset, nowMs));
      // Somebody who was about to join may have given up: nobody waits for it any longer.
      this.advance(partition);
    }
    if (followed) this.checkLagLater(undefined);
  }

  /** No more is asked of the controller. */
  stop(): void {
    this.#isr?.stop();
  }
}

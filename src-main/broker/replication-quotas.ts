/** What moving replicas cost others, kept within rates (`leader.` and `follower.replication.throttled.rate`, KIP-73). */
import type { BrokerConfig } from '../config/index.ts';
import type { Clock } from '../env/index.ts';
import { isThrottled, ReplicationThrottle } from '../replica/index.ts';
import type { LedPartition, Partition } from './partition.ts';

export class ReplicationQuotas {
  readonly #clock: Clock;
  readonly #nodeId: number;
  readonly #leader: ReplicationThrottle;
  readonly #follower: ReplicationThrottle;

  /** `config`: undefined where no other broker can be. */
  constructor(clock: Clock, nodeId: number, config: () => BrokerConfig | undefined) {
    this.#clock = clock;
    this.#nodeId = nodeId;
    const throttle = (side: 'leader' | 'follower') =>
      new ReplicationThrottle(() => {
        const now = config();
        return {
          bytesPerSecond: now?.[`${side}ReplicationThrottledRate`] ?? Infinity,
          windows: now?.replicationQuotaWindowNum ?? 1,
          windowMs: 1_000 * (now?.replicationQuotaWindowSizeSeconds ?? 1),
        };
      });
    this.#leader = throttle('leader');
    this.#follower = throttle('follower');
  }

  /** Whether a follower gets nothing now: it is being moved, not in sync, and moves have used up their rate. */
  holdsBack({ index, config, leader }: LedPartition, followerId: number): boolean {
    if (!isThrottled(config.leaderThrottledReplicas, index, this.#nodeId)) return false;
    return !leader.isr.includes(followerId) && this.#leader.isExceeded(this.#clock.monotonicMs());
  }

  /** A follower gets so many bytes of a partition led here. */
  gave({ index, config }: Partition, sizeBytes: number): void {
    if (isThrottled(config.leaderThrottledReplicas, index, this.#nodeId))
      this.#leader.record(sizeBytes, this.#clock.monotonicMs());
  }

  /** Whether a replica here must not ask for more now. One that has caught up may always. */
  mayNotTake({ index, config }: Partition): boolean {
    if (!isThrottled(config.followerThrottledReplicas, index, this.#nodeId)) return false;
    return this.#follower.isExceeded(this.#clock.monotonicMs());
  }

  /** A replica here has taken so many bytes from its leader. */
  took({ index, config }: Partition, sizeBytes: number): void {
    if (isThrottled(config.followerThrottledReplicas, index, this.#nodeId))
      this.#follower.record(sizeBytes, this.#clock.monotonicMs());
  }
}

import type { Clock } from '../env/index.ts';
import type { DeadlineTimer } from './deadline-timer.ts';
import type { Partition } from './partition.ts';

/**
 * Followers hear of a commit with the next records. When none come they are told by themselves after this time, and a
 * tick of the timer; Kafka leaves them without for up to `replica.fetch.wait.max.ms`.
 */
const COMMIT_NEWS_MS = 4;

/** Commits of partitions led here that a follower may not have heard of. */
export class CommitNews {
  readonly #clock: Clock;
  readonly #timer: DeadlineTimer;
  #untold = new Set<Partition>();

  constructor(clock: Clock, timer: DeadlineTimer) {
    this.#clock = clock;
    this.#timer = timer;
  }

  /** Under load the next records carry it; to wake followers for each would double what replication costs. */
  tellSoon(partition: Partition): void {
    const isScheduled = this.#untold.size > 0;
    this.#untold.add(partition);
    if (isScheduled) return;
    this.#timer.at(this.#clock.monotonicMs() + COMMIT_NEWS_MS, () => {
      const told = this.#untold;
      this.#untold = new Set();
      for (const { dataWaiters } of told)
        dataWaiters.forEach((waiter) => {
          if (waiter.hearsOfCommits) waiter.wake();
        });
    });
  }
}

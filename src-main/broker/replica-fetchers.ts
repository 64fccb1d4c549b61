import type { Env } from '../env/index.ts';
import type { Partition } from './partition.ts';
import { ReplicaFetcher, type ReplicaFetcherOptions } from './replica-fetcher.ts';

/** Which leader each replica of this node follows: one fetcher a leader, none for leaders of nothing. */
export class ReplicaFetchers {
  readonly #env: Env;
  readonly #options: ReplicaFetcherOptions;
  readonly #fetchers = new Map<number, ReplicaFetcher>();
  readonly #leaderOf = new Map<Partition, number>();

  constructor(env: Env, options: ReplicaFetcherOptions) {
    this.#env = env;
    this.#options = options;
  }

  /** Follows the leader that the partition's image names, from now on and in its present epoch. */
  follow(partition: Partition): void {
    const { leader } = partition.image;
    this.unfollow(partition);
    if (leader < 0 || partition.log === undefined) return;
    let fetcher = this.#fetchers.get(leader);
    if (fetcher === undefined) {
      fetcher = new ReplicaFetcher(this.#env, leader, this.#options);
      this.#fetchers.set(leader, fetcher);
    }
    this.#leaderOf.set(partition, leader);
    fetcher.add(partition);
  }

  unfollow(partition: Partition): void {
    const leader = this.#leaderOf.get(partition);
    if (leader === undefined) return;
    this.#leaderOf.delete(partition);
    this.#fetchers.get(leader)!.remove(partition);
  }

  stop(): void {
    for (const fetcher of this.#fetchers.values()) fetcher.stop();
    this.#fetchers.clear();
    this.#leaderOf.clear();
  }
}

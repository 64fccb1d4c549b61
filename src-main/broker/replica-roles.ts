import type { Env } from '../env/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { LeaderState, type ReplicaRules } from '../replica/index.ts';
import type { Partition } from './partition.ts';
import type { ReplicaCommits } from './replica-commits.ts';
import type { ReplicaDisks } from './replica-disks.ts';
import type { ReplicaFetchers } from './replica-fetchers.ts';

/** Hears when this node wins or loses partitions of a topic (the coordinators of internal topics). */
export interface LeadershipListener {
  elected(partition: number, leaderEpoch: number): void;
  resigned(partition: number): void;
}

export interface ReplicaRolesOptions {
  readonly nodeId: number;
  readonly rules: ReplicaRules;
  readonly disks: ReplicaDisks;
  readonly commits: ReplicaCommits;
  /** Undefined where nobody can be followed. */
  readonly fetchers: ReplicaFetchers | undefined;
}

/** What a replica is for its partition: leader, follower, or nothing any more. */
export class ReplicaRoles {
  readonly #env: Env;
  readonly #options: ReplicaRolesOptions;
  readonly #listeners = new Map<string, LeadershipListener>();

  constructor(env: Env, options: ReplicaRolesOptions) {
    this.#env = env;
    this.#options = options;
  }

  listen(topic: string, listener: LeadershipListener): void {
    this.#listeners.set(topic, listener);
  }

  /** Leads in the epoch that the partition's image names. */
  lead(partition: Partition): void {
    const { nodeId, rules, disks, commits } = this.#options;
    const { topic, topicId, index, image } = partition;
    const log = partition.log!;
    const nowMs = this.#env.clock.monotonicMs();
    this.resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    const led = disks.attempt(log, () => log.assignEpoch(image.leaderEpoch, log.endOffset));
    if (!led) return;
    partition.leader = new LeaderState(nodeId, image, log.endOffset, nowMs, rules);
    this.#env.facts.report({
      kind: 'became-leader',
      topic,
      topicId,
      partition: index,
      leaderEpoch: image.leaderEpoch,
      endOffset: log.endOffset,
    });
    commits.advance(partition);
    commits.checkLagLater(partition);
    this.#listeners.get(topic)?.elected(index, image.leaderEpoch);
  }

  /** Follows the leader that the partition's image names, if there is one. */
  follow(partition: Partition): void {
    this.resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.#env.facts.report({
      kind: 'became-follower',
      topic: partition.topic,
      topicId: partition.topicId,
      partition: partition.index,
      leaderEpoch: partition.image.leaderEpoch,
      endOffset: partition.log?.endOffset ?? -1,
    });
    this.#options.fetchers?.follow(partition);
  }

  /** Neither leads nor follows any more; whoever waits here is sent away with `errorCode`. */
  resign(partition: Partition, errorCode: ErrorCode): void {
    this.#options.fetchers?.unfollow(partition);
    const led = partition.leader !== undefined;
    partition.leader = undefined;
    partition.dismiss(errorCode);
    if (led) this.#listeners.get(partition.topic)?.resigned(partition.index);
  }
}

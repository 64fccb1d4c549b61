import { DescribeTopicPartitions } from '../../protocol/index.ts';
import { type Cluster, type EligibleLeaders, topicsOutOfSync } from '../model/index.ts';

const FEATURE = 'eligible.leader.replicas.version';

/**
 * Eligible leader replicas, which Metadata does not tell: asked for when metadata has changed, of the topics that can
 * have any. The screens hear of them with the next change or poll.
 */
export class EligibleLeadersPoll {
  readonly #cluster: Cluster;
  readonly #choose: (topics: string[]) => string[];
  #known: EligibleLeaders = new Map();
  #askedOf: unknown;
  #asking = false;

  /** `choose` picks from the topics that lack replicas in sync. */
  constructor(cluster: Cluster, choose: (topics: string[]) => string[] = (topics) => topics) {
    this.#cluster = cluster;
    this.#choose = choose;
  }

  /** What is known now; asks anew where metadata has moved on. */
  current(): EligibleLeaders {
    const { client, facets } = this.#cluster;
    if (this.#askedOf === facets.metadata || this.#asking) return this.#known;
    this.#askedOf = facets.metadata;
    const names = client.finalizedFeature(FEATURE) < 1 ? [] : this.#choose(topicsOutOfSync(facets));
    if (names.length === 0) this.#known = new Map();
    else {
      this.#asking = true;
      void this.#ask(names).finally(() => (this.#asking = false));
    }
    return this.#known;
  }

  async #ask(names: readonly string[]): Promise<void> {
    const answer = await this.#cluster.client
      .request(DescribeTopicPartitions, { topics: names.map((name) => ({ name })) })
      .catch(() => undefined); // a detail of screens that show without it
    if (answer === undefined) return;
    this.#known = new Map(
      answer.topics.map(({ name, partitions }) => [
        name ?? '',
        new Map(
          partitions.map(({ partitionIndex, eligibleLeaderReplicas }) => [
            partitionIndex,
            eligibleLeaderReplicas ?? [],
          ]),
        ),
      ]),
    );
  }
}

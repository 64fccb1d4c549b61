import { ZERO_UUID } from '../base/index.ts';
import type { MetadataImage } from '../metadata/index.ts';
import {
  AlterPartitionReassignments,
  CreateTopics,
  DeleteTopics,
  ElectLeaders,
  ErrorCode,
} from '../protocol/index.ts';
import type { ClusterView } from './client/index.ts';
import type { Chance } from './random.ts';

const PAUSE_MS = 1_000;
/** Topics that are there at the same time. */
const TOPICS_MAX = 3;

/** What this workload was told last of a topic that it made, or tried to. */
type TopicState = 'there' | 'gone' | 'unknown';

interface Topic {
  state: TopicState;
  /**
   * No broker said that it was made: the request may still be under way, and make it whenever it arrives, also after
   * somebody has said that it is gone.
   */
  wasMade: boolean;
}

export interface AdminOptions {
  /** Partitions of it are moved about. */
  readonly topic: string;
  readonly partitions: number;
  readonly nodes: number;
}

/** Makes and deletes topics, moves partitions and elects preferred leaders. Remembers what it was told. */
export class AdminWorkload {
  readonly #options: AdminOptions;
  readonly #topics = new Map<string, Topic>();
  #count = 0;

  constructor(options: AdminOptions) {
    this.#options = options;
  }

  async run(name: string, view: ClusterView, chance: Chance, mayGoOn: () => boolean): Promise<void> {
    while (mayGoOn()) {
      await view.pause(chance.exponential(PAUSE_MS));
      try {
        await this.#one(name, view, chance);
      } catch {
        // Nobody serves, or nobody answered: what was tried is unknown already.
      }
    }
  }

  #one(name: string, view: ClusterView, chance: Chance): Promise<void> {
    switch (chance.weighted({ create: 3, delete: 3, move: 3, elect: 2 })) {
      case 'create':
        return this.#create(`${name}-${this.#count++}`, view, chance);
      case 'delete':
        return this.#delete(view, chance);
      case 'move':
        return this.#move(view, chance);
      case 'elect':
        return this.#elect(view);
    }
  }

  async #create(name: string, view: ClusterView, chance: Chance): Promise<void> {
    const present = [...this.#topics.values()].filter(({ state }) => state !== 'gone').length;
    if (present >= TOPICS_MAX) return;
    const topic: Topic = { state: 'unknown', wasMade: false };
    this.#topics.set(name, topic);
    const replicationFactor = chance.whole(1, Math.min(3, this.#options.nodes));
    const { topics } = await view.request('any', CreateTopics, {
      topics: [{ name, numPartitions: chance.whole(1, 3), replicationFactor, assignments: [], configs: [] }],
    });
    if (topics[0].errorCode !== ErrorCode.NONE) return;
    topic.state = 'there';
    topic.wasMade = true;
  }

  async #delete(view: ClusterView, chance: Chance): Promise<void> {
    const present = [...this.#topics].filter(([, { state }]) => state !== 'gone');
    if (present.length === 0) return;
    const [name, topic] = chance.pick(present);
    topic.state = 'unknown';
    const { responses } = await view.request('any', DeleteTopics, {
      topics: [{ name, topicId: ZERO_UUID }],
      topicNames: [name],
      timeoutMs: 3_000,
    });
    if (responses[0].errorCode === ErrorCode.NONE) topic.state = 'gone';
  }

  /** To other replicas, to the same ones in another order, or back where a move began. */
  async #move(view: ClusterView, chance: Chance): Promise<void> {
    const { topic, partitions, nodes } = this.#options;
    const ids = Array.from({ length: nodes }, (_, index) => index + 1);
    const replicas = chance.hits(0.2) ? null : chance.shuffled(ids).slice(0, Math.min(3, nodes));
    await view.request('any', AlterPartitionReassignments, {
      timeoutMs: 3_000,
      topics: [{ name: topic, partitions: [{ partitionIndex: chance.whole(0, partitions - 1), replicas }] }],
    });
  }

  async #elect(view: ClusterView): Promise<void> {
    await view.request('any', ElectLeaders, { electionType: 0, topicPartitions: null, timeoutMs: 3_000 });
  }

  /** What the metadata of a healed cluster contradict. */
  contradictions(image: MetadataImage): string[] {
    return [...this.#topics].flatMap(([name, { state, wasMade }]) => {
      const isThere = image.topicsByName.has(name);
      if (state === 'there' && !isThere) return `${name} was created and is not there`;
      if (state === 'gone' && wasMade && isThere) return `${name} was deleted and is there`;
      return [];
    });
  }
}

import { ErrorCode, FindCoordinator, OffsetCommit, OffsetFetch } from '../../protocol/index.ts';
import type { ClusterView } from './cluster-view.ts';

/** One partition's place in a group. */
export interface OffsetPlace {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/**
 * Commits and reads the offsets of groups without members, as consumers with partitions of their own do. Nothing is sent
 * twice once it may have been stored: an older commit that arrives late would overwrite a newer one.
 */
export class GroupOffsets {
  readonly #view: ClusterView;
  readonly #coordinators = new Map<string, number>();

  constructor(view: ClusterView) {
    this.#view = view;
  }

  /** Undefined: nobody knows whether it was stored. */
  async commit({ group, topic, partition }: OffsetPlace, offset: number): Promise<true | undefined> {
    for (;;) {
      const coordinator = await this.#coordinatorOf(group, topic);
      const topicId = this.#view.topic(topic)!.id;
      const request = this.#view.request(coordinator, OffsetCommit, {
        groupId: group,
        memberId: '',
        topics: [
          {
            name: topic,
            topicId,
            partitions: [{ partitionIndex: partition, committedOffset: offset, committedMetadata: null }],
          },
        ],
      });
      const answer = await request.catch(() => undefined);
      const errorCode = answer?.topics[0]?.partitions[0]?.errorCode;
      if (errorCode === ErrorCode.NONE) return true;
      // The only refusal that comes before anything else is done.
      if (errorCode !== ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) {
        this.#coordinators.delete(group);
        return undefined;
      }
      await this.#view.backOff();
    }
  }

  /** The committed offset, -1 for none; asks until somebody answers. */
  async fetch({ group, topic, partition }: OffsetPlace): Promise<number> {
    for (;;) {
      const coordinator = await this.#coordinatorOf(group, topic);
      const topicId = this.#view.topic(topic)!.id;
      const request = this.#view.request(coordinator, OffsetFetch, {
        groups: [{ groupId: group, topics: [{ name: topic, topicId, partitionIndexes: [partition] }] }],
        requireStable: true,
      });
      const answer = await request.catch(() => undefined);
      const found = answer?.groups[0];
      const row = found?.errorCode === ErrorCode.NONE ? found.topics[0]?.partitions[0] : undefined;
      if (row?.errorCode === ErrorCode.NONE) return row.committedOffset;
      this.#coordinators.delete(group);
      await this.#view.backOff();
    }
  }

  /** Who holds the group's offsets; also knows the topic then. */
  async #coordinatorOf(group: string, topic: string): Promise<number> {
    for (;;) {
      const known = this.#coordinators.get(group);
      if (known !== undefined && this.#view.topic(topic) !== undefined) return known;
      await this.#view.refresh(topic);
      const request = this.#view.request('any', FindCoordinator, { keyType: 0, coordinatorKeys: [group] });
      const answer = await request.catch(() => undefined);
      const found = answer?.coordinators[0];
      if (found?.errorCode === ErrorCode.NONE && this.#view.knows(found.nodeId))
        this.#coordinators.set(group, found.nodeId);
      else await this.#view.backOff();
    }
  }
}

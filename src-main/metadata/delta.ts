import type { Uuid } from '../base/index.ts';
import type { ConfigResourceType, MetadataDelta, MetadataImage, TopicImage } from './types.ts';

/** Notes what records touch while they are applied, so that nobody has to compare whole images. */
export class DeltaTracker {
  readonly #topics = new Map<Uuid, Set<number>>();
  readonly #configs = new Map<string, { type: ConfigResourceType; name: string }>();
  readonly #brokers = new Set<number>();

  topic(topicId: Uuid): void {
    if (!this.#topics.has(topicId)) this.#topics.set(topicId, new Set());
  }

  partition(topicId: Uuid, partition: number): void {
    this.topic(topicId);
    this.#topics.get(topicId)!.add(partition);
  }

  config(type: ConfigResourceType, name: string): void {
    this.#configs.set(`${type}/${name}`, { type, name });
  }

  broker(id: number): void {
    this.#brokers.add(id);
  }

  /** A topic that came and went between the two images is in neither, and not in the delta. */
  finish(before: MetadataImage, after: MetadataImage): MetadataDelta {
    const changedTopics: {
      before: TopicImage | undefined;
      after: TopicImage | undefined;
      changedPartitions: number[];
    }[] = [];
    for (const [topicId, partitions] of this.#topics) {
      const change = { before: before.topicsById.get(topicId), after: after.topicsById.get(topicId) };
      if (change.before === undefined && change.after === undefined) continue;
      changedTopics.push({ ...change, changedPartitions: change.after === undefined ? [] : [...partitions] });
    }
    return {
      // Deletions first: a topic that was deleted and made again has both, under one name.
      changedTopics: changedTopics.sort(
        (a, b) => Number(a.after !== undefined) - Number(b.after !== undefined),
      ),
      changedConfigs: [...this.#configs.values()],
      changedBrokers: [...this.#brokers],
    };
  }
}

/** What differs between two images that have no log between them: the leader's snapshot took the place of one. */
export function imageDelta(before: MetadataImage, after: MetadataImage): MetadataDelta {
  const tracker = new DeltaTracker();
  for (const id of before.topicsById.keys()) if (!after.topicsById.has(id)) tracker.topic(id);
  for (const { id, partitions } of after.topicsById.values())
    for (const { partition } of partitions) tracker.partition(id, partition);
  for (const type of ['topic', 'broker', 'group', 'client-metrics'] as const) {
    const names = [...before.configuredResources(type), ...after.configuredResources(type)];
    for (const name of names) tracker.config(type, name);
  }
  for (const id of [...before.brokers.keys(), ...after.brokers.keys()]) tracker.broker(id);
  return tracker.finish(before, after);
}

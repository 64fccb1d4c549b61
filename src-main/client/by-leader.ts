import { ErrorCode } from '../protocol/index.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What one partition came to: an answer, or why there is none. */
export type PartitionResult<T> = TopicPartition &
  ({ readonly value: T } | { readonly error: KafkaError | Error });

/**
 * Sorts partitions by their leaders as far as they are known; the others are named with their error. One request per
 * broker serves all of its partitions.
 */
export function groupByLeader<P extends TopicPartition>(
  client: KafkaClient,
  partitions: readonly P[],
): { byBroker: Map<number, P[]>; leaderless: { item: P; error: KafkaError }[] } {
  const byBroker = new Map<number, P[]>();
  const leaderless: { item: P; error: KafkaError }[] = [];
  for (const item of partitions) {
    const topic = client.metadata.topics.get(item.topic);
    const known = topic?.partitions[item.partition];
    if (known === undefined || known.leader < 0) {
      const code =
        known === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.LEADER_NOT_AVAILABLE;
      leaderless.push({ item, error: new KafkaError(code, `${item.topic}-${item.partition}`) });
      continue;
    }
    const group = byBroker.get(known.leader);
    if (group === undefined) byBroker.set(known.leader, [item]);
    else group.push(item);
  }
  return { byBroker, leaderless };
}

/** `[{topic, partitions: [item…]}]`, as most requests want it. */
export function groupByTopic<P extends TopicPartition>(items: readonly P[]): { topic: string; items: P[] }[] {
  const byTopic = new Map<string, P[]>();
  for (const item of items) {
    const group = byTopic.get(item.topic);
    if (group === undefined) byTopic.set(item.topic, [item]);
    else group.push(item);
  }
  return [...byTopic].map(([topic, group]) => ({ topic, items: group }));
}

export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

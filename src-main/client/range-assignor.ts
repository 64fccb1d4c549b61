import type { TopicPartition } from './by-leader.ts';

export interface Subscriber {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/**
 * Kafka's range assignor (`RangeAssignor`): per topic its subscribers in the order of their ids get consecutive
 * partitions, the first ones one more where it does not divide.
 */
export function assignRanges(
  subscribers: readonly Subscriber[],
  partitionsOf: (topic: string) => number,
): Map<string, TopicPartition[]> {
  const assignment = new Map<string, TopicPartition[]>(subscribers.map(({ memberId }) => [memberId, []]));
  const topics = new Set(subscribers.flatMap((subscriber) => subscriber.topics));
  for (const topic of [...topics].toSorted()) {
    const members = subscribers
      .filter((subscriber) => subscriber.topics.includes(topic))
      .map(({ memberId }) => memberId)
      .toSorted();
    const partitions = partitionsOf(topic);
    const each = Math.floor(partitions / members.length);
    const oneMore = partitions % members.length;
    let partition = 0;
    members.forEach((memberId, index) => {
      const end = partition + each + (index < oneMore ? 1 : 0);
      for (; partition < end; partition++) assignment.get(memberId)!.push({ topic, partition });
    });
  }
  return assignment;
}

/**
 * A group's committed offsets; -1 where there is none. v8 asks for several groups at once (KIP-709), v10 names topics
 * by id. requireStable needs no waiting while no transaction can be open.
 */
import { ZERO_UUID } from '../../base/index.ts';
import { ErrorCode, OffsetFetch } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';

interface AskedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitionIndexes: readonly number[];
}

interface FoundGroup {
  errorCode: number;
  topics: {
    name: string;
    topicId: string;
    partitions: {
      partitionIndex: number;
      committedOffset: number;
      committedLeaderEpoch: number;
      metadata: string | null;
      errorCode: number;
    }[];
  }[];
}

async function fetchGroup(
  broker: Broker,
  groupId: string,
  topics: readonly AskedTopic[] | null,
  byId: boolean,
): Promise<FoundGroup> {
  const image = broker.image();
  const nameOf = (topic: AskedTopic) => (byId ? image.topicsById.get(topic.topicId)?.name : topic.name);
  const asked = topics?.flatMap((topic) => {
    const name = nameOf(topic);
    if (name === undefined) return [];
    const topicId = image.topicsByName.get(name)?.id ?? ZERO_UUID;
    return topic.partitionIndexes.map((partition) => ({ topic: name, topicId, partition }));
  });
  const found = await broker.groups.fetchOffsets(groupId, asked ?? null);
  if (typeof found === 'number') return { errorCode: found, topics: [] };
  if (topics === null) {
    const byTopic = Map.groupBy(
      found.filter((offset) => offset !== undefined),
      ({ topic }) => topic,
    );
    return {
      errorCode: ErrorCode.NONE,
      topics: [...byTopic].map(([name, offsets]) => ({
        name,
        topicId: image.topicsByName.get(name)?.id ?? offsets[0].topicId,
        partitions: offsets.map((offset) => answered(offset.partition, offset)),
      })),
    };
  }
  let next = 0;
  return {
    errorCode: ErrorCode.NONE,
    topics: topics.map((topic) => ({
      name: topic.name,
      topicId: topic.topicId,
      partitions: topic.partitionIndexes.map((partition) =>
        nameOf(topic) === undefined
          ? answered(partition, undefined, ErrorCode.UNKNOWN_TOPIC_ID)
          : answered(partition, found[next++]),
      ),
    })),
  };
}

function answered(
  partitionIndex: number,
  offset: { offset: number; leaderEpoch: number; metadata: string } | undefined,
  errorCode: number = ErrorCode.NONE,
) {
  return {
    partitionIndex,
    committedOffset: offset?.offset ?? -1,
    committedLeaderEpoch: offset?.leaderEpoch ?? -1,
    metadata: offset?.metadata ?? '',
    errorCode,
  };
}

export const offsetFetch = defineHandler(OffsetFetch, async (request, context, broker) => {
  const { apiVersion } = context;
  if (apiVersion >= 8) {
    const groups = request.groups.map(async ({ groupId, topics }) => ({
      groupId,
      ...(await fetchGroup(broker, groupId, topics, apiVersion >= 10)),
    }));
    return { groups: await Promise.all(groups) };
  }
  const asked = request.topics?.map((topic) => ({ ...topic, topicId: '' })) ?? null;
  const { errorCode, topics } = await fetchGroup(broker, request.groupId, asked, false);
  // v1 has no place for an error of the whole group: every partition carries it.
  if (apiVersion < 2 && errorCode !== ErrorCode.NONE) {
    return {
      topics: (request.topics ?? []).map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partition) => answered(partition, undefined, errorCode)),
      })),
    };
  }
  return { errorCode, topics };
});

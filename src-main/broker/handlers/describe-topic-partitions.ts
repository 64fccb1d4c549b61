/** Topics with their partitions in pages: by name, up to a limit of partitions, going on at a cursor (KIP-966). */
import { ZERO_UUID } from '../../base/index.ts';
import type { PartitionImage } from '../../metadata/index.ts';
import { DescribeTopicPartitions, ErrorCode, type ResponseInput } from '../../protocol/index.ts';
import { brokerEndpoint } from '../endpoints.ts';
import { defineHandler } from '../handler.ts';
import { ALL_TOPIC_OPERATIONS, isInternalTopic, isLegalTopicName } from '../topics.ts';

type Response = ResponseInput<typeof DescribeTopicPartitions>;

export const describeTopicPartitions = defineHandler(
  DescribeTopicPartitions,
  (request, context, broker): Response => {
    const image = broker.image();
    const { cursor } = request;
    const isThere = (id: number) => brokerEndpoint(image, id, context.connection.listener) !== undefined;
    const all = request.topics.length === 0;
    const names = all ? [...image.topicsByName.keys()] : [...new Set(request.topics.map(({ name }) => name))];
    const wanted = names.sort().filter((name) => cursor === null || name >= cursor.topicName);
    let room = Math.max(
      1,
      Math.min(request.responsePartitionLimit, broker.config.maxRequestPartitionSizeLimit),
    );
    const describe = (partition: PartitionImage) => ({
      errorCode: isThere(partition.leader) ? ErrorCode.NONE : ErrorCode.LEADER_NOT_AVAILABLE,
      partitionIndex: partition.partition,
      leaderId: isThere(partition.leader) ? partition.leader : -1,
      leaderEpoch: partition.leaderEpoch,
      replicaNodes: partition.replicas,
      isrNodes: partition.isr,
      eligibleLeaderReplicas: partition.elr,
      lastKnownElr: partition.lastKnownElr,
      offlineReplicas: partition.replicas.filter((id) => !isThere(id)),
    });

    const topics = [];
    for (const name of wanted) {
      const topic = image.topicsByName.get(name);
      if (topic === undefined) {
        const errorCode = isLegalTopicName(name)
          ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
          : ErrorCode.INVALID_TOPIC_EXCEPTION;
        topics.push({ errorCode, name, topicId: ZERO_UUID, isInternal: false, partitions: [] });
        continue;
      }
      const first = cursor?.topicName === name ? Math.max(cursor.partitionIndex, 0) : 0;
      if (room === 0) return { topics, nextCursor: { topicName: name, partitionIndex: first } };
      const partitions = topic.partitions.slice(first, first + room).map(describe);
      room -= partitions.length;
      topics.push({
        errorCode: ErrorCode.NONE,
        name,
        topicId: topic.id,
        isInternal: isInternalTopic(name),
        partitions,
        topicAuthorizedOperations: ALL_TOPIC_OPERATIONS,
      });
      const next = first + partitions.length;
      if (next < topic.partitions.length)
        return { topics, nextCursor: { topicName: name, partitionIndex: next } };
    }
    return { topics, nextCursor: null };
  },
);

/** Partitions whose replicas are being moved, as the image has them: those that add or remove replicas. */
import { ErrorCode, ListPartitionReassignments } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const listPartitionReassignments = defineHandler(
  ListPartitionReassignments,
  (request, _context, broker) => {
    const { topicsByName } = broker.image();
    const asked =
      request.topics ?? [...topicsByName.keys()].map((name) => ({ name, partitionIndexes: null }));
    const topics = [];
    for (const { name, partitionIndexes } of asked) {
      const partitions = (topicsByName.get(name)?.partitions ?? [])
        .filter(({ partition }) => partitionIndexes === null || partitionIndexes.includes(partition))
        .filter(({ addingReplicas, removingReplicas }) => addingReplicas.length + removingReplicas.length > 0)
        .map(({ partition, replicas, addingReplicas, removingReplicas }) => ({
          partitionIndex: partition,
          replicas,
          addingReplicas,
          removingReplicas,
        }));
      if (partitions.length > 0) topics.push({ name, partitions });
    }
    return { errorCode: ErrorCode.NONE, errorMessage: null, topics };
  },
);

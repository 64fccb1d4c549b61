import type { TopicImage } from '../metadata/index.ts';
import {
  ErrorCode,
  type ListPartitionReassignments,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import { isReassigning } from './reassignment.ts';
import type { ControllerState, Decision } from './types.ts';

type Request = RequestOf<typeof ListPartitionReassignments>;
type Response = ResponseInput<typeof ListPartitionReassignments>;
type Topic = Response['topics'][number];

/** Partitions that are being moved: all of them, or those among the ones named. */
export function listPartitionReassignments(
  { metadata }: ControllerState,
  request: Request,
): Decision<Response> {
  const topics: Topic[] = [];
  const add = (topic: TopicImage | undefined, wanted: ReadonlySet<number> | undefined) => {
    const partitions = (topic?.partitions ?? [])
      .filter((partition) => isReassigning(partition) && (wanted?.has(partition.partition) ?? true))
      .map(({ partition: partitionIndex, replicas, addingReplicas, removingReplicas }) => ({
        partitionIndex,
        replicas,
        addingReplicas,
        removingReplicas,
      }));
    if (topic !== undefined && partitions.length > 0) topics.push({ name: topic.name, partitions });
  };
  if (request.topics === null) for (const topic of metadata.topicsByName.values()) add(topic, undefined);
  else
    for (const { name, partitionIndexes } of request.topics)
      add(metadata.topicsByName.get(name), new Set(partitionIndexes));
  return { records: [], response: { errorCode: ErrorCode.NONE, errorMessage: null, topics } };
}

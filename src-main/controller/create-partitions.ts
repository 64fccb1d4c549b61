import { type MetadataRecordInput, partitionRecord } from '../metadata/index.ts';
import { type CreatePartitions, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { usableBrokers } from './create-topics.ts';
import { manualAssignment } from './manual-assignment.ts';
import { newPartition } from './new-partition.ts';
import { placeReplicas } from './placement.ts';
import {
  countBy,
  refusal,
  type ControllerState,
  type Decision,
  isRefusal,
  MAX_RECORDS_PER_OPERATION,
  type Refusal,
} from './types.ts';

type Request = RequestOf<typeof CreatePartitions>;
type Growth = Request['topics'][number];
type Response = ResponseInput<typeof CreatePartitions>;

/** Adds partitions to topics, each by itself; a topic never shrinks. */
export function createPartitions(state: ControllerState, request: Request): Decision<Response> {
  const counts = countBy(request.topics, ({ name }) => name);
  const records: MetadataRecordInput[] = [];
  const results: Response['results'][number][] = [];
  for (const growth of request.topics.filter(({ name }, at, all) => firstOf(all, name) === at)) {
    const outcome =
      counts.get(growth.name)! > 1
        ? refusal(ErrorCode.INVALID_REQUEST, `Topic '${growth.name}' is named more than once in the request.`)
        : grow(state, growth);
    if (isRefusal(outcome)) {
      results.push({ name: growth.name, errorCode: outcome.errorCode, errorMessage: outcome.message });
      continue;
    }
    records.push(...outcome);
    results.push({ name: growth.name, errorCode: ErrorCode.NONE });
  }
  if (records.length > MAX_RECORDS_PER_OPERATION) {
    const errorMessage = `The request would write more than ${MAX_RECORDS_PER_OPERATION} records; split it.`;
    return {
      records: [],
      response: {
        results: results.map(({ name }) => ({ name, errorCode: ErrorCode.POLICY_VIOLATION, errorMessage })),
      },
    };
  }
  return { records: request.validateOnly ? [] : records, response: { results } };
}

function firstOf(topics: readonly Growth[], name: string): number {
  return topics.findIndex((growth) => growth.name === name);
}

function grow(state: ControllerState, { name, count, assignments }: Growth): MetadataRecordInput[] | Refusal {
  const topic = state.metadata.topicsByName.get(name);
  if (topic === undefined) {
    return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic '${name}'.`);
  }
  const before = topic.partitions.length;
  if (count <= before) {
    const what =
      count === before
        ? `has ${before} partition(s) already`
        : `has ${before} partition(s) and cannot shrink to ${count}`;
    return refusal(ErrorCode.INVALID_PARTITIONS, `Topic '${name}' ${what}.`);
  }
  const added = count - before;
  if (assignments !== null && assignments.length !== added) {
    return refusal(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `${added} partition(s) are to be added, but replicas are assigned for ${assignments.length}.`,
    );
  }
  if (added > MAX_RECORDS_PER_OPERATION) {
    return refusal(
      ErrorCode.POLICY_VIOLATION,
      `${added} partitions are more than one request may add (${MAX_RECORDS_PER_OPERATION}).`,
    );
  }
  const replicationFactor = topic.partitions[0].replicas.length;
  const placed =
    assignments === null
      ? placeReplicas(usableBrokers(state), { partitions: added, replicationFactor }, state.settings.random)
      : manualAssignment(
          state,
          assignments.map(({ brokerIds }) => brokerIds),
          before,
          replicationFactor,
        );
  if (isRefusal(placed)) return placed;
  return placed.map((replicas, index) =>
    partitionRecord(topic.id, newPartition(state, before + index, replicas)),
  );
}

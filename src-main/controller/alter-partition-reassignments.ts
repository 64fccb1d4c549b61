import type { MetadataRecordInput, PartitionImage, TopicImage } from '../metadata/index.ts';
import {
  type AlterPartitionReassignments,
  ErrorCode,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import { complaintAboutReplicas } from './manual-assignment.ts';
import type { ChangeRecord } from './partition-change.ts';
import { allowsUncleanElection, changePartition, electionFor } from './partitions.ts';
import { isReassigning, planReassignment, revertedReassignment } from './reassignment.ts';
import {
  type ControllerState,
  type Decision,
  isRefusal,
  MAX_RECORDS_PER_OPERATION,
  refusal,
  type Refusal,
} from './types.ts';

type Request = RequestOf<typeof AlterPartitionReassignments>;
type Asked = Request['topics'][number]['partitions'][number];
type Response = ResponseInput<typeof AlterPartitionReassignments>;

/**
 * Moves partitions to other replicas, or stops a move (ReplicationControlManager.alterPartitionReassignments), each
 * partition by itself. A move begins with all replicas, those that come and those that go; it ends with the
 * AlterPartition that brings the last one that comes into the ISR, or at once when nobody has to come.
 */
export function alterPartitionReassignments(state: ControllerState, request: Request): Decision<Response> {
  const { allowReplicationFactorChange } = request;
  const answer = { allowReplicationFactorChange, errorCode: ErrorCode.NONE, errorMessage: null };
  const records: MetadataRecordInput[] = [];
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked) => {
      const outcome = alterOne(state, name, asked, allowReplicationFactorChange);
      const refused = outcome !== undefined && isRefusal(outcome) ? outcome : undefined;
      if (outcome !== undefined && !isRefusal(outcome)) records.push(outcome);
      return {
        partitionIndex: asked.partitionIndex,
        errorCode: refused?.errorCode ?? ErrorCode.NONE,
        errorMessage: refused?.message ?? null,
      };
    }),
  }));
  if (records.length > MAX_RECORDS_PER_OPERATION) {
    const errorMessage = `The request would move more than ${MAX_RECORDS_PER_OPERATION} partitions; split it.`;
    const errorCode = ErrorCode.POLICY_VIOLATION;
    return { records: [], response: { ...answer, errorCode, errorMessage, responses: [] } };
  }
  return { records, response: { ...answer, responses } };
}

function alterOne(
  state: ControllerState,
  name: string,
  { partitionIndex, replicas }: Asked,
  mayChangeFactor: boolean,
): ChangeRecord | Refusal | undefined {
  const topic = state.metadata.topicsByName.get(name);
  const partition = topic?.partitions[partitionIndex];
  if (topic === undefined || partition === undefined) {
    return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no partition ${name}-${partitionIndex}.`);
  }
  if (replicas === null) return cancel(state, topic, partition);
  const complaint = complaintAboutReplicas(state, replicas);
  if (complaint !== undefined) {
    const who = `The replicas [${replicas.join(', ')}] for ${name}-${partitionIndex}`;
    return refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, `${who} ${complaint}.`);
  }
  return (
    (mayChangeFactor ? undefined : refuseOtherFactor(partition, replicas)) ??
    move(state, topic, partition, replicas)
  );
}

function move(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  target: readonly number[],
): ChangeRecord | undefined {
  return changePartition(state, topic, partition, planReassignment(partition, target));
}

function cancel(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
): ChangeRecord | Refusal | undefined {
  const place = `${topic.name}-${partition.partition}`;
  if (!isReassigning(partition))
    return refusal(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, `${place} is not being moved.`);
  const { replicas, isr, unclean } = revertedReassignment(partition);
  if (unclean && !allowsUncleanElection(state, topic.name)) {
    return refusal(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `${place} cannot go back: only replicas that were added are in sync, so records would be lost.`,
    );
  }
  const target = { replicas, isr, adding: [], removing: [], election: electionFor(state, topic) };
  return changePartition(state, topic, partition, target);
}

/** Whether a move would leave another number of replicas than there were (KIP-860). */
function refuseOtherFactor(
  { replicas, addingReplicas, removingReplicas }: PartitionImage,
  target: readonly number[],
): Refusal | undefined {
  const staying = new Set([...replicas, ...addingReplicas].filter((id) => !removingReplicas.includes(id)));
  if (staying.size === target.length) return undefined;
  return refusal(
    ErrorCode.INVALID_REPLICATION_FACTOR,
    `The partition has ${staying.size} replica(s), and would have ${target.length}.`,
  );
}

import {
  type MetadataRecordInput,
  NO_LEADER_CHANGE,
  type PartitionImage,
  partitionWith,
  type TopicImage,
} from '../metadata/index.ts';
import { type AlterPartition, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { changePartition, electionFor, isActive } from './partitions.ts';
import type { ControllerState, Decision } from './types.ts';

type Request = RequestOf<typeof AlterPartition>;
type Asked = Request['topics'][number]['partitions'][number];
type Response = ResponseInput<typeof AlterPartition>;
type Result = NonNullable<Response['topics']>[number]['partitions'][number];

/**
 * A leader asks for another ISR (ReplicationControlManager.alterPartition). It is granted only against the partition
 * epoch that the leader saw, and only with replicas that may be in sync: alive, of the very process that fetched.
 */
export function alterPartition(state: ControllerState, request: Request): Decision<Response> {
  const broker = state.metadata.brokers.get(request.brokerId);
  if (broker?.epoch !== request.brokerEpoch) {
    return { records: [], response: { errorCode: ErrorCode.STALE_BROKER_EPOCH, topics: [] } };
  }
  const records: MetadataRecordInput[] = [];
  const topics = request.topics.map(({ topicId, partitions }) => {
    const topic = state.metadata.topicsById.get(topicId);
    return {
      topicId,
      partitions: partitions.map((asked): Result => {
        const partition = topic?.partitions[asked.partitionIndex];
        if (topic === undefined || partition === undefined) {
          const errorCode =
            topic === undefined ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
          return failed(asked.partitionIndex, errorCode);
        }
        const errorCode = refuse(state, request.brokerId, partition, asked);
        if (errorCode !== ErrorCode.NONE) return failed(asked.partitionIndex, errorCode);
        return grant(state, topic, partition, asked, records);
      }),
    };
  });
  return { records, response: { errorCode: ErrorCode.NONE, topics } };
}

function failed(partitionIndex: number, errorCode: number): Result {
  return { partitionIndex, errorCode, leaderId: -1, leaderEpoch: -1, isr: [], partitionEpoch: -1 };
}

/** Members of the ISR asked for; older requests name no broker epochs (-1: not checked). */
function wantedIsr(asked: Asked): readonly { readonly brokerId: number; readonly brokerEpoch: number }[] {
  if (asked.newIsrWithEpochs.length > 0) return asked.newIsrWithEpochs;
  return asked.newIsr.map((brokerId) => ({ brokerId, brokerEpoch: -1 }));
}

function refuse(state: ControllerState, brokerId: number, partition: PartitionImage, asked: Asked): number {
  // A leader that is ahead of us talks to a controller that has been replaced.
  if (asked.leaderEpoch > partition.leaderEpoch || asked.partitionEpoch > partition.partitionEpoch) {
    return ErrorCode.NOT_CONTROLLER;
  }
  if (asked.leaderEpoch < partition.leaderEpoch) return ErrorCode.FENCED_LEADER_EPOCH;
  if (brokerId !== partition.leader) return ErrorCode.INVALID_REQUEST;
  if (asked.partitionEpoch < partition.partitionEpoch) return ErrorCode.INVALID_UPDATE_VERSION;
  const isr = wantedIsr(asked);
  if (!isr.some((member) => member.brokerId === partition.leader)) return ErrorCode.INVALID_REQUEST;
  if (isr.some((member) => !partition.replicas.includes(member.brokerId))) return ErrorCode.INVALID_REQUEST;
  // A leader that still recovers from an unclean election must stay alone.
  if (asked.leaderRecoveryState === 1 && isr.length > 1) return ErrorCode.INVALID_REQUEST;
  if (partition.leaderRecoveryState === 0 && asked.leaderRecoveryState === 1)
    return ErrorCode.INVALID_REQUEST;
  return isr.every((member) => isEligible(state, member)) ? ErrorCode.NONE : ErrorCode.INELIGIBLE_REPLICA;
}

function isEligible(
  state: ControllerState,
  { brokerId, brokerEpoch }: { readonly brokerId: number; readonly brokerEpoch: number },
): boolean {
  if (!isActive(state, brokerId)) return false;
  return brokerEpoch < 0 || state.metadata.brokers.get(brokerId)!.epoch === brokerEpoch;
}

function grant(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  asked: Asked,
  records: MetadataRecordInput[],
): Result {
  const isr = wantedIsr(asked).map(({ brokerId }) => brokerId);
  const { leaderRecoveryState } = asked;
  const election = electionFor(state, topic);
  const record = changePartition(state, topic, partition, { isr, leaderRecoveryState, election });
  if (record !== undefined) {
    records.push(record);
    const { leader = NO_LEADER_CHANGE } = record;
    // The end of a reassignment may take the leadership from the very broker that asked.
    if (leader !== NO_LEADER_CHANGE && leader !== partition.leader)
      return failed(asked.partitionIndex, ErrorCode.NEW_LEADER_ELECTED);
  }
  const after = record === undefined ? partition : partitionWith(partition, record);
  return {
    partitionIndex: asked.partitionIndex,
    errorCode: ErrorCode.NONE,
    leaderId: after.leader,
    leaderEpoch: after.leaderEpoch,
    isr: after.isr,
    leaderRecoveryState: after.leaderRecoveryState,
    partitionEpoch: after.partitionEpoch,
  };
}

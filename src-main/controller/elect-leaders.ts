import type { MetadataRecordInput } from '../metadata/index.ts';
import { type ElectLeaders, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { changePartition } from './partitions.ts';
import { type ControllerState, type Decision, MAX_RECORDS_PER_OPERATION } from './types.ts';

type Request = RequestOf<typeof ElectLeaders>;
type Response = ResponseInput<typeof ElectLeaders>;

const PREFERRED = 0;
const UNCLEAN = 1;

/** Elects preferred or, at the operator's risk, unclean leaders; all partitions where none are named. */
export function electLeaders(state: ControllerState, request: Request): Decision<Response> {
  const { metadata } = state;
  const refuse = (errorCode: number) => ({
    records: [],
    response: { errorCode, replicaElectionResults: [] },
  });
  if (request.electionType !== PREFERRED && request.electionType !== UNCLEAN)
    return refuse(ErrorCode.INVALID_REQUEST);
  const unclean = request.electionType === UNCLEAN;
  const records: MetadataRecordInput[] = [];
  const everything = request.topicPartitions === null;
  const wanted =
    request.topicPartitions ??
    [...metadata.topicsByName.values()].map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.map(({ partition }) => partition),
    }));
  const replicaElectionResults = wanted.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions
      .map((partitionId) => ({ partitionId, ...elect(state, topic, partitionId, unclean, records) }))
      // Asked for everything, only what was needed is reported.
      .filter(({ errorCode }) => !everything || errorCode !== ErrorCode.ELECTION_NOT_NEEDED),
  }));
  if (records.length > MAX_RECORDS_PER_OPERATION) return refuse(ErrorCode.POLICY_VIOLATION);
  return {
    records,
    response: {
      errorCode: ErrorCode.NONE,
      replicaElectionResults: replicaElectionResults.filter(
        ({ partitionResult }) => partitionResult.length > 0,
      ),
    },
  };
}

function elect(
  state: ControllerState,
  topicName: string,
  partitionId: number,
  unclean: boolean,
  records: MetadataRecordInput[],
): { errorCode: number; errorMessage: string | null } {
  const topic = state.metadata.topicsByName.get(topicName);
  const partition = topic?.partitions[partitionId];
  if (topic === undefined || partition === undefined) {
    const errorMessage = `There is no partition ${topicName}-${partitionId}.`;
    return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage };
  }
  if (unclean ? partition.leader >= 0 : partition.leader === partition.replicas[0]) {
    return {
      errorCode: ErrorCode.ELECTION_NOT_NEEDED,
      errorMessage: 'The partition has the leader it should have.',
    };
  }
  const record = changePartition(state, topic, partition, { election: unclean ? 'unclean' : 'preferred' });
  if (record === undefined || record.leader === undefined || record.leader < 0) {
    return unclean
      ? {
          errorCode: ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE,
          errorMessage: 'No replica of the partition is alive.',
        }
      : {
          errorCode: ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
          errorMessage: 'The preferred leader is not alive or not in sync.',
        };
  }
  records.push(record);
  return { errorCode: ErrorCode.NONE, errorMessage: null };
}

import { METADATA_TOPIC } from '../log/index.ts';
import { type DescribeQuorum, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import type { Voter } from '../raft/index.ts';
import type { QuorumView, QuorumVoter } from './controller-types.ts';

/** The leader's view of the quorum, as DescribeQuorum tells it. There is one partition to ask for. */
export function describeQuorum(
  request: RequestOf<typeof DescribeQuorum>,
  view: QuorumView,
  voters: readonly Voter[],
): ResponseInput<typeof DescribeQuorum> {
  const { leaderId, leaderEpoch, highWatermark, endOffset } = view;
  const [topic] = request.topics;
  const isKnown =
    request.topics.length === 1 &&
    topic.topicName === METADATA_TOPIC &&
    topic.partitions.length === 1 &&
    topic.partitions[0].partitionIndex === 0;
  if (!isKnown) return unknownPartitions(request);
  const replica = ({ id, directoryId, endOffset: known, lastFetchMs, lastCaughtUpMs }: QuorumVoter) => ({
    replicaId: id,
    replicaDirectoryId: directoryId,
    logEndOffset: id === leaderId ? endOffset : known,
    lastFetchTimestamp: lastFetchMs,
    lastCaughtUpTimestamp: lastCaughtUpMs,
  });
  const partition = {
    partitionIndex: 0,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    leaderId,
    leaderEpoch,
    highWatermark,
    currentVoters: view.voters.map(replica),
    observers: view.observers.map(replica),
  };
  return {
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    nodes: voters.map(({ id, endpoints }) => ({ nodeId: id, listeners: [...endpoints] })),
  };
}

function unknownPartitions({
  topics,
}: RequestOf<typeof DescribeQuorum>): ResponseInput<typeof DescribeQuorum> {
  return {
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    topics: topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        errorMessage: null,
        leaderId: -1,
        leaderEpoch: -1,
        highWatermark: -1,
        currentVoters: [],
        observers: [],
      })),
    })),
    nodes: [],
  };
}

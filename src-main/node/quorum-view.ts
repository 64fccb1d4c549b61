import { METADATA_TOPIC } from '../log/index.ts';
import { type DescribeQuorum, ErrorCode, type ResponseInput } from '../protocol/index.ts';
import type { Voter } from '../raft/index.ts';
import type { QuorumView, QuorumVoter } from './controller-types.ts';

/** The leader's view of the quorum, as DescribeQuorum tells it. */
export function describeQuorum(
  view: QuorumView,
  voters: readonly Voter[],
): ResponseInput<typeof DescribeQuorum> {
  const { leaderId, leaderEpoch, highWatermark, endOffset } = view;
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

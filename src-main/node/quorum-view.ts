import { METADATA_TOPIC } from '../log/index.ts';
import { type DescribeQuorum, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import type { Clock } from '../env/index.ts';
import { type Progress, type Raft, type ReplicaKey, sameReplica, type Voter } from '../raft/index.ts';
import type { QuorumView, QuorumVoter } from './controller-types.ts';

/** The quorum as this node sees it. What a leader heard from others is put from monotonic into wall time. */
export function viewOf(raft: Raft, endOffset: number, self: ReplicaKey, clock: Clock): QuorumView {
  const nowMs = clock.monotonicMs();
  const wallMs = clock.wallMs();
  const wallOf = (monotonicMs: number) =>
    monotonicMs === -Infinity ? -1 : Math.round(wallMs - (nowMs - monotonicMs));
  const replica = ({ id, directoryId }: ReplicaKey, known: Progress | undefined): QuorumVoter => {
    const isSelf = sameReplica({ id, directoryId }, self);
    return {
      id,
      directoryId,
      endOffset: known?.endOffset ?? -1,
      lastFetchMs: isSelf ? wallMs : wallOf(known?.lastFetchMs ?? -Infinity),
      lastCaughtUpMs: isSelf ? wallMs : wallOf(known?.lastCaughtUpMs ?? -Infinity),
    };
  };
  const progress = [...(raft.leadership?.voters ?? [])];
  return {
    leaderId: raft.leaderId,
    leaderEpoch: raft.epoch,
    highWatermark: raft.highWatermark,
    endOffset,
    voters: raft.voters.map((voter) =>
      replica(
        voter,
        progress.find(({ key }) => sameReplica(key, voter)),
      ),
    ),
    observers: [...(raft.leadership?.observers ?? [])].map((known) => replica(known.key, known)),
  };
}

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

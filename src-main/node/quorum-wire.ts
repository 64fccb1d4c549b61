/** KRaft's requests between the core, which knows one partition and no topics, and the wire. */
import { METADATA_TOPIC_ID, type Uuid } from '../base/index.ts';
import { METADATA_TOPIC } from '../log/index.ts';
import {
  type Api,
  BeginQuorumEpoch,
  EndQuorumEpoch,
  ErrorCode,
  Fetch,
  type RequestInput,
  type RequestOf,
  type ResponseInput,
  type ResponseOf,
  Vote,
} from '../protocol/index.ts';
import type {
  FetchResponse,
  QuorumEpochResponse,
  RaftEndpoint,
  RaftRequest,
  RaftResponse,
  ReplicaKey,
  VoteResponse,
} from '../raft/index.ts';

/** A follower takes no more at once (KafkaRaftClient.MAX_FETCH_SIZE_BYTES). */
export const MAX_FETCH_BYTES = 8 * 1024 * 1024;
/** Pre-votes cannot be said before. */
const PRE_VOTE_SINCE = 2;

export interface OutgoingRequest {
  readonly api: Api;
  readonly body: unknown;
  /** An older peer would take it for something else. */
  readonly minVersion: number;
}

export interface Sender {
  readonly clusterId: Uuid;
  /** Where this replica can be reached, for followers that learn of it. */
  readonly endpoints: readonly RaftEndpoint[];
}

/** What goes to `to`. */
export function outgoing(request: RaftRequest, to: ReplicaKey, sender: Sender): OutgoingRequest {
  const { clusterId, endpoints } = sender;
  switch (request.kind) {
    case 'vote': {
      const { kind: _, ...vote } = request;
      const partition = { partitionIndex: 0, voterDirectoryId: to.directoryId, ...vote };
      const body: RequestInput<typeof Vote> = {
        clusterId,
        voterId: to.id,
        topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
      };
      return { api: Vote, body, minVersion: request.preVote ? PRE_VOTE_SINCE : 0 };
    }
    case 'begin-quorum-epoch': {
      const { leaderId, leaderEpoch } = request;
      const partition = { partitionIndex: 0, voterDirectoryId: to.directoryId, leaderId, leaderEpoch };
      const body: RequestInput<typeof BeginQuorumEpoch> = {
        clusterId,
        voterId: to.id,
        topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
        leaderEndpoints: endpoints,
      };
      return { api: BeginQuorumEpoch, body, minVersion: 0 };
    }
    case 'end-quorum-epoch': {
      const { leaderId, leaderEpoch, preferredCandidates } = request;
      const partition = {
        partitionIndex: 0,
        leaderId,
        leaderEpoch,
        preferredSuccessors: preferredCandidates.map(({ id }) => id),
        preferredCandidates: preferredCandidates.map(({ id, directoryId }) => ({
          candidateId: id,
          candidateDirectoryId: directoryId,
        })),
      };
      const body: RequestInput<typeof EndQuorumEpoch> = {
        clusterId,
        topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
        leaderEndpoints: endpoints,
      };
      return { api: EndQuorumEpoch, body, minVersion: 0 };
    }
    case 'fetch': {
      const { replicaId, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, highWatermark } = request;
      const partition = {
        partition: 0,
        currentLeaderEpoch,
        fetchOffset,
        lastFetchedEpoch,
        partitionMaxBytes: MAX_FETCH_BYTES,
        replicaDirectoryId: request.replicaDirectoryId,
        highWatermark,
      };
      const body: RequestInput<typeof Fetch> = {
        clusterId,
        replicaId,
        replicaState: { replicaId },
        maxWaitMs: request.maxWaitMs,
        minBytes: 0,
        maxBytes: MAX_FETCH_BYTES,
        sessionEpoch: -1,
        topics: [{ topic: METADATA_TOPIC, topicId: METADATA_TOPIC_ID, partitions: [partition] }],
        forgottenTopicsData: [],
      };
      return { api: Fetch, body, minVersion: 12 };
    }
  }
}

export interface Answer {
  readonly response: RaftResponse;
  readonly records: Buffer;
}

const NO_RECORDS = Buffer.alloc(0);

/** What came back to `request`; undefined when the peer refused it as a whole. */
export function incomingAnswer(request: RaftRequest, body: unknown): Answer | undefined {
  if (request.kind === 'fetch') return fetchAnswer(body as ResponseOf<typeof Fetch>);
  const { errorCode, topics } = body as ResponseOf<typeof Vote | typeof BeginQuorumEpoch>;
  const partition = topics[0]?.partitions[0];
  if (errorCode !== ErrorCode.NONE || partition === undefined) return undefined;
  const { leaderId, leaderEpoch } = partition;
  const common = { errorCode: partition.errorCode, leaderId, leaderEpoch };
  const response: RaftResponse =
    request.kind === 'vote'
      ? { kind: 'vote', ...common, voteGranted: (partition as { voteGranted: boolean }).voteGranted }
      : { kind: request.kind, ...common };
  return { response, records: NO_RECORDS };
}

function fetchAnswer(body: ResponseOf<typeof Fetch>): Answer | undefined {
  const partition = body.responses[0]?.partitions[0];
  if (body.errorCode !== ErrorCode.NONE || partition === undefined) return undefined;
  const { errorCode, highWatermark, logStartOffset, divergingEpoch, snapshotId, currentLeader } = partition;
  return {
    response: {
      kind: 'fetch',
      errorCode,
      leaderId: currentLeader.leaderId,
      leaderEpoch: currentLeader.leaderEpoch,
      highWatermark: Number(highWatermark),
      logStartOffset: Number(logStartOffset),
      divergingEpoch:
        divergingEpoch.epoch < 0 ? null : { ...divergingEpoch, endOffset: Number(divergingEpoch.endOffset) },
      snapshotId: snapshotId.epoch < 0 ? null : { ...snapshotId, endOffset: Number(snapshotId.endOffset) },
      readFrom: null,
    },
    records: partition.records ?? NO_RECORDS,
  };
}

// --- the other direction --------------------------------------------------------------------------------------

export type QuorumApi = typeof Vote | typeof BeginQuorumEpoch | typeof EndQuorumEpoch | typeof Fetch;

/** A request of a peer: for the core, or the error that it is answered with as a whole. */
export function incomingRequest(
  api: QuorumApi,
  body: unknown,
  self: { readonly id: number; readonly clusterId: Uuid },
): RaftRequest | { readonly errorCode: number } {
  const { clusterId, topics, voterId } = body as RequestOf<typeof Vote>;
  if (clusterId !== null && clusterId !== self.clusterId)
    return { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID };
  if (api === Fetch) return fetchRequest(body as RequestOf<typeof Fetch>);
  const partition = topics[0]?.partitions[0];
  if (topics.length !== 1 || topics[0].topicName !== METADATA_TOPIC || partition === undefined)
    return { errorCode: ErrorCode.INVALID_REQUEST };
  if (voterId !== undefined && voterId >= 0 && voterId !== self.id)
    return { errorCode: ErrorCode.INVALID_VOTER_KEY };
  if (api === Vote) {
    const { replicaId, replicaDirectoryId, replicaEpoch, lastOffsetEpoch, lastOffset, preVote } = partition;
    return {
      kind: 'vote',
      replicaId,
      replicaDirectoryId,
      replicaEpoch,
      lastOffsetEpoch,
      lastOffset: Number(lastOffset),
      preVote,
    };
  }
  const { leaderId, leaderEpoch, preferredCandidates = [] } = partition as unknown as EndPartition;
  if (api === BeginQuorumEpoch) return { kind: 'begin-quorum-epoch', leaderId, leaderEpoch };
  return {
    kind: 'end-quorum-epoch',
    leaderId,
    leaderEpoch,
    preferredCandidates: preferredCandidates.map((candidate) => ({
      id: candidate.candidateId,
      directoryId: candidate.candidateDirectoryId,
    })),
  };
}

type EndPartition = Partial<RequestOf<typeof EndQuorumEpoch>['topics'][number]['partitions'][number]> & {
  leaderId: number;
  leaderEpoch: number;
};

function fetchRequest(body: RequestOf<typeof Fetch>): RaftRequest | { readonly errorCode: number } {
  const [topic] = body.topics;
  const partition = topic?.partitions[0];
  const isMetadata = topic?.topicId === METADATA_TOPIC_ID || topic?.topic === METADATA_TOPIC;
  if (body.topics.length !== 1 || !isMetadata || partition === undefined)
    return { errorCode: ErrorCode.INVALID_REQUEST };
  return {
    kind: 'fetch',
    replicaId: body.replicaState.replicaId >= 0 ? body.replicaState.replicaId : body.replicaId,
    replicaDirectoryId: partition.replicaDirectoryId,
    currentLeaderEpoch: partition.currentLeaderEpoch,
    fetchOffset: Number(partition.fetchOffset),
    lastFetchedEpoch: partition.lastFetchedEpoch,
    maxWaitMs: body.maxWaitMs,
    highWatermark: Number(partition.highWatermark),
  };
}

/** The body that carries the core's answer. */
export function outgoingAnswer(response: RaftResponse, records: Buffer): unknown {
  switch (response.kind) {
    case 'vote': {
      const body: ResponseInput<typeof Vote> = epochBody(response, { voteGranted: response.voteGranted });
      return body;
    }
    case 'begin-quorum-epoch':
    case 'end-quorum-epoch':
      return epochBody(response, {});
    case 'fetch':
      return fetchBody(response, records);
  }
}

function epochBody<X extends object>(response: VoteResponse | QuorumEpochResponse, extra: X) {
  const { errorCode, leaderId, leaderEpoch } = response;
  const partition = { partitionIndex: 0, errorCode, leaderId, leaderEpoch, ...extra };
  const topics = [{ topicName: METADATA_TOPIC, partitions: [partition] }];
  return { errorCode: ErrorCode.NONE, topics, nodeEndpoints: [] };
}

const UNKNOWN_END = { epoch: -1, endOffset: -1 };

function fetchBody(response: FetchResponse, records: Buffer): ResponseInput<typeof Fetch> {
  const { errorCode, highWatermark, logStartOffset, leaderId, leaderEpoch } = response;
  return {
    errorCode: ErrorCode.NONE,
    sessionId: 0,
    responses: [
      {
        topic: METADATA_TOPIC,
        topicId: METADATA_TOPIC_ID,
        partitions: [
          {
            partitionIndex: 0,
            errorCode,
            highWatermark,
            lastStableOffset: highWatermark,
            logStartOffset,
            divergingEpoch: response.divergingEpoch ?? UNKNOWN_END,
            currentLeader: { leaderId, leaderEpoch },
            snapshotId: response.snapshotId ?? UNKNOWN_END,
            abortedTransactions: null,
            records,
          },
        ],
      },
    ],
  };
}

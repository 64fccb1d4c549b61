/** KRaft's requests between the core, which knows one partition and no topics, and the wire. */
import { METADATA_TOPIC_ID, type Uuid, ZERO_UUID } from '../base/index.ts';
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
  PeerResponse,
  QuorumEpochResponse,
  RaftEndpoint,
  RaftRequest,
  RaftResponse,
  ReplicaKey,
  VoterChangeRequest,
  VoterChangeResponse,
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

/** What the voters say to each other; changes of the voters are in voter-change-wire. */
export type QuorumRequest = Exclude<RaftRequest, VoterChangeRequest>;
export type QuorumResponse = Exclude<RaftResponse, VoterChangeResponse>;

export interface Sender {
  readonly clusterId: Uuid;
  /** Where this replica can be reached, for followers that learn of it. */
  readonly endpoints: readonly RaftEndpoint[];
}

/** The body of a request; a vote and the beginning of an epoch name whom they are meant for. */
export function outgoing(request: QuorumRequest, sender: Sender): OutgoingRequest {
  const { clusterId, endpoints } = sender;
  switch (request.kind) {
    case 'vote': {
      const { kind: _, voterKey, ...vote } = request;
      const { id: voterId = -1, directoryId: voterDirectoryId = ZERO_UUID } = voterKey ?? {};
      const partition = { partitionIndex: 0, voterDirectoryId, ...vote };
      const body: RequestInput<typeof Vote> = {
        clusterId,
        voterId,
        topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
      };
      return { api: Vote, body, minVersion: request.preVote ? PRE_VOTE_SINCE : 0 };
    }
    case 'begin-quorum-epoch': {
      const { leaderId, leaderEpoch, voterKey } = request;
      const { id: voterId = -1, directoryId: voterDirectoryId = ZERO_UUID } = voterKey ?? {};
      const partition = { partitionIndex: 0, voterDirectoryId, leaderId, leaderEpoch };
      const body: RequestInput<typeof BeginQuorumEpoch> = {
        clusterId,
        voterId,
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
  readonly response: PeerResponse;
  readonly records: Buffer;
}

const NO_RECORDS = Buffer.alloc(0);

/** What came back to `request`; undefined when the peer refused it as a whole. */
export function incomingAnswer(request: QuorumRequest, body: unknown): Answer | undefined {
  if (request.kind === 'fetch') return fetchAnswer(body as ResponseOf<typeof Fetch>);
  const { errorCode, topics } = body as ResponseOf<typeof Vote | typeof BeginQuorumEpoch>;
  const partition = topics[0]?.partitions[0];
  if (errorCode !== ErrorCode.NONE || partition === undefined) return undefined;
  const { leaderId, leaderEpoch } = partition;
  const common = { errorCode: partition.errorCode, leaderId, leaderEpoch };
  const response: QuorumResponse =
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
  self: { readonly clusterId: Uuid },
): QuorumRequest | { readonly errorCode: number } {
  const { clusterId, topics, voterId } = body as RequestOf<typeof Vote>;
  if (clusterId !== null && clusterId !== self.clusterId)
    return { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID };
  if (api === Fetch) return fetchRequest(body as RequestOf<typeof Fetch>);
  const partition = topics[0]?.partitions[0];
  if (topics.length !== 1 || topics[0].topicName !== METADATA_TOPIC || partition === undefined)
    return { errorCode: ErrorCode.INVALID_REQUEST };
  // Version 0 of these names no voter.
  const { voterDirectoryId = ZERO_UUID } = partition as { voterDirectoryId?: Uuid };
  const voterKey: ReplicaKey | null =
    voterId === undefined || voterId < 0 ? null : { id: voterId, directoryId: voterDirectoryId };
  if (api === Vote) {
    const { replicaId, replicaDirectoryId, replicaEpoch, lastOffsetEpoch, lastOffset, preVote } = partition;
    return {
      kind: 'vote',
      voterKey,
      replicaId,
      replicaDirectoryId,
      replicaEpoch,
      lastOffsetEpoch,
      lastOffset: Number(lastOffset),
      preVote,
    };
  }
  const { leaderId, leaderEpoch, preferredCandidates = [] } = partition as unknown as EndPartition;
  if (api === BeginQuorumEpoch) return { kind: 'begin-quorum-epoch', voterKey, leaderId, leaderEpoch };
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

function fetchRequest(body: RequestOf<typeof Fetch>): QuorumRequest | { readonly errorCode: number } {
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

/** Where the leader that an answer names is reached, for those who do not know it. */
export type LeaderAddress = { readonly host: string; readonly port: number } | undefined;

/** The body that carries the core's answer. */
export function outgoingAnswer(response: QuorumResponse, records: Buffer, leader: LeaderAddress): unknown {
  switch (response.kind) {
    case 'vote': {
      const { voteGranted } = response;
      const body: ResponseInput<typeof Vote> = epochBody(response, { voteGranted }, leader);
      return body;
    }
    case 'begin-quorum-epoch':
    case 'end-quorum-epoch':
      return epochBody(response, {}, leader);
    case 'fetch':
      return fetchBody(response, records, leader);
  }
}

function nodeEndpoints(leaderId: number, leader: LeaderAddress) {
  return leader === undefined ? [] : [{ nodeId: leaderId, host: leader.host, port: leader.port }];
}

function epochBody<X extends object>(
  response: VoteResponse | QuorumEpochResponse,
  extra: X,
  leader: LeaderAddress,
) {
  const { errorCode, leaderId, leaderEpoch } = response;
  const partition = { partitionIndex: 0, errorCode, leaderId, leaderEpoch, ...extra };
  const topics = [{ topicName: METADATA_TOPIC, partitions: [partition] }];
  return { errorCode: ErrorCode.NONE, topics, nodeEndpoints: nodeEndpoints(leaderId, leader) };
}

const UNKNOWN_END = { epoch: -1, endOffset: -1 };

function fetchBody(
  response: FetchResponse,
  records: Buffer,
  leader: LeaderAddress,
): ResponseInput<typeof Fetch> {
  const { errorCode, highWatermark, logStartOffset, leaderId, leaderEpoch } = response;
  return {
    errorCode: ErrorCode.NONE,
    sessionId: 0,
    nodeEndpoints: nodeEndpoints(leaderId, leader).map((node) => ({ ...node, rack: null })),
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

/** Bodies of KRaft's requests and answers, reduced to their one partition. Names are those of the wire. */
import type { Uuid } from '../base/index.ts';
import type { KRaftVersionRange, RaftEndpoint, ReplicaKey, SnapshotId, Voter } from './types.ts';

export interface VoteRequest {
  readonly kind: 'vote';
  /** Who is asked: one that has another directory by now must not answer for the one before. Null: not said. */
  readonly voterKey: ReplicaKey | null;
  readonly replicaId: number;
  readonly replicaDirectoryId: Uuid;
  readonly replicaEpoch: number;
  readonly lastOffsetEpoch: number;
  readonly lastOffset: number;
  readonly preVote: boolean;
}
export interface BeginQuorumEpochRequest {
  readonly kind: 'begin-quorum-epoch';
  /** Null: not said. */
  readonly voterKey: ReplicaKey | null;
  readonly leaderId: number;
  readonly leaderEpoch: number;
}
export interface EndQuorumEpochRequest {
  readonly kind: 'end-quorum-epoch';
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** Best first. */
  readonly preferredCandidates: readonly ReplicaKey[];
}
export interface FetchRequest {
  readonly kind: 'fetch';
  readonly replicaId: number;
  readonly replicaDirectoryId: Uuid;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  /** Epoch of the last record the follower has. */
  readonly lastFetchedEpoch: number;
  readonly maxWaitMs: number;
  /** The high watermark that the follower knows (v18); Infinity from older ones, who are not told early. */
  readonly highWatermark: number;
}
export interface AddVoterRequest {
  readonly kind: 'add-voter';
  readonly voter: Voter;
  /** False: the answer comes when the leader has appended the change (KIP-1186). */
  readonly ackWhenCommitted: boolean;
}
export interface RemoveVoterRequest {
  readonly kind: 'remove-voter';
  readonly voter: ReplicaKey;
}
export interface UpdateVoterRequest {
  readonly kind: 'update-voter';
  readonly currentLeaderEpoch: number;
  readonly voter: Voter;
}
/** The leader asks a replica that is to be a voter what it can do (ApiVersions). */
export interface KRaftVersionsRequest {
  readonly kind: 'kraft-versions';
  readonly endpoints: readonly RaftEndpoint[];
}

export type VoterChangeRequest = AddVoterRequest | RemoveVoterRequest | UpdateVoterRequest;
/** What a replica may be asked. */
export type RaftRequest =
  VoteRequest | BeginQuorumEpochRequest | EndQuorumEpochRequest | FetchRequest | VoterChangeRequest;
/** What a replica asks others. */
export type OwnRequest = RaftRequest | KRaftVersionsRequest;

/** What every answer carries: an error, and who leads which epoch as far as the answering replica knows. */
interface AnswerBase {
  readonly errorCode: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
}
export interface VoteResponse extends AnswerBase {
  readonly kind: 'vote';
  readonly voteGranted: boolean;
}
export interface QuorumEpochResponse extends AnswerBase {
  readonly kind: 'begin-quorum-epoch' | 'end-quorum-epoch';
}
export interface FetchResponse extends AnswerBase {
  readonly kind: 'fetch';
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
  /** The offset asked for is gone: this snapshot has it. */
  readonly snapshotId: SnapshotId | null;
  /** Leader's side: the driver adds the records from here on; null for an answer without records. */
  readonly readFrom: number | null;
}
/** Answers to the first two name no leader: -1 and -1. */
export interface VoterChangeResponse extends AnswerBase {
  readonly kind: VoterChangeRequest['kind'];
  readonly errorMessage: string | null;
}
export interface KRaftVersionsResponse extends AnswerBase {
  readonly kind: 'kraft-versions';
  /** Null: it does not know the feature. */
  readonly supported: KRaftVersionRange | null;
}
export type RaftResponse = VoteResponse | QuorumEpochResponse | FetchResponse | VoterChangeResponse;
export type PeerResponse = RaftResponse | KRaftVersionsResponse;

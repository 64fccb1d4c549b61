import type { Uuid } from '../base/index.ts';

/** A replica of the metadata log: its id and the log dir that holds it (KIP-853). */
export interface ReplicaKey {
  readonly id: number;
  readonly directoryId: Uuid;
}

export interface RaftEndpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** A voter as VotersRecord has it. */
export interface Voter extends ReplicaKey {
  readonly endpoints: readonly RaftEndpoint[];
}

/** What survives in `quorum-state`: it must be on disk before a vote or a request of the epoch leaves. */
export interface QuorumState {
  /** -1: none known. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** Null: no vote in this epoch. */
  readonly voted: ReplicaKey | null;
}

/** All that the core may see of the log. It shows what the driver has executed so far. */
export interface LogView {
  readonly startOffset: number;
  readonly endOffset: number;
  /** Epoch of the last record; 0 for an empty log. */
  readonly latestEpoch: number;
  /** The largest epoch not above `epoch`, and where it ends. Epoch -1: none. */
  endOffsetForEpoch(epoch: number): { readonly epoch: number; readonly endOffset: number };
  /** The newest snapshot, when there is one. */
  readonly latestSnapshot: SnapshotId | undefined;
}

export interface SnapshotId {
  readonly endOffset: number;
  readonly epoch: number;
}

/** Bodies of KRaft's requests, reduced to their one partition. Names are those of the wire. */
export interface VoteRequest {
  readonly kind: 'vote';
  readonly replicaId: number;
  readonly replicaDirectoryId: Uuid;
  readonly replicaEpoch: number;
  readonly lastOffsetEpoch: number;
  readonly lastOffset: number;
  readonly preVote: boolean;
}
export interface BeginQuorumEpochRequest {
  readonly kind: 'begin-quorum-epoch';
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
export type RaftRequest = VoteRequest | BeginQuorumEpochRequest | EndQuorumEpochRequest | FetchRequest;

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
export type RaftResponse = VoteResponse | QuorumEpochResponse | FetchResponse;

export type RaftInput =
  /** The first input: the log is open, the voters are known. */
  | { readonly kind: 'start' }
  /** `wakeAtMs` has come. */
  | { readonly kind: 'wake' }
  /** `token` comes back with the answer. */
  | { readonly kind: 'request'; readonly token: number; readonly request: RaftRequest }
  /** `hasRecords`: a fetch brought some, which the driver keeps until it is told to append them. */
  | {
      readonly kind: 'response';
      readonly from: number;
      readonly request: RaftRequest;
      readonly response: RaftResponse;
      readonly hasRecords: boolean;
    }
  /** A request got no answer: refused, closed, timed out. */
  | { readonly kind: 'no-response'; readonly from: number; readonly request: RaftRequest }
  /** The log grew: by the leader's own records, or by those of a fetch (then they are on disk already). */
  | { readonly kind: 'appended' }
  /** Everything before this offset would survive a power loss. */
  | { readonly kind: 'flushed'; readonly endOffset: number }
  /** The snapshot asked for has replaced the log. */
  | { readonly kind: 'snapshot-installed'; readonly id: SnapshotId }
  | { readonly kind: 'snapshot-failed' }
  /** A VotersRecord came (from the log or a snapshot): it counts from now on, committed or not. */
  | { readonly kind: 'voters'; readonly voters: readonly Voter[] }
  /** The node stops: a leader hands over. */
  | { readonly kind: 'resign' }
  /** The process of this replica has ended for certain: nobody need wait for it. */
  | { readonly kind: 'peer-gone'; readonly id: number };

export type RoleName =
  'unattached' | 'prospective' | 'candidate' | 'leader' | 'follower' | 'resigned' | 'observer';

/** What the driver must do, in the order of the fields: nothing may be sent before it is persisted. */
export interface RaftEffects {
  persist: QuorumState | undefined;
  truncateTo: number | undefined;
  /** `fetched`: append what the response brought. `leader-change`: the control batch that opens an epoch. */
  append:
    | { readonly kind: 'fetched' }
    | {
        readonly kind: 'leader-change';
        readonly epoch: number;
        readonly leaderId: number;
        readonly voters: readonly ReplicaKey[];
        readonly grantingVoters: readonly ReplicaKey[];
      }
    | undefined;
  send: { readonly to: number; readonly request: RaftRequest }[];
  respond: { readonly token: number; readonly response: RaftResponse }[];
  /** Download this snapshot from the leader with FetchSnapshot and put it in place of the log. */
  installSnapshot: { readonly from: number; readonly id: SnapshotId } | undefined;
  /** The new high watermark. */
  commitTo: number | undefined;
  /** Set when role, leader or epoch changed. */
  role: { readonly name: RoleName; readonly leaderId: number; readonly epoch: number } | undefined;
  /** Infinity: nothing to wait for. */
  wakeAtMs: number;
}

export interface RaftOptions {
  readonly self: ReplicaKey;
  /** controller.quorum.election.timeout.ms */
  readonly electionTimeoutMs: number;
  /** controller.quorum.fetch.timeout.ms */
  readonly fetchTimeoutMs: number;
  /** controller.quorum.election.backoff.max.ms */
  readonly electionBackoffMaxMs: number;
  /** controller.quorum.retry.backoff.ms */
  readonly retryBackoffMs: number;
  /** How long a follower lets the leader hold a fetch. */
  readonly fetchMaxWaitMs: number;
}

/** Kafka 4.3's defaults. */
export const DEFAULT_RAFT_TIMES = {
  electionTimeoutMs: 1000,
  fetchTimeoutMs: 2000,
  electionBackoffMaxMs: 1000,
  retryBackoffMs: 20,
  fetchMaxWaitMs: 500,
} as const;

export function sameReplica(a: ReplicaKey, b: ReplicaKey): boolean {
  return a.id === b.id && a.directoryId === b.directoryId;
}

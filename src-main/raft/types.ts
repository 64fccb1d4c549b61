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

/** Levels of the feature kraft.version that a replica can work with. */
export interface KRaftVersionRange {
  readonly min: number;
  readonly max: number;
}

/** A voter as VotersRecord has it. */
export interface Voter extends ReplicaKey {
  readonly endpoints: readonly RaftEndpoint[];
  /** Left out: those of this release. */
  readonly kraftVersions?: KRaftVersionRange;
}

/** Of this release: static voters, and voters in the log. */
export const KRAFT_VERSIONS: KRaftVersionRange = { min: 0, max: 1 };
/** From here on voters are records of the log, and may change. */
export const RECONFIGURABLE = 1;

/** The voters that count from an offset on. */
export interface VoterSetEntry {
  /** Of the VotersRecord; of the last record before a snapshot that brought it, so -1 for what a format wrote. */
  readonly offset: number;
  readonly voters: readonly Voter[];
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
  /**
   * The largest epoch not above `epoch`, and where it ends. Epoch -1: none. For one from before the log's start the epoch
   * itself, ending where the log begins: that says nothing about whose records stood there.
   */
  endOffsetForEpoch(epoch: number): { readonly epoch: number; readonly endOffset: number };
  /** The oldest snapshot that is kept: the log begins with it. */
  readonly earliestSnapshot: SnapshotId | undefined;
  /** The newest snapshot, when there is one. */
  readonly latestSnapshot: SnapshotId | undefined;
  /** The newest voters in log and snapshot, committed or not; undefined at kraft.version 0. */
  readonly voterSet: VoterSetEntry | undefined;
  /** Whether any voters that the log has named since this process opened it include this replica. */
  hasNamedVoter(key: ReplicaKey): boolean;
}

export interface SnapshotId {
  readonly endOffset: number;
  readonly epoch: number;
}

export interface RaftOptions {
  readonly self: ReplicaKey;
  /** Where the others reach this replica. */
  readonly endpoints: readonly RaftEndpoint[];
  /** The voters while the log names none (kraft.version 0). None: this replica observes until it is added. */
  readonly staticVoters: readonly Voter[];
  /** Whom a replica may ask for the leader beside the voters that it knows (controller.quorum.bootstrap.servers). */
  readonly bootstrapIds: readonly number[];
  /** controller.quorum.auto.join.enable */
  readonly autoJoin: boolean;
  /** controller.quorum.election.timeout.ms */
  readonly electionTimeoutMs: number;
  /** controller.quorum.fetch.timeout.ms */
  readonly fetchTimeoutMs: number;
  /** controller.quorum.election.backoff.max.ms */
  readonly electionBackoffMaxMs: number;
  /** controller.quorum.retry.backoff.ms */
  readonly retryBackoffMs: number;
  /** controller.quorum.request.timeout.ms: also how long a change of the voters may take. */
  readonly requestTimeoutMs: number;
  /** How long a follower lets the leader hold a fetch. */
  readonly fetchMaxWaitMs: number;
}

/** Kafka 4.3's defaults. */
export const DEFAULT_RAFT_TIMES = {
  electionTimeoutMs: 1000,
  fetchTimeoutMs: 2000,
  electionBackoffMaxMs: 1000,
  retryBackoffMs: 20,
  requestTimeoutMs: 2000,
  fetchMaxWaitMs: 500,
} as const;

export function sameReplica(a: ReplicaKey, b: ReplicaKey): boolean {
  return a.id === b.id && a.directoryId === b.directoryId;
}

/**
 * The private channel between a node and its supervisor. Only lifecycle, faults and inside views use it; whatever the
 * Kafka protocol can say goes over the Kafka protocol.
 */
import type { Fact } from '../env/index.ts';
import type { NodeConfig } from './config.ts';

export type ToNode =
  | { kind: 'start'; config: NodeConfig }
  /** Controlled shutdown; the node answers 'broker-shut-down', waits for 'leave-quorum', answers 'stopped' and exits 0. */
  | { kind: 'stop' }
  /** No other node that stops needs this one's vote any more. */
  | { kind: 'leave-quorum' }
  /** The process of another node has ended; `brokerEpoch` is what it said when it was ready, null if it never was. */
  | { kind: 'peer-exited'; node: number; brokerEpoch: number | null }
  /** Whether anybody looks: without a watcher a node sends lifecycle messages only. */
  | { kind: 'watch'; facts: boolean; state: boolean }
  | { kind: 'call'; id: number; name: InsideCallName; input: unknown };

export type FromNode =
  /** Serving: registered, unfenced, image caught up. The ports are the real ones; a broker only has no controller's: 0. */
  | { kind: 'ready'; port: number; controllerPort: number; startMs: number; brokerEpoch?: number }
  /** The broker has its epoch, and is about to serve. */
  | { kind: 'registered'; brokerEpoch: number }
  | { kind: 'failed'; message: string }
  /** On its way to 'stopped' its broker leads nothing and is fenced, or nobody was there to see to that. */
  | { kind: 'broker-shut-down' }
  /** On its way to 'stopped' it flushes so many logs; at most 4 a second, and none while the number stays. */
  | { kind: 'flushing'; logsLeft: number }
  | { kind: 'stopped' }
  /** It serves, and would serve more after a stop and a start: a log dir that had failed works again. */
  | { kind: 'wants-restart'; reason: string }
  /** The newest facts (a bounded backlog first, when watching begins). */
  | { kind: 'facts'; facts: readonly Fact[] }
  /** Latest wins, at most 4 a second, and none while nothing changes. */
  | { kind: 'state'; state: NodeState }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'refusal'; id: number; message: string };

export interface NodeState {
  readonly memoryBytes: number;
  /** Of the process since it started, user and system together. */
  readonly cpuMs: number;
  readonly connections: number;
  readonly quorum: {
    leaderId: number;
    leaderEpoch: number;
    highWatermark: number;
    voters: readonly number[];
  };
  /** Counters since the start of the process; rates are the reader's to compute. */
  readonly recordsIn: number;
  readonly bytesIn: number;
  /** Of `recordsIn`, what producers were told is stored (acks 1 and all). */
  readonly recordsAcked: number;
  readonly batchesRefused: number;
  /** Now: batches with acks=all that are appended, and whose producers have no answer yet. */
  readonly batchesWaiting: number;
  /** By consumers, in offsets. */
  readonly recordsOut: number;
  readonly bytesOut: number;
  readonly requests: number;
  readonly monotonicMs: number;
}

/** What may be asked about a node's inside. */
export interface InsideCalls {
  /** Segment files of a topic as they are on disk. */
  segments: {
    input: { topic: string };
    output: readonly {
      partition: number;
      directory: string;
      name: string;
      sizeBytes: number;
      modifiedMs: number;
      baseOffset: number | null;
      nextOffset: number | null;
      maxTimestampMs: number | null;
      active: boolean;
    }[];
  };
  /** Offsets of a topic's partitions as this node's logs know them. */
  offsets: {
    input: { topics: readonly string[] | null };
    output: readonly {
      topic: string;
      partition: number;
      startOffset: number;
      lastStableOffset: number;
      highWatermark: number;
      endOffset: number;
      sizeBytes: number;
      lastAppendMs: number | null;
    }[];
  };
  /** One partition as this node's replica of it sees it; null where it has none. For who watches it replicate. */
  replication: {
    input: { topic: string; partition: number };
    output: ReplicationInside | null;
  };
  /** The quorum as this node sees it; only the leader knows how far the others are. */
  quorum: {
    input: null;
    output: QuorumInside;
  };
  connections: {
    input: null;
    output: readonly {
      id: number;
      listener: string;
      remote: string;
      clientId: string;
      softwareName: string;
      softwareVersion: string;
      requests: number;
      bytesIn: number;
      bytesOut: number;
    }[];
  };
}

/** Times are what has passed until the answer was made, so that no two clocks are compared. */
export interface ReplicationInside {
  readonly leaderEpoch: number;
  readonly startOffset: number;
  readonly highWatermark: number;
  readonly endOffset: number;
  /** Where this node leads the partition. */
  readonly led: {
    readonly isr: readonly number[];
    readonly minInSyncReplicas: number;
    /** `replica.lag.time.max.ms` */
    readonly maxLagMs: number;
    /** The ISR that the controller has been asked for and has not answered yet. */
    readonly askedIsr: readonly number[] | null;
    readonly followers: readonly {
      readonly id: number;
      /** -1 until it has fetched in this leader epoch. */
      readonly endOffset: number;
      /** Null until it has fetched in this leader epoch. */
      readonly fetchedAgoMs: number | null;
      /** Null: never in this leader epoch. */
      readonly caughtUpAgoMs: number | null;
    }[];
  } | null;
}

export interface QuorumInside {
  readonly role: string;
  /** -1: none known. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly endOffset: number;
  /** Voters whose votes made this node the leader; null where it does not lead. */
  readonly grantedBy: readonly number[] | null;
  readonly voters: readonly QuorumReplicaInside[];
  readonly observers: readonly QuorumReplicaInside[];
}

export interface QuorumReplicaInside {
  readonly id: number;
  readonly directoryId: string;
  /** -1: not known here. */
  readonly endOffset: number;
  readonly fetchedAgoMs: number | null;
  readonly caughtUpAgoMs: number | null;
}

export type InsideCallName = keyof InsideCalls;

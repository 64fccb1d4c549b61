/**
 * The private channel between a node and its supervisor. Only lifecycle, faults and inside views use it; whatever the
 * Kafka protocol can say goes over the Kafka protocol.
 */
import type { Fact } from '../env/index.ts';
import type { NodeConfig } from './config.ts';

export type ToNode =
  | { kind: 'start'; config: NodeConfig }
  /** Controlled shutdown; the node answers 'stopped' and exits 0. */
  | { kind: 'stop' }
  /** The process of another node has ended; `brokerEpoch` is what it said when it was ready, null if it never was. */
  | { kind: 'peer-exited'; node: number; brokerEpoch: number | null }
  /** Whether anybody looks: without a watcher a node sends lifecycle messages only. */
  | { kind: 'watch'; facts: boolean; state: boolean }
  | { kind: 'call'; id: number; name: InsideCallName; input: unknown };

export type FromNode =
  /** Serving: registered, unfenced, image caught up. The ports are the real ones. */
  | { kind: 'ready'; port: number; controllerPort: number; startMs: number; brokerEpoch?: number }
  | { kind: 'failed'; message: string }
  | { kind: 'stopped' }
  /** The newest facts (a bounded backlog first, when watching begins). */
  | { kind: 'facts'; facts: readonly Fact[] }
  /** Latest wins, at most 4 a second, and none while nothing changes. */
  | { kind: 'state'; state: NodeState }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'refusal'; id: number; message: string };

export interface NodeState {
  readonly memoryBytes: number;
  readonly connections: number;
  readonly quorum: { leaderId: number; leaderEpoch: number; highWatermark: number };
  /** Counters since the start of the process; rates are the reader's to compute. */
  readonly recordsIn: number;
  readonly bytesIn: number;
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

export type InsideCallName = keyof InsideCalls;

import type { Uuid } from '../base/index.ts';

/** What happened inside a node, as it happens: the workbench shows it, the simulator checks invariants on it. */
export type FactBody =
  | { kind: 'node-started'; nodeId: number; startMs: number; recovery: 'clean' | 'unclean' | 'new' }
  | { kind: 'node-stopping'; nodeId: number }
  | { kind: 'quorum-changed'; leaderId: number; epoch: number; role: string }
  /** This voter's one vote of the epoch; it is on disk. */
  | { kind: 'quorum-voted'; epoch: number; candidateId: number }
  /** Reported by the winner; `grantedBy` are those whose votes it had when it won. */
  | { kind: 'quorum-elected'; epoch: number; leaderId: number; grantedBy: number[]; voters: number[] }
  | { kind: 'broker-registered'; brokerId: number; brokerEpoch: number }
  | { kind: 'broker-fenced' | 'broker-unfenced'; brokerId: number; brokerEpoch: number; reason?: string }
  | { kind: 'topic-created' | 'topic-deleted'; topic: string; topicId: Uuid; partitions: number }
  | {
      kind: 'config-changed';
      resource: 'topic' | 'broker' | 'group' | 'client-metrics';
      name: string;
      key: string;
      value: string | null;
    }
  | {
      kind: 'leader-elected';
      topic: string;
      partition: number;
      leader: number;
      leaderEpoch: number;
      previousLeader: number;
    }
  | {
      kind: 'isr-changed';
      topic: string;
      partition: number;
      isr: number[];
      elr: number[];
      previousIsr: number[];
    }
  | {
      kind: 'became-leader' | 'became-follower';
      topic: string;
      topicId: Uuid;
      partition: number;
      leaderEpoch: number;
      endOffset: number;
    }
  | {
      kind: 'high-watermark-advanced';
      topic: string;
      partition: number;
      highWatermark: number;
      endOffset: number;
    }
  | {
      kind: 'log-truncated';
      topic: string;
      partition: number;
      toOffset: number;
      fromOffset: number;
      reason: string;
    }
  | {
      kind: 'log-start-advanced';
      topic: string;
      partition: number;
      toOffset: number;
      reason: 'retention' | 'delete-records' | 'leader' | 'snapshot';
    }
  | {
      kind: 'segment-rolled' | 'segment-deleted' | 'segment-compacted';
      topic: string;
      partition: number;
      baseOffset: number;
      sizeBytes: number;
      reason: string;
    }
  | { kind: 'log-recovered'; topic: string; partition: number; endOffset: number; truncatedBytes: number }
  | { kind: 'directory-offline' | 'directory-online'; directory: string; reason: string }
  /** Stored bytes of this node's replica are damaged. `healing`: other replicas are in sync, it is copied anew. */
  | { kind: 'replica-damaged'; topic: string; partition: number; reason: string; healing: boolean }
  /** The damaged files were set aside; the replica follows from the beginning of its leader's log. */
  | { kind: 'replica-replaced'; topic: string; partition: number; leader: number }
  | {
      kind: 'coordinator-loaded' | 'coordinator-unloaded';
      topic: string;
      partition: number;
      records: number;
      tookMs: number;
    }
  | { kind: 'group-state'; groupId: string; from: string; to: string; generation: number; reason: string }
  | {
      kind: 'group-member';
      groupId: string;
      memberId: string;
      clientId: string;
      change: 'joined' | 'rejoined' | 'synced' | 'left' | 'expired' | 'fenced';
      generation: number;
    }
  | { kind: 'offsets-committed'; groupId: string; topic: string; partition: number; offset: number }
  | { kind: 'producer-id-allocated'; producerId: number; producerEpoch: number }
  | { kind: 'connection-opened'; connectionId: number; listener: string; remote: string }
  | {
      kind: 'client-identified';
      connectionId: number;
      clientId: string;
      softwareName: string;
      softwareVersion: string;
    }
  | { kind: 'connection-closed'; connectionId: number; reason: string }
  | { kind: 'request-refused'; connectionId: number; apiKey: number; reason: string }
  | { kind: 'throttled'; connectionId: number; clientId: string; throttleMs: number };

/** A fact with its place in the node's stream. */
export type Fact = FactBody & {
  readonly node: number;
  /** Rises by one a fact; starts again with the process. */
  readonly sequence: number;
  readonly monotonicMs: number;
  readonly wallMs: number;
};

/** What traffic makes all the time, and what would push everything else out of a list of the newest. */
export const PULSES: ReadonlySet<string> = new Set<FactBody['kind']>([
  'high-watermark-advanced',
  'offsets-committed',
  'connection-opened',
  'client-identified',
  'connection-closed',
]);

/** Where facts go. Reporting must be cheap when nobody listens. */
export interface Facts {
  report(fact: FactBody): void;
}

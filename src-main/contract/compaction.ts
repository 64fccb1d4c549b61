/** How far a topic is compacted, and what of it is left: what the cleaner knows, seen from the leader's disk. */
import type { ClusterId } from './types.ts';

export interface CompactedPartition {
  readonly partition: number;
  /** The leader, whose disk this is of. */
  readonly nodeId: number;
  /** Below it each key stands once. Null: the cleaner has not been here. */
  readonly cleanedUpTo: number | null;
  readonly cleanBytes: number;
  /** Closed segments that the next round of the cleaner would look through. */
  readonly cleanableBytes: number;
  /** The active segment, and what is younger than `min.compaction.lag.ms`. */
  readonly notYetBytes: number;
  /** Cleanable bytes of clean and cleanable ones; null: there are none. */
  readonly dirtyRatio: number | null;
  /** Above `min.cleanable.dirty.ratio`: the cleaner takes it when its turn comes. */
  readonly due: boolean;
  /** Of the offsets in the clean segments: how many still have a record. Null: too much to be counted, or no clean ones. */
  readonly survivors: { readonly records: number; readonly offsets: number } | null;
  readonly problem: string | null;
}

export interface CompactionView {
  /** The topic's cleanup.policy has `compact`. */
  readonly compacts: boolean;
  readonly cleanupPolicy: string;
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: number;
  readonly partitions: readonly CompactedPartition[];
}

export interface CompactionProcedures {
  'topics.compaction': { input: { cluster: ClusterId; topic: string }; output: CompactionView };
}

/** What is known of nodes beyond their process: features, log dirs, what they print. */
import type { ClusterId, ConfigView } from './types.ts';

interface OnCluster {
  cluster: ClusterId;
}
interface OnNode extends OnCluster {
  nodeId: number;
}

/** A feature of the cluster (KIP-584): the level that it has, and what each broker could. */
export interface FeatureView {
  readonly name: string;
  /** Null: it is not switched on. */
  readonly finalizedLevel: number | null;
  readonly brokers: readonly { readonly id: number; readonly min: number; readonly max: number }[];
}

export interface FeaturesView {
  readonly features: readonly FeatureView[];
  /** Brokers that did not answer, and why. */
  readonly silent: readonly { readonly id: number; readonly reason: string }[];
}

export interface NodeLogDirectory {
  readonly path: string;
  readonly problem: string | null;
  /** Null: the broker does not tell. */
  readonly totalBytes: number | null;
  readonly usableBytes: number | null;
  readonly replicas: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly sizeBytes: number;
    /** Of a replica: behind the high watermark; of one that moves here: behind the replica that it is copied from. */
    readonly offsetLag: number;
    /** It is being copied here from another log dir of the node. */
    readonly future: boolean;
  }[];
}

/** Whom a dynamic config of brokers is for: one of them, or all that have none of their own. */
export type BrokerConfigScope = 'broker' | 'cluster';

export interface NodeToolProcedures {
  'brokers.configs': { input: OnNode; output: readonly ConfigView[] };
  /** Null resets to what holds without it. Answers when the broker runs with it. */
  'brokers.alterConfigs': {
    input: OnNode & { scope: BrokerConfigScope; changes: Readonly<Record<string, string | null>> };
    output: null;
  };
  'nodes.features': { input: OnCluster; output: FeaturesView };
  'nodes.logDirectories': { input: OnNode; output: readonly NodeLogDirectory[] };
  /** Copies a replica into another log dir of its node, and drops the old one when it has caught up. */
  'nodes.moveReplica': {
    input: OnNode & { topic: string; partition: number; path: string };
    output: null;
  };
}

export interface NodeToolStreams {
  /** The end of what a node of ours prints (node.log), and what it adds; `skippedBytes` were before that. */
  'nodes.log': { input: OnNode; event: { text: string; skippedBytes: number; whole: boolean } };
}

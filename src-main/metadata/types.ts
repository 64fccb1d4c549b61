import type { Uuid } from '../base/index.ts';
import type { MetadataRecord } from './records/index.ts';

/** One partition as the metadata log has it (PartitionRecord and its changes). */
export interface PartitionImage {
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly removingReplicas: readonly number[];
  readonly addingReplicas: readonly number[];
  /** -1: none. */
  readonly leader: number;
  /** 0 recovered, 1 recovering after an unclean election. */
  readonly leaderRecoveryState: number;
  /** Rises with every leader change. */
  readonly leaderEpoch: number;
  /** Rises with every change of the partition. */
  readonly partitionEpoch: number;
  /** One directory id a replica, in the order of `replicas`. */
  readonly directories: readonly Uuid[];
  /** Eligible leader replicas (KIP-966). */
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
}

export interface TopicImage {
  readonly name: string;
  readonly id: Uuid;
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionImage[];
}

export interface EndpointImage {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL. */
  readonly securityProtocol: number;
}

export interface BrokerImage {
  readonly id: number;
  /** Offset of its registration record. */
  readonly epoch: number;
  readonly incarnationId: Uuid;
  readonly endpoints: readonly EndpointImage[];
  readonly rack: string | null;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
  readonly directories: readonly Uuid[];
  /** Null before the broker's first heartbeat (KIP-1066). */
  readonly cordonedDirectories: readonly Uuid[] | null;
  readonly features: ReadonlyMap<string, FeatureRange>;
}

export interface FeatureRange {
  readonly min: number;
  readonly max: number;
}

export interface ControllerImage {
  readonly id: number;
  readonly incarnationId: Uuid;
  readonly endpoints: readonly EndpointImage[];
  readonly features: ReadonlyMap<string, FeatureRange>;
}

export type ConfigResourceType = 'topic' | 'broker' | 'group' | 'client-metrics';

/** The cluster's metadata at one offset of the metadata log: immutable, shared by everything on a node. */
export interface MetadataImage {
  /** Offset after the newest record in it, and that record's epoch. */
  readonly endOffset: number;
  readonly epoch: number;
  readonly topicsByName: ReadonlyMap<string, TopicImage>;
  readonly topicsById: ReadonlyMap<Uuid, TopicImage>;
  readonly brokers: ReadonlyMap<number, BrokerImage>;
  readonly controllers: ReadonlyMap<number, ControllerImage>;
  /** Finalized feature levels, `metadata.version` among them. */
  readonly features: ReadonlyMap<string, number>;
  /** Dynamic configuration of a resource; '' is the default of all brokers. */
  configs(type: ConfigResourceType, name: string): ReadonlyMap<string, string>;
  /** Resources of a type that have a dynamic configuration. */
  configuredResources(type: ConfigResourceType): readonly string[];
  /** The next producer id block's first id. */
  readonly nextProducerId: number;
  /** ACLs, SCRAM credentials, quotas and tokens as they were written, by what identifies them: kept for snapshots. */
  readonly keptRecords: ReadonlyMap<string, MetadataRecord>;
}

/** What differs between two images that follow each other: shells act on this and never scan the whole image. */
export interface MetadataDelta {
  readonly changedTopics: readonly {
    readonly before: TopicImage | undefined;
    /** Undefined: deleted. */
    readonly after: TopicImage | undefined;
    /** Partition numbers that were added or changed. */
    readonly changedPartitions: readonly number[];
  }[];
  readonly changedConfigs: readonly { readonly type: ConfigResourceType; readonly name: string }[];
  readonly changedBrokers: readonly number[];
}

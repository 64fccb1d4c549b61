import type { Uuid } from '../base/index.ts';
import type { Metadata, ResponseOf } from '../protocol/index.ts';

export interface BrokerEndpoint {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offlineReplicas: readonly number[];
  /** 0, or why the partition cannot be used now. */
  readonly errorCode: number;
}

export interface TopicMetadata {
  readonly name: string;
  readonly id: Uuid;
  readonly internal: boolean;
  readonly errorCode: number;
  /** In the order of their numbers. */
  readonly partitions: readonly PartitionMetadata[];
}

/** What a Metadata response says; one with all topics replaces what was known before. */
export interface ClusterMetadata {
  readonly clusterId: string;
  /** -1: unknown. In a KRaft cluster any live broker, which passes requests on. */
  readonly controllerId: number;
  readonly brokers: ReadonlyMap<number, BrokerEndpoint>;
  readonly topics: ReadonlyMap<string, TopicMetadata>;
}

export const NO_METADATA: ClusterMetadata = {
  clusterId: '',
  controllerId: -1,
  brokers: new Map(),
  topics: new Map(),
};

export function readMetadata(response: ResponseOf<typeof Metadata>): ClusterMetadata {
  const topics = new Map<string, TopicMetadata>();
  for (const { name, topicId, isInternal, errorCode, partitions } of response.topics) {
    if (name === null) continue;
    const sorted = partitions.map(readPartition).toSorted((a, b) => a.partition - b.partition);
    topics.set(name, { name, id: topicId, internal: isInternal, errorCode, partitions: sorted });
  }
  return {
    clusterId: response.clusterId ?? '',
    controllerId: response.controllerId,
    brokers: new Map(
      response.brokers.map(({ nodeId: id, host, port, rack }) => [id, { id, host, port, rack }]),
    ),
    topics,
  };
}

function readPartition(
  partition: ResponseOf<typeof Metadata>['topics'][number]['partitions'][number],
): PartitionMetadata {
  return {
    partition: partition.partitionIndex,
    leader: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    replicas: partition.replicaNodes,
    isr: partition.isrNodes,
    offlineReplicas: partition.offlineReplicas,
    errorCode: partition.errorCode,
  };
}

/** `older` with the topics of an answer that named only some; brokers and controller are the newer ones. */
export function mergeMetadata(older: ClusterMetadata, newer: ClusterMetadata): ClusterMetadata {
  return { ...newer, topics: new Map([...older.topics, ...newer.topics]) };
}

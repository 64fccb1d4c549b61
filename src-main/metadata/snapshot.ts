import type { Image } from './image.ts';
import type { MetadataRecordInput } from './records/index.ts';
import type { BrokerImage, ConfigResourceType, FeatureRange, PartitionImage, TopicImage } from './types.ts';

export const METADATA_VERSION = 'metadata.version';

const CONFIG_TYPE_CODES: Readonly<Record<ConfigResourceType, number>> = {
  topic: 2,
  broker: 4,
  'client-metrics': 16,
  group: 32,
};

/**
 * The records that build this image from nothing, in the order of Kafka's snapshots: the feature levels first, with
 * metadata.version at the head, since it decides how the rest is read.
 */
export function* imageRecords(image: Image): Generator<MetadataRecordInput> {
  yield* featureRecords(image.features);
  for (const controller of image.controllers.values()) {
    yield {
      type: 'RegisterControllerRecord',
      controllerId: controller.id,
      incarnationId: controller.incarnationId,
      zkMigrationReady: false,
      endPoints: controller.endpoints,
      features: featureArray(controller.features),
    };
  }
  for (const broker of image.brokers.values()) yield brokerRecord(broker);
  for (const topic of image.topicsById.values()) yield* topicRecords(topic);
  for (const [type, resources] of image.configsByType) {
    for (const [resourceName, configs] of resources) {
      for (const [name, value] of configs) {
        yield { type: 'ConfigRecord', resourceType: CONFIG_TYPE_CODES[type], resourceName, name, value };
      }
    }
  }
  if (image.nextProducerId > 0) {
    yield {
      type: 'ProducerIdsRecord',
      brokerId: -1,
      brokerEpoch: -1,
      nextProducerId: image.nextProducerId,
    };
  }
  yield* image.keptRecords.values();
}

/** One FeatureLevelRecord each, metadata.version first, the rest by name. */
export function* featureRecords(features: ReadonlyMap<string, number>): Generator<MetadataRecordInput> {
  const names = [...features.keys()].filter((name) => name !== METADATA_VERSION).sort();
  if (features.has(METADATA_VERSION)) names.unshift(METADATA_VERSION);
  for (const name of names) yield { type: 'FeatureLevelRecord', name, featureLevel: features.get(name)! };
}

function brokerRecord(broker: BrokerImage): MetadataRecordInput {
  return {
    type: 'RegisterBrokerRecord',
    brokerId: broker.id,
    incarnationId: broker.incarnationId,
    brokerEpoch: broker.epoch,
    endPoints: broker.endpoints,
    features: featureArray(broker.features),
    rack: broker.rack,
    fenced: broker.fenced,
    inControlledShutdown: broker.inControlledShutdown,
    logDirs: broker.directories,
    cordonedLogDirs: broker.cordonedDirectories,
  };
}

function* topicRecords(topic: TopicImage): Generator<MetadataRecordInput> {
  yield { type: 'TopicRecord', name: topic.name, topicId: topic.id };
  for (const partition of topic.partitions) yield partitionRecord(topic.id, partition);
}

/** Empty ELRs are written as absent, as Kafka does. */
export function partitionRecord(
  topicId: string,
  partition: PartitionImage,
): MetadataRecordInput & { type: 'PartitionRecord' } {
  return {
    type: 'PartitionRecord',
    partitionId: partition.partition,
    topicId,
    replicas: partition.replicas,
    isr: partition.isr,
    removingReplicas: partition.removingReplicas,
    addingReplicas: partition.addingReplicas,
    leader: partition.leader,
    leaderRecoveryState: partition.leaderRecoveryState,
    leaderEpoch: partition.leaderEpoch,
    partitionEpoch: partition.partitionEpoch,
    directories: partition.directories,
    eligibleLeaderReplicas: partition.elr.length > 0 ? partition.elr : null,
    lastKnownElr: partition.lastKnownElr.length > 0 ? partition.lastKnownElr : null,
  };
}

function featureArray(features: ReadonlyMap<string, FeatureRange>) {
  return [...features].map(([name, { min, max }]) => ({
    name,
    minSupportedVersion: min,
    maxSupportedVersion: max,
  }));
}

import { assert, unreachable, type Uuid } from '../base/index.ts';
import { CowMap } from './cow-map.ts';
import { DeltaTracker } from './delta.ts';
import { Image, type ResourceConfigs } from './image.ts';
import {
  brokerFrom,
  brokerWith,
  controllerFrom,
  keptRecordKey,
  partitionFrom,
  partitionWith,
} from './replay.ts';
import type { MetadataRecord, MetadataRecordOf } from './records/index.ts';
import type {
  BrokerImage,
  ConfigResourceType,
  ControllerImage,
  MetadataDelta,
  PartitionImage,
  TopicImage,
} from './types.ts';

/** Resource types of ConfigRecord. Broker loggers are never stored. */
const CONFIG_TYPES: Readonly<Record<number, ConfigResourceType>> = {
  2: 'topic',
  4: 'broker',
  16: 'client-metrics',
  32: 'group',
};

const NOTHING_SET: ResourceConfigs = new Map();

/** A topic whose partition list belongs to this builder and may grow and change in place. */
interface OwnTopic extends TopicImage {
  readonly partitions: PartitionImage[];
}

/**
 * Applies metadata records on top of an image: the one place where a record becomes state. What records touch is
 * copied once for each builder, the rest is shared with the base, so n records cost O(n) and one copy of the
 * tables they touch. The controller keeps one builder for as long as it leads and reads its getters.
 */
export class MetadataBuilder {
  readonly #base: Image;
  readonly #topicsByName: CowMap<string, TopicImage>;
  readonly #topicsById: CowMap<Uuid, TopicImage>;
  readonly #owned = new Set<Uuid>();
  readonly #brokers: CowMap<number, BrokerImage>;
  readonly #controllers: CowMap<number, ControllerImage>;
  readonly #features: CowMap<string, number>;
  /** By type, settings of each resource. */
  readonly #configs: ReadonlyMap<ConfigResourceType, CowMap<string, ReadonlyMap<string, string>>>;
  readonly #kept: CowMap<string, MetadataRecord>;
  readonly #tracker = new DeltaTracker();
  #nextProducerId: number;

  constructor(base: Image) {
    this.#base = base;
    this.#topicsByName = new CowMap(base.topicsByName);
    this.#topicsById = new CowMap(base.topicsById);
    this.#brokers = new CowMap(base.brokers);
    this.#controllers = new CowMap(base.controllers);
    this.#features = new CowMap(base.features);
    this.#configs = new Map(
      Object.values(CONFIG_TYPES).map((type) => [
        type,
        new CowMap(base.configsByType.get(type) ?? NOTHING_SET),
      ]),
    );
    this.#kept = new CowMap(base.keptRecords);
    this.#nextProducerId = base.nextProducerId;
  }

  get topicsByName(): ReadonlyMap<string, TopicImage> {
    return this.#topicsByName.current;
  }

  get topicsById(): ReadonlyMap<Uuid, TopicImage> {
    return this.#topicsById.current;
  }

  get brokers(): ReadonlyMap<number, BrokerImage> {
    return this.#brokers.current;
  }

  get controllers(): ReadonlyMap<number, ControllerImage> {
    return this.#controllers.current;
  }

  get features(): ReadonlyMap<string, number> {
    return this.#features.current;
  }

  get nextProducerId(): number {
    return this.#nextProducerId;
  }

  configs(type: ConfigResourceType, name: string): ReadonlyMap<string, string> | undefined {
    return this.#configs.get(type)!.get(name);
  }

  /** Everything that is set on resources of one type, by their names. */
  configured(type: ConfigResourceType): ResourceConfigs {
    return this.#configs.get(type)!.current;
  }

  /** The image after all records so far. The builder is not to be used any more. */
  build(endOffset: number, epoch: number): { image: Image; delta: MetadataDelta } {
    const image = new Image({
      endOffset,
      epoch,
      topicsByName: this.#topicsByName.current,
      topicsById: this.#topicsById.current,
      brokers: this.#brokers.current,
      controllers: this.#controllers.current,
      features: this.#features.current,
      configsByType: new Map(
        [...this.#configs].flatMap(([type, { current }]) => (current.size > 0 ? [[type, current]] : [])),
      ),
      nextProducerId: this.#nextProducerId,
      keptRecords: this.#kept.current,
    });
    return { image, delta: this.#tracker.finish(this.#base, image) };
  }

  apply(record: MetadataRecord): void {
    switch (record.type) {
      case 'RegisterBrokerRecord':
        return this.#setBroker(brokerFrom(record));
      case 'UnregisterBrokerRecord':
        this.#brokers.delete(record.brokerId);
        return this.#tracker.broker(record.brokerId);
      case 'BrokerRegistrationChangeRecord':
        return this.#setBroker(brokerWith(this.#broker(record.brokerId, record.brokerEpoch), record));
      case 'FenceBrokerRecord':
        return this.#setBroker({ ...this.#broker(record.id, record.epoch), fenced: true });
      case 'UnfenceBrokerRecord':
        return this.#setBroker({ ...this.#broker(record.id, record.epoch), fenced: false });
      case 'RegisterControllerRecord':
        return this.#controllers.set(record.controllerId, controllerFrom(record));
      case 'TopicRecord':
        return this.#addTopic(record);
      case 'PartitionRecord':
        return this.#setPartition(record.topicId, partitionFrom(record));
      case 'PartitionChangeRecord':
        return this.#changePartition(record);
      case 'RemoveTopicRecord':
        return this.#removeTopic(record.topicId);
      case 'ClearElrRecord':
        return this.#clearElr(record.topicName);
      case 'ConfigRecord':
        return this.#setConfig(record);
      case 'FeatureLevelRecord':
        if (record.featureLevel === 0) this.#features.delete(record.name);
        else this.#features.set(record.name, record.featureLevel);
        return;
      case 'ProducerIdsRecord':
        this.#nextProducerId = record.nextProducerId;
        return;
      case 'AccessControlEntryRecord':
      case 'UserScramCredentialRecord':
      case 'DelegationTokenRecord':
        return this.#kept.set(keptRecordKey(record), record);
      case 'RemoveAccessControlEntryRecord':
      case 'RemoveUserScramCredentialRecord':
      case 'RemoveDelegationTokenRecord':
        return this.#kept.delete(keptRecordKey(record));
      case 'ClientQuotaRecord':
        if (record.remove) return this.#kept.delete(keptRecordKey(record));
        return this.#kept.set(keptRecordKey(record), record);
      case 'NoOpRecord':
      case 'ZkMigrationStateRecord':
        return;
      case 'BeginTransactionRecord':
      case 'EndTransactionRecord':
      case 'AbortTransactionRecord':
        // Brackets around other records: the loader holds those back until their end.
        return;
      default:
        unreachable(record);
    }
  }

  #broker(id: number, epoch: number): BrokerImage {
    const broker = this.#brokers.get(id);
    assert(broker !== undefined && broker.epoch === epoch, `a change of broker ${id} in epoch ${epoch}`);
    return broker;
  }

  #setBroker(broker: BrokerImage): void {
    this.#brokers.set(broker.id, broker);
    this.#tracker.broker(broker.id);
  }

  #addTopic({ name, topicId }: MetadataRecordOf<'TopicRecord'>): void {
    assert(!this.#topicsByName.current.has(name), `topic ${name} exists`);
    this.#putTopic({ name, id: topicId, partitions: [] });
    this.#owned.add(topicId);
    this.#tracker.topic(topicId);
  }

  #putTopic(topic: TopicImage): void {
    this.#topicsByName.set(topic.name, topic);
    this.#topicsById.set(topic.id, topic);
  }

  #ownTopic(topicId: Uuid): OwnTopic {
    const topic = this.#topicsById.get(topicId);
    assert(topic !== undefined, `topic id ${topicId} is unknown`);
    if (this.#owned.has(topicId)) return topic as OwnTopic;
    const own = { ...topic, partitions: [...topic.partitions] };
    this.#putTopic(own);
    this.#owned.add(topicId);
    return own;
  }

  #setPartition(topicId: Uuid, partition: PartitionImage): void {
    this.#ownTopic(topicId).partitions[partition.partition] = partition;
    this.#tracker.partition(topicId, partition.partition);
  }

  #changePartition(record: MetadataRecordOf<'PartitionChangeRecord'>): void {
    const before = this.#topicsById.get(record.topicId)?.partitions[record.partitionId];
    assert(before !== undefined, `a change of ${record.topicId}-${record.partitionId}, which is unknown`);
    this.#setPartition(record.topicId, partitionWith(before, record));
  }

  #removeTopic(topicId: Uuid): void {
    const topic = this.#topicsById.get(topicId);
    assert(topic !== undefined, `topic id ${topicId} is unknown`);
    this.#topicsById.delete(topicId);
    this.#topicsByName.delete(topic.name);
    this.#owned.delete(topicId);
    this.#tracker.topic(topicId);
    if (this.configs('topic', topic.name) !== undefined) this.#replaceConfigs('topic', topic.name, new Map());
  }

  #clearElr(topicName: string): void {
    const named = this.#topicsByName.get(topicName);
    const topics =
      topicName === '' ? [...this.#topicsById.current.values()] : named === undefined ? [] : [named];
    for (const { id, partitions } of topics) {
      for (const partition of partitions) {
        if (partition.elr.length === 0 && partition.lastKnownElr.length === 0) continue;
        const partitionEpoch = partition.partitionEpoch + 1;
        this.#setPartition(id, { ...partition, elr: [], lastKnownElr: [], partitionEpoch });
      }
    }
  }

  #setConfig({ resourceType, resourceName, name, value }: MetadataRecordOf<'ConfigRecord'>): void {
    const type = CONFIG_TYPES[resourceType];
    assert(type !== undefined, `configuration of resource type ${resourceType}`);
    const configs = new Map(this.configs(type, resourceName));
    if (value === null) configs.delete(name);
    else configs.set(name, value);
    this.#replaceConfigs(type, resourceName, configs);
  }

  #replaceConfigs(type: ConfigResourceType, name: string, configs: ReadonlyMap<string, string>): void {
    const resources = this.#configs.get(type)!;
    if (configs.size > 0) resources.set(name, configs);
    else resources.delete(name);
    this.#tracker.config(type, name);
  }
}

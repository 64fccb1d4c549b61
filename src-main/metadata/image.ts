import type { Uuid } from '../base/index.ts';
import type { MetadataRecord } from './records/index.ts';
import type { BrokerImage, ConfigResourceType, ControllerImage, MetadataImage, TopicImage } from './types.ts';

/** Settings of every resource of one type, by its name. */
export type ResourceConfigs = ReadonlyMap<string, ReadonlyMap<string, string>>;

const NO_CONFIGS: ReadonlyMap<string, string> = new Map();

/** What an image consists of; `Image` adds the questions that are asked of it. */
export interface ImageParts {
  readonly endOffset: number;
  readonly epoch: number;
  readonly topicsByName: ReadonlyMap<string, TopicImage>;
  readonly topicsById: ReadonlyMap<Uuid, TopicImage>;
  readonly brokers: ReadonlyMap<number, BrokerImage>;
  readonly controllers: ReadonlyMap<number, ControllerImage>;
  readonly features: ReadonlyMap<string, number>;
  readonly configsByType: ReadonlyMap<ConfigResourceType, ResourceConfigs>;
  readonly nextProducerId: number;
  readonly keptRecords: ReadonlyMap<string, MetadataRecord>;
}

export class Image implements MetadataImage {
  readonly endOffset: number;
  readonly epoch: number;
  readonly topicsByName: ReadonlyMap<string, TopicImage>;
  readonly topicsById: ReadonlyMap<Uuid, TopicImage>;
  readonly brokers: ReadonlyMap<number, BrokerImage>;
  readonly controllers: ReadonlyMap<number, ControllerImage>;
  readonly features: ReadonlyMap<string, number>;
  readonly configsByType: ReadonlyMap<ConfigResourceType, ResourceConfigs>;
  readonly nextProducerId: number;
  readonly keptRecords: ReadonlyMap<string, MetadataRecord>;

  constructor(parts: ImageParts) {
    this.endOffset = parts.endOffset;
    this.epoch = parts.epoch;
    this.topicsByName = parts.topicsByName;
    this.topicsById = parts.topicsById;
    this.brokers = parts.brokers;
    this.controllers = parts.controllers;
    this.features = parts.features;
    this.configsByType = parts.configsByType;
    this.nextProducerId = parts.nextProducerId;
    this.keptRecords = parts.keptRecords;
  }

  configs(type: ConfigResourceType, name: string): ReadonlyMap<string, string> {
    return this.configsByType.get(type)?.get(name) ?? NO_CONFIGS;
  }

  configuredResources(type: ConfigResourceType): readonly string[] {
    return [...(this.configsByType.get(type)?.keys() ?? [])];
  }
}

/** The image before the first record. */
export function emptyImage(): Image {
  return new Image({
    endOffset: 0,
    epoch: 0,
    topicsByName: new Map(),
    topicsById: new Map(),
    brokers: new Map(),
    controllers: new Map(),
    features: new Map(),
    configsByType: new Map(),
    nextProducerId: 0,
    keptRecords: new Map(),
  });
}

import type { Uuid } from '../base/index.ts';
import {
  type BrokerConfig,
  brokerConfig,
  type BrokerLayers,
  brokerLayers,
  ConfigError,
  effectiveProperties,
  effectiveTopicConfig,
  type Properties,
  topicConfig,
  type TopicConfig,
} from '../config/index.ts';
import type { TextLog } from '../env/index.ts';
import type { ConfigResourceType, MetadataDelta, MetadataImage } from '../metadata/index.ts';

export interface BrokerStateOptions {
  readonly nodeId: number;
  readonly clusterId: Uuid;
  /** server.properties. */
  readonly properties: Properties;
  readonly log: TextLog;
}

/** What is stored for a resource, as the configuration layers take it. */
export function dynamicProperties(image: MetadataImage, type: ConfigResourceType, name: string): Properties {
  return Object.fromEntries(image.configs(type, name));
}

/** The node's image and the settings that follow from it. */
export class BrokerState {
  readonly #options: BrokerStateOptions;
  #image: MetadataImage | undefined;
  #layers: BrokerLayers;
  #config: BrokerConfig;

  constructor(options: BrokerStateOptions) {
    this.#options = options;
    this.#layers = brokerLayers(options.properties);
    this.#config = brokerConfig(effectiveProperties(this.#layers));
  }

  get image(): MetadataImage {
    if (this.#image === undefined) throw new Error('the node has no metadata yet');
    return this.#image;
  }

  get layers(): BrokerLayers {
    return this.#layers;
  }

  get config(): BrokerConfig {
    return this.#config;
  }

  /** Takes over an image; true when broker settings changed with it. Without a delta everything is new. */
  update(image: MetadataImage, delta?: MetadataDelta): boolean {
    this.#image = image;
    const { nodeId, properties, log } = this.#options;
    const changed =
      delta === undefined
        ? image.configs('broker', '').size + image.configs('broker', String(nodeId)).size > 0
        : delta.changedConfigs.some(
            ({ type, name }) => type === 'broker' && (name === '' || name === String(nodeId)),
          );
    if (!changed) return false;
    const layers = brokerLayers(
      properties,
      dynamicProperties(image, 'broker', ''),
      dynamicProperties(image, 'broker', String(nodeId)),
    );
    try {
      this.#config = brokerConfig(effectiveProperties(layers));
      this.#layers = layers;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      log.error(`dynamic settings of the broker are ignored: ${error.message}`);
      return false;
    }
    return true;
  }

  /** Effective settings of a topic. A stored value that cannot be read leaves the topic with the broker's defaults. */
  topicConfig(topic: string): TopicConfig {
    const broker = this.#layers;
    const stored = this.#image === undefined ? {} : dynamicProperties(this.#image, 'topic', topic);
    try {
      return effectiveTopicConfig({ topic: stored, broker });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#options.log.error(`settings of topic ${topic} are ignored: ${error.message}`);
      return topicConfig();
    }
  }
}

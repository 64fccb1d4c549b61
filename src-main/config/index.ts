// Kafka 4.3's configuration: every key as data, what a set of properties adds up to, and how it may change.
// Importing this does no work; tables are built on first use, documentation is loaded on request.
import type { Documentation } from './documentation/index.ts';

export { ConfigResourceType, ConfigSource, configTypeCode } from './types.ts';
export type {
  BrokerSynonym,
  ConfigDef,
  ConfigType,
  ConfigUnit,
  ConfigValue,
  Importance,
  Properties,
  UpdateMode,
  Validator,
} from './types.ts';
export { configDef, configTable, isSensitive } from './tables.ts';
export type { ConfigKind, ConfigTable } from './tables.ts';
export { parseValue, serializeValue } from './validate.ts';
export type { ParseResult } from './validate.ts';
export { ConfigError, brokerLayers, brokerSynonyms, brokerValue, effectiveProperties } from './layers.ts';
export type { BrokerLayers } from './layers.ts';
export {
  createdTopicConfig,
  describeBrokerConfig,
  describeClientMetricsConfig,
  describeDefaultBrokerConfig,
  describeGroupConfig,
  describeTopicConfig,
} from './describe.ts';
export type { ConfigEntry, ConfigSynonym, DescribeOptions, TopicLayers } from './describe.ts';
export { effectiveTopicConfig, topicConfig } from './topic-config.ts';
export type { CompressionType, TimestampType, TopicConfig } from './topic-config.ts';
export { brokerConfig } from './broker-config.ts';
export type { BrokerConfig } from './broker-config.ts';
export { effectiveGroupConfig } from './group-config.ts';
export type { GroupConfig } from './group-config.ts';
export { AlterOperation, alterConfigs, replaceConfigs } from './alter.ts';
export type { AlterContext, AlterResult, Alteration, ConfigChange, ConfigResource } from './alter.ts';
export { sluiceConfig, sluiceConfigs } from './sluice-config.ts';
export type { SluiceConfig } from './sluice-config.ts';
export { localDefaultTable, localDefaults } from './local-defaults.ts';
export type { LocalDefault } from './local-defaults.ts';
export { PropertiesError, formatProperties, parseProperties } from './properties.ts';
export type { Documentation } from './documentation/index.ts';

/** The texts for `DescribeOptions.documentation`; loaded the first time somebody asks. */
export function loadDocumentation(): Promise<Documentation> {
  return import('./documentation/index.ts').then((module) => module.documentation);
}

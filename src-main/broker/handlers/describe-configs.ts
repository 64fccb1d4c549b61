/**
 * Effective settings with their sources and synonyms: of topics, brokers ('' is the default of all), groups and client
 * metrics subscriptions. v1 synonyms, v3 types and documentation.
 */
import {
  type ConfigEntry,
  ConfigResourceType,
  describeBrokerConfig,
  describeClientMetricsConfig,
  describeDefaultBrokerConfig,
  describeGroupConfig,
  type DescribeOptions,
  describeTopicConfig,
  loadDocumentation,
} from '../../config/index.ts';
import { DescribeConfigs, ErrorCode, type RequestOf, type ResponseInput } from '../../protocol/index.ts';
import { dynamicProperties } from '../broker-state.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';
import { isLegalTopicName } from '../topics.ts';

type Resource = RequestOf<typeof DescribeConfigs>['resources'][number];
type Result = ResponseInput<typeof DescribeConfigs>['results'][number];
type Refusal = { readonly errorCode: number; readonly message: string };

function describe(broker: Broker, resource: Resource, options: DescribeOptions): ConfigEntry[] | Refusal {
  const { resourceType, resourceName: name } = resource;
  const { layers } = broker;
  const image = broker.image();
  const invalid = (message: string) => ({ errorCode: ErrorCode.INVALID_REQUEST, message });
  switch (resourceType) {
    case ConfigResourceType.TOPIC:
      if (!isLegalTopicName(name))
        return { errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, message: `${name} cannot be a topic's name.` };
      if (!image.topicsByName.has(name))
        return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: `There is no topic ${name}.` };
      return describeTopicConfig({ topic: dynamicProperties(image, 'topic', name), broker: layers }, options);
    case ConfigResourceType.BROKER:
      if (name === '') return describeDefaultBrokerConfig(layers, options);
      if (name !== String(broker.nodeId))
        return invalid(`This is broker ${broker.nodeId}: it cannot describe broker ${name}.`);
      return describeBrokerConfig(layers, options);
    case ConfigResourceType.BROKER_LOGGER:
      if (name !== String(broker.nodeId))
        return invalid(`This is broker ${broker.nodeId}: it cannot describe the loggers of ${name}.`);
      return []; // There are no log4j loggers to set.
    case ConfigResourceType.GROUP:
      if (name === '') return invalid('A group id must not be empty.');
      return describeGroupConfig({ group: dynamicProperties(image, 'group', name), broker: layers }, options);
    case ConfigResourceType.CLIENT_METRICS:
      if (name === '') return invalid('A client metrics subscription must have a name.');
      return describeClientMetricsConfig(dynamicProperties(image, 'client-metrics', name), options);
    default:
      return invalid(`Resource type ${resourceType} has no configuration.`);
  }
}

function resultOf(resource: Resource, entries: ConfigEntry[] | Refusal): Result {
  const { resourceType, resourceName } = resource;
  if (!Array.isArray(entries)) {
    const { errorCode, message } = entries;
    return { errorCode, errorMessage: message, resourceType, resourceName, configs: [] };
  }
  return {
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    resourceType,
    resourceName,
    configs: entries.map((entry) => ({
      name: entry.name,
      value: entry.value,
      readOnly: entry.readOnly,
      configSource: entry.source,
      isSensitive: entry.isSensitive,
      synonyms: entry.synonyms,
      configType: entry.type,
      documentation: entry.documentation,
    })),
  };
}

export const describeConfigs = defineHandler(DescribeConfigs, async (request, _context, broker) => {
  const documentation = request.includeDocumentation ? await loadDocumentation() : undefined;
  return {
    results: request.resources.map((resource) => {
      const keys = resource.configurationKeys;
      const options = { keys, includeSynonyms: request.includeSynonyms, documentation };
      return resultOf(resource, describe(broker, resource, options));
    }),
  };
});

import {
  check,
  type ConfigQuery,
  type DescribedConfig,
  describeConfigs,
  type KafkaClient,
} from '../../client/index.ts';
import type { ConfigView } from '../../contract/index.ts';

/** Codes of DescribeConfigs: ConfigSource and ConfigType. */
const SOURCES: Readonly<Record<number, ConfigView['source']>> = {
  1: 'topic',
  2: 'broker',
  3: 'cluster',
  4: 'static',
  5: 'default',
  7: 'client-metrics',
  8: 'group',
};
const TYPES: readonly ConfigView['type'][] = [
  'unknown',
  'boolean',
  'string',
  'int',
  'short',
  'long',
  'double',
  'list',
  'class',
  'password',
];

/** All configs of one resource with sources, synonyms and documentation. `broker`: who must be asked. */
export async function configViews(
  client: KafkaClient,
  query: ConfigQuery,
  broker?: number,
): Promise<ConfigView[]> {
  const [answer] = await describeConfigs(client, [query], { full: true, broker });
  check(answer.errorCode, `the configuration of ${query.name}`, answer.errorMessage);
  return answer.configs.map(configView);
}

function configView(config: DescribedConfig): ConfigView {
  return {
    name: config.name,
    value: config.value,
    source: SOURCES[config.configSource] ?? 'unknown',
    type: TYPES[config.configType] ?? 'unknown',
    readOnly: config.readOnly,
    sensitive: config.isSensitive,
    documentation: config.documentation,
    synonyms: config.synonyms.map(({ name, value, source }) => ({
      name,
      value,
      source: SOURCES[source] ?? 'unknown',
    })),
  };
}

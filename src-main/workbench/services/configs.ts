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

/** Whether a resource has all of these itself, at that level; null: that it has none of its own there. */
export function holds(
  configs: readonly ConfigView[],
  level: ConfigView['source'],
  changes: Readonly<Record<string, string | null>>,
): boolean {
  return Object.entries(changes).every(([name, value]) => {
    const config = configs.find((one) => one.name === name);
    const own = config?.synonyms.find((one) => one.source === level && one.name === name);
    if (value === null || own === undefined) return value === null && own === undefined;
    return config!.sensitive || bare(own.value ?? '') === bare(value);
  });
}

/** Brokers take blanks around a value or between those of a list for nothing. */
function bare(value: string): string {
  return value.replaceAll(/\s*,\s*/g, ',').trim();
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

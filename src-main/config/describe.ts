// DescribeConfigs, as Kafka's ConfigHelper answers it: values, sources and the chain of synonyms.
import { configDef, configTable, isSensitive } from './tables.ts';
import { brokerDef, brokerSynonyms, effectiveProperties, normalized } from './layers.ts';
import { topicBaseText } from './topic-config.ts';
import { ConfigSource, configTypeCode, property } from './types.ts';
import type { BrokerLayers } from './layers.ts';
import type { ConfigDef, Properties } from './types.ts';
import type { Documentation } from './documentation/index.ts';
import type { ConfigKind } from './tables.ts';

export interface ConfigSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

export interface ConfigEntry {
  readonly name: string;
  /** null for a sensitive value, and where Kafka's value is null. */
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly isSensitive: boolean;
  readonly readOnly: boolean;
  /** `ConfigType` on the wire; 0 when the key is unknown. */
  readonly type: number;
  readonly documentation: string | null;
  /** Best first; the first one gave the value. Empty when nobody but the table's default did. */
  readonly synonyms: readonly ConfigSynonym[];
}

export interface DescribeOptions {
  /** Only these keys; null, undefined and the empty list mean all. */
  readonly keys?: readonly string[] | null;
  /** Default true. */
  readonly includeSynonyms?: boolean;
  /** From `loadDocumentation()`; without it every `documentation` is null. */
  readonly documentation?: Documentation;
}

export interface TopicLayers {
  readonly topic: Properties;
  readonly broker: BrokerLayers;
}

/** A topic's configuration as its broker sees it. */
export function describeTopicConfig(layers: TopicLayers, options: DescribeOptions = {}): ConfigEntry[] {
  return entries('topic', names('topic', layers.topic), options, (name, def) => {
    const own = property(layers.topic, name);
    const value = own ?? topicBaseText(def, effectiveProperties(layers.broker));
    const broker = def?.synonyms[0]?.name;
    const inherited = broker === undefined ? [] : brokerChain(broker, layers.broker);
    return [value, withOwn(name, own, ConfigSource.DYNAMIC_TOPIC_CONFIG, def, inherited)];
  });
}

/** A group's configuration (KIP-848, KIP-932, KIP-1071). */
export function describeGroupConfig(
  layers: { readonly group: Properties; readonly broker: BrokerLayers },
  options: DescribeOptions = {},
): ConfigEntry[] {
  return entries('group', names('group', layers.group), options, (name, def) => {
    const own = property(layers.group, name);
    const broker = def?.synonyms[0]?.name;
    const inherited = broker === undefined ? defaultChain(def) : brokerChain(broker, layers.broker);
    const base =
      broker === undefined
        ? def?.default
        : (property(effectiveProperties(layers.broker), broker) ?? configDef('broker', broker)?.default);
    return [own ?? base ?? null, withOwn(name, own, ConfigSource.GROUP_CONFIG, def, inherited)];
  });
}

/** A client metrics subscription (KIP-714). */
export function describeClientMetricsConfig(
  subscription: Properties,
  options: DescribeOptions = {},
): ConfigEntry[] {
  return entries('client-metrics', names('client-metrics', subscription), options, (name, def) => {
    const own = property(subscription, name);
    return [own ?? def?.default ?? null, withOwn(name, own, ConfigSource.CLIENT_METRICS_CONFIG, def, [])];
  });
}

/** One broker's configuration, all layers. Keys Kafka does not know are listed too, their values hidden. */
export function describeBrokerConfig(layers: BrokerLayers, options: DescribeOptions = {}): ConfigEntry[] {
  const properties = effectiveProperties(layers);
  return entries('broker', names('broker', properties), options, (name, def) => [
    property(properties, name) ?? def?.default ?? null,
    brokerChain(name, layers),
  ]);
}

/** The cluster-wide dynamic defaults alone: resource BROKER with the empty name. */
export function describeDefaultBrokerConfig(
  layers: BrokerLayers,
  options: DescribeOptions = {},
): ConfigEntry[] {
  return entries('broker', Object.keys(layers.dynamicDefault), options, (name) => [
    property(layers.dynamicDefault, name) ?? null,
    brokerChain(name, layers).filter((s) => s.source === ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG),
  ]);
}

/**
 * A new topic's configuration for the CreateTopics answer (v5 and later). Unlike DescribeConfigs it takes the
 * first layer that has any spelling of the broker's key (KafkaConfigSchema).
 */
export function createdTopicConfig(layers: TopicLayers): Omit<ConfigEntry, 'documentation' | 'synonyms'>[] {
  const { topic, broker } = layers;
  const chain: [Properties, ConfigSource][] = [
    [broker.dynamicBroker, ConfigSource.DYNAMIC_BROKER_CONFIG],
    [broker.dynamicDefault, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG],
    [broker.static, ConfigSource.STATIC_BROKER_CONFIG],
  ];
  return names('topic', topic).map((name) => {
    const def = configDef('topic', name)!;
    const inheriting = property(topic, name) === undefined;
    const layer = inheriting
      ? chain.find(([properties]) => def.synonyms.some((s) => property(properties, s.name) !== undefined))
      : undefined;
    const source = !inheriting
      ? ConfigSource.DYNAMIC_TOPIC_CONFIG
      : (layer?.[1] ?? ConfigSource.DEFAULT_CONFIG);
    const text = property(topic, name) ?? topicBaseText(def, layer?.[0] ?? {});
    return {
      name,
      value: isSensitive(def) ? null : normalized(def, text),
      source,
      isSensitive: isSensitive(def),
      readOnly: false,
      type: configTypeCode[def.type],
    };
  });
}

/** Every key that is not internal, then whatever else has been set. */
function names(kind: ConfigKind, set: Properties): string[] {
  const result: string[] = [];
  for (const def of configTable(kind).values()) if (!def.internal && !def.dynamicOnly) result.push(def.name);
  const listed = new Set(result);
  for (const name of Object.keys(set)) if (!listed.has(name)) result.push(name);
  return result;
}

/** Walks the wanted keys; `resolve` gives the text that is in force and the chain that explains it. */
function entries(
  kind: ConfigKind,
  all: readonly string[],
  options: DescribeOptions,
  resolve: (name: string, def: ConfigDef | undefined) => [text: string | null, chain: ConfigSynonym[]],
): ConfigEntry[] {
  const wanted = options.keys?.length ? new Set(options.keys) : undefined;
  const result: ConfigEntry[] = [];
  for (const name of all) {
    if (wanted && !wanted.has(name)) continue;
    const def = kind === 'broker' ? brokerDef(name) : configDef(kind, name);
    const exact = configDef(kind, name);
    const sensitive = isSensitive(def);
    const [text, chain] = resolve(name, exact);
    result.push({
      name,
      value: sensitive ? null : exact ? normalized(exact, text) : text,
      source: chain[0]?.source ?? ConfigSource.DEFAULT_CONFIG,
      isSensitive: sensitive,
      readOnly: kind === 'broker' && (exact === undefined || exact.update === 'read-only'),
      type: def ? configTypeCode[def.type] : 0,
      documentation: options.documentation?.[kind][name] ?? null,
      synonyms: options.includeSynonyms === false ? [] : chain,
    });
  }
  return result;
}

function withOwn(
  name: string,
  own: string | undefined,
  source: ConfigSource,
  def: ConfigDef | undefined,
  inherited: ConfigSynonym[],
): ConfigSynonym[] {
  if (own === undefined) return inherited;
  const value = isSensitive(def) ? null : normalized(def!, own);
  return [{ name, value, source }, ...inherited];
}

function defaultChain(def: ConfigDef | undefined): ConfigSynonym[] {
  if (def?.default === undefined || def.default === null) return [];
  return [{ name: def.name, value: def.default, source: ConfigSource.DEFAULT_CONFIG }];
}

/**
 * Every place that spells `name` on a broker: layer by layer, within a layer best spelling first. Kafka drops
 * what comes before the first entry with the name itself, so that a base key does not list its overrides.
 */
function brokerChain(name: string, layers: BrokerLayers): ConfigSynonym[] {
  const spellings = brokerSynonyms(name);
  const sensitive = isSensitive(brokerDef(name));
  const chain: ConfigSynonym[] = [];
  const add = (spelling: string, value: string | null | undefined, source: ConfigSource) => {
    if (typeof value === 'string') chain.push({ name: spelling, value: sensitive ? null : value, source });
  };
  const layered: [Properties, ConfigSource][] = [
    [layers.dynamicBroker, ConfigSource.DYNAMIC_BROKER_CONFIG],
    [layers.dynamicDefault, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG],
    [layers.static, ConfigSource.STATIC_BROKER_CONFIG],
  ];
  for (const [properties, source] of layered) {
    for (const spelling of spellings) add(spelling, property(properties, spelling), source);
  }
  for (const spelling of spellings) {
    const def = configDef('broker', spelling);
    if (def && !def.dynamicOnly) add(spelling, def.default, ConfigSource.DEFAULT_CONFIG);
  }
  const first = chain.findIndex((synonym) => synonym.name === name);
  return first < 0 ? [] : chain.slice(first);
}

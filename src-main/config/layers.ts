// The layers a broker's configuration is made of, and what they add up to.
import { configDef } from './tables.ts';
import { parseValue, serializeValue } from './validate.ts';
import { property } from './types.ts';
import type { ConfigDef, ConfigValue, Properties } from './types.ts';

/**
 * One broker's layers. Treated as immutable: what is derived from it is remembered by identity, so build a
 * new one with `brokerLayers` when any layer changes.
 */
export interface BrokerLayers {
  /** server.properties. */
  readonly static: Properties;
  /** The dynamic configuration of resource BROKER with the empty name. */
  readonly dynamicDefault: Properties;
  /** The dynamic configuration of this broker. */
  readonly dynamicBroker: Properties;
}

/**
 * Builds the layers from what is stored. As Kafka does, a stored dynamic setting that is not dynamic, not
 * allowed at its level or not valid is ignored rather than failing the broker, and node.id and broker.id
 * stand in for each other.
 */
export function brokerLayers(
  staticProperties: Properties,
  dynamicDefault: Properties = {},
  dynamicBroker: Properties = {},
): BrokerLayers {
  return {
    static: withBrokerId(staticProperties),
    dynamicDefault: keep(dynamicDefault, (name, value) => !refuseDynamic(name, value, { perBroker: false })),
    dynamicBroker: keep(dynamicBroker, (name, value) => !refuseDynamic(name, value, { perBroker: true })),
  };
}

const merged = new WeakMap<BrokerLayers, Properties>();

/** The properties the broker runs with. A dynamic key pushes out all static spellings of the same setting. */
export function effectiveProperties(layers: BrokerLayers): Properties {
  let result = merged.get(layers);
  if (!result) {
    result = merge(layers);
    merged.set(layers, result);
  }
  return result;
}

function merge(layers: BrokerLayers): Properties {
  const result: Record<string, string> = { ...layers.static };
  for (const layer of [layers.dynamicDefault, layers.dynamicBroker]) {
    for (const [name, value] of Object.entries(layer)) {
      for (const spelling of alternativeSpellings(name)) delete result[spelling];
      result[name] = value;
    }
  }
  for (const protocol of ['consumer', 'share', 'streams']) clampAssignmentInterval(result, protocol);
  return result;
}

/** The interval is dynamic and its bounds are not, so a bound wins (GroupCoordinatorConfig, KIP-1263). */
function clampAssignmentInterval(properties: Record<string, string>, protocol: string): void {
  const name = `group.${protocol}.assignment.interval.ms`;
  if (property(properties, name) === undefined) return;
  const min = brokerNumber(properties, `group.${protocol}.min.assignment.interval.ms`);
  const max = brokerNumber(properties, `group.${protocol}.max.assignment.interval.ms`);
  properties[name] = String(Math.min(Math.max(brokerNumber(properties, name), min), max));
}

/** A value that cannot be used, found where the configuration is read. The message names the key. */
export class ConfigError extends Error {}

/** The parsed value of a broker key, or its default. Throws ConfigError for a value Kafka would refuse. */
export function brokerValue(properties: Properties, name: string): ConfigValue {
  const def = configDef('broker', name);
  if (!def) throw new ConfigError(`${name} is not a broker configuration.`);
  return valueOf(def, property(properties, name));
}

/** The parsed value of `text`, or of the default when there is none. Throws ConfigError. */
export function valueOf(def: ConfigDef, text: string | undefined): ConfigValue {
  if (text === undefined && def.default === undefined) {
    throw new ConfigError(`${def.name} must be set: it has no default.`);
  }
  const parsed = parseValue(def, text ?? def.default!);
  // A default of null stands for "not set" even where a validator would not accept a null given by hand.
  if (!parsed.ok) {
    if (text === undefined && def.default === null) return null;
    throw new ConfigError(parsed.message);
  }
  return parsed.value;
}

function brokerNumber(properties: Properties, name: string): number {
  return Number(brokerValue(properties, name));
}

/** The value in Kafka's string form; a value that does not parse is shown as it was written. */
export function normalized(def: ConfigDef, text: string | null): string | null {
  if (text === null) return null;
  const parsed = parseValue(def, text);
  return parsed.ok ? serializeValue(def, parsed.value) : text;
}

const ALTERNATIVES: readonly (readonly string[])[] = [
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
];
const FLUSH_INTERVALS = ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'];

/** All keys that spell the same setting, best first. One way only for the flush interval: it falls back. */
export function alternativeSpellings(name: string): readonly string[] {
  if (name === 'log.flush.interval.ms') return FLUSH_INTERVALS;
  return ALTERNATIVES.find((group) => group.includes(name)) ?? [name];
}

const LISTENER_KEY = /^listener\.name\.[^.]*\.(.*)$/;
// These carry a SASL mechanism between the listener's name and the key.
const MECHANISM_KEYS = [
  'sasl.jaas.config',
  'sasl.login.callback.handler.class',
  'sasl.login.class',
  'sasl.server.callback.handler.class',
  'connections.max.reauth.ms',
];

/** `listener.name.internal.ssl.keystore.type` → `ssl.keystore.type`; undefined for a key without a listener. */
export function listenerBaseKey(name: string): string | undefined {
  const base = LISTENER_KEY.exec(name)?.[1];
  return base === undefined ? undefined : (MECHANISM_KEYS.find((key) => base.endsWith(key)) ?? base);
}

/** Keys whose value may stand in for `name` on a broker, best first (DynamicBrokerConfig). */
export function brokerSynonyms(name: string): readonly string[] {
  const spellings = alternativeSpellings(name);
  if (spellings.length > 1) return spellings;
  const base = listenerBaseKey(name);
  return base === undefined ? spellings : [name, base];
}

/** The definition behind a broker key, which may carry a listener's prefix. */
export function brokerDef(name: string): ConfigDef | undefined {
  const direct = configDef('broker', name);
  if (direct) return direct;
  const base = listenerBaseKey(name);
  return base === undefined ? undefined : configDef('broker', base);
}

// Dynamic only under a listener's prefix (SslConfigs.RECONFIGURABLE_CONFIGS).
const LISTENER_SECURITY_KEYS: ReadonlySet<string> = new Set([
  'ssl.keystore.type',
  'ssl.keystore.location',
  'ssl.keystore.password',
  'ssl.key.password',
  'ssl.truststore.type',
  'ssl.truststore.location',
  'ssl.truststore.password',
  'ssl.keystore.certificate.chain',
  'ssl.keystore.key',
  'ssl.truststore.certificates',
]);
// Listener keys that make sense for all brokers at once.
const CLUSTER_LEVEL_LISTENER_KEYS: ReadonlySet<string> = new Set([
  'max.connections',
  'max.connection.creation.rate',
  'num.network.threads',
]);

/** Of ours (sluice-config.ts): none of them is dynamic. */
const OWN_KEY = /^sluice\./;

/** Why a dynamic broker setting is not accepted, or undefined. Keys Kafka does not know are accepted. */
export function refuseDynamic(
  name: string,
  value: string,
  options: { perBroker: boolean },
): string | undefined {
  const exact = configDef('broker', name);
  if (exact?.update === 'read-only' || OWN_KEY.test(name)) {
    return `${name} is read-only: it is set in server.properties and takes effect at a restart.`;
  }
  if (LISTENER_SECURITY_KEYS.has(name)) {
    return `${name} can change at run time only for one listener, as listener.name.<name>.${name}.`;
  }
  const base = LISTENER_KEY.exec(name)?.[1];
  if (!options.perBroker) {
    const listenerOnly = base !== undefined && !CLUSTER_LEVEL_LISTENER_KEYS.has(base);
    if (exact?.update === 'per-broker' || listenerOnly) {
      return `${name} is set on one broker at a time, not for the whole cluster.`;
    }
  }
  const def = exact ?? (base === undefined ? undefined : configDef('broker', base));
  if (!def || def.update === 'read-only') return undefined;
  const parsed = parseValue(def, value);
  return parsed.ok ? undefined : parsed.message;
}

function withBrokerId(properties: Properties): Properties {
  const nodeId = property(properties, 'node.id');
  const brokerId = property(properties, 'broker.id');
  if (nodeId !== undefined && brokerId === undefined) return { ...properties, 'broker.id': nodeId };
  if (nodeId === undefined && brokerId !== undefined) return { ...properties, 'node.id': brokerId };
  return properties;
}

function keep(properties: Properties, wanted: (name: string, value: string) => boolean): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name, value]) => wanted(name, value)));
}

/** The value types of Kafka's ConfigDef. */
export type ConfigType =
  'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'class' | 'password';

/** Codes of ConfigType in a DescribeConfigs response (KIP-569); 0 is "unknown". */
export const configTypeCode = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
} as const satisfies Record<ConfigType, number>;

/** Where an effective value comes from, as DescribeConfigs reports it (`ConfigSource` on the wire). */
export const ConfigSource = {
  DYNAMIC_TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_BROKER_LOGGER_CONFIG: 6,
  CLIENT_METRICS_CONFIG: 7,
  GROUP_CONFIG: 8,
} as const;
export type ConfigSource = (typeof ConfigSource)[keyof typeof ConfigSource];

/** Resource types of DescribeConfigs, AlterConfigs and of ConfigRecord. */
export const ConfigResourceType = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
} as const;

export type Importance = 'high' | 'medium' | 'low';

/** `read-only`: needs a restart; `per-broker`: alterable on one broker; `cluster-wide`: on one or on all. */
export type UpdateMode = 'read-only' | 'per-broker' | 'cluster-wide';

/** How a screen may render the number; `percent` marks a fraction of one. */
export type ConfigUnit =
  'none' | 'ms' | 'seconds' | 'minutes' | 'hours' | 'bytes' | 'bytes-per-second' | 'percent';

export type Validator =
  | { readonly kind: 'range'; readonly min: number; readonly max?: number }
  /** Gzip levels: -1 stands for the library's default, the rest is a range. */
  | { readonly kind: 'range-or'; readonly min: number; readonly max: number; readonly also: number }
  | { readonly kind: 'one-of'; readonly values: readonly string[]; readonly ignoreCase?: boolean }
  | {
      readonly kind: 'list-of';
      /** Empty: any values that are not empty strings. */
      readonly values: readonly string[];
      readonly emptyAllowed: boolean;
      readonly nullAllowed: boolean;
    }
  | { readonly kind: 'non-empty' }
  | { readonly kind: 'non-null' }
  | { readonly kind: 'throttled-replicas' }
  | { readonly kind: 'quorum-voters' }
  | { readonly kind: 'bootstrap-servers' }
  | { readonly kind: 'share-offset-reset' };

/** A broker key that gives a topic key its default; its value is multiplied into the topic key's unit. */
export interface BrokerSynonym {
  readonly name: string;
  readonly factor: number;
}

export interface ConfigDef {
  readonly name: string;
  readonly type: ConfigType;
  /** Kafka's default in Kafka's own string form; null where Kafka's is null, undefined where one must be given. */
  readonly default: string | null | undefined;
  readonly importance: Importance;
  readonly validator?: Validator;
  readonly update: UpdateMode;
  readonly unit: ConfigUnit;
  /** Shown by DescribeConfigs only when somebody has set it. */
  readonly internal: boolean;
  /** Exists only as a dynamic setting: no static default, never in server.properties. */
  readonly dynamicOnly: boolean;
  readonly synonyms: readonly BrokerSynonym[];
}

/** A parsed value. A long beyond 2^53 is Infinity where it is Long.MAX_VALUE, else a bigint. */
export type ConfigValue = string | number | bigint | boolean | readonly string[] | null;

/** Configuration as Kafka stores it: key to text. */
export type Properties = Readonly<Record<string, string>>;

/** A property, or undefined; never one inherited from Object.prototype ("constructor" is a legal key). */
export function property(properties: Properties, name: string): string | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

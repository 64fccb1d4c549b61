// A topic's configuration, typed for the layers that use it on every append and fetch.
import { configDef, configTable } from './tables.ts';
import { effectiveProperties, normalized, valueOf } from './layers.ts';
import { property } from './types.ts';
import type { BrokerLayers } from './layers.ts';
import type { ConfigDef, ConfigValue, Properties } from './types.ts';

export type CompressionType = 'uncompressed' | 'zstd' | 'lz4' | 'snappy' | 'gzip' | 'producer';
export type TimestampType = 'CreateTime' | 'LogAppendTime';

/** All times in milliseconds, all sizes in bytes. Infinity stands for Long.MAX_VALUE, "never". */
export interface TopicConfig {
  /** Of internal.segment.bytes where a test has set it. */
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly segmentJitterMs: number;
  readonly segmentIndexBytes: number;
  readonly indexIntervalBytes: number;
  /** -1: keep for ever. */
  readonly retentionMs: number;
  /** Per partition; -1: no limit. */
  readonly retentionBytes: number;
  readonly fileDeleteDelayMs: number;
  readonly maxMessageBytes: number;
  readonly cleanupPolicy: { readonly delete: boolean; readonly compact: boolean };
  readonly compressionType: CompressionType;
  readonly compressionGzipLevel: number;
  readonly compressionZstdLevel: number;
  readonly timestampType: TimestampType;
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  /** A fraction of one. */
  readonly minCleanableDirtyRatio: number;
  readonly minInsyncReplicas: number;
  readonly flushMessages: number;
  readonly flushMs: number;
  readonly preallocate: boolean;
  /** `partition:broker` pairs, or `*`. */
  readonly leaderThrottledReplicas: readonly string[];
  readonly followerThrottledReplicas: readonly string[];
}

const withoutOverrides = new WeakMap<BrokerLayers, TopicConfig>();

/**
 * The configuration a partition runs with. Topics without settings of their own share one object per
 * `layers.broker`, so a broker with thousands of partitions parses its defaults once.
 * Throws ConfigError for a stored value that does not parse.
 */
export function effectiveTopicConfig(layers: {
  readonly topic: Properties;
  readonly broker: BrokerLayers;
}): TopicConfig {
  if (Object.keys(layers.topic).length > 0) return typed(layers.topic, effectiveProperties(layers.broker));
  let shared = withoutOverrides.get(layers.broker);
  if (!shared) {
    shared = typed(NO_PROPERTIES, effectiveProperties(layers.broker));
    withoutOverrides.set(layers.broker, shared);
  }
  return shared;
}

/** The parsed configuration of a topic that has only `overrides`, on top of Kafka's own defaults. */
export function topicConfig(overrides: Properties = {}): TopicConfig {
  return typed(overrides, NO_PROPERTIES);
}

/** What a topic key says when the topic itself is silent: the broker's best spelling, else the default. */
export function topicBaseText(def: ConfigDef | undefined, brokerProperties: Properties): string | null {
  if (!def) return null;
  for (const { name, factor } of def.synonyms) {
    const text = property(brokerProperties, name);
    if (text === undefined) continue;
    const broker = configDef('broker', name)!;
    const canonical = normalized(broker, text);
    if (factor === 1 && def.name !== 'retention.ms') return canonical;
    // Any negative retention means "for ever", which a topic spells -1.
    const scaled = factor === 1 ? canonical! : String(Number(canonical) * factor);
    return def.name === 'retention.ms' && scaled.startsWith('-') ? '-1' : scaled;
  }
  return def.default ?? null;
}

/** What the broker gives to every topic, parsed once per set of broker properties. */
const inherited = new WeakMap<Properties, Map<string, ConfigValue>>();

function inheritedValue(def: ConfigDef, broker: Properties): ConfigValue {
  let values = inherited.get(broker);
  if (!values) inherited.set(broker, (values = new Map()));
  let value = values.get(def.name);
  if (value === undefined) {
    value = valueOf(def, topicBaseText(def, broker) ?? undefined);
    values.set(def.name, value);
  }
  return value;
}

const NO_PROPERTIES: Properties = {};

function typed(topic: Properties, broker: Properties): TopicConfig {
  const table = configTable('topic');
  const read = (name: string) => {
    const def = table.get(name)!;
    const own = property(topic, name);
    return own === undefined ? inheritedValue(def, broker) : valueOf(def, own);
  };
  const number = (name: string) => Number(read(name));
  const bool = (name: string) => read(name) as boolean;
  const list = (name: string) => read(name) as readonly string[];

  const cleanupPolicy = list('cleanup.policy');
  return {
    segmentBytes: Number(read('internal.segment.bytes') ?? read('segment.bytes')),
    segmentMs: number('segment.ms'),
    segmentJitterMs: number('segment.jitter.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    fileDeleteDelayMs: number('file.delete.delay.ms'),
    maxMessageBytes: number('max.message.bytes'),
    cleanupPolicy: { delete: cleanupPolicy.includes('delete'), compact: cleanupPolicy.includes('compact') },
    compressionType: read('compression.type') as CompressionType,
    compressionGzipLevel: number('compression.gzip.level'),
    compressionZstdLevel: number('compression.zstd.level'),
    timestampType: read('message.timestamp.type') as TimestampType,
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    deleteRetentionMs: number('delete.retention.ms'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    minInsyncReplicas: number('min.insync.replicas'),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
    preallocate: bool('preallocate'),
    leaderThrottledReplicas: list('leader.replication.throttled.replicas'),
    followerThrottledReplicas: list('follower.replication.throttled.replicas'),
  };
}

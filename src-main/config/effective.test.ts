import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ConfigError,
  brokerConfig,
  brokerLayers,
  brokerValue,
  configDef,
  effectiveGroupConfig,
  effectiveProperties,
  effectiveTopicConfig,
  localDefaultTable,
  localDefaults,
  parseValue,
  topicConfig,
} from './index.ts';

const SOURCES = join(import.meta.dirname, '..');

test('a topic without settings has its defaults, typed', () => {
  expect(topicConfig()).toMatchInlineSnapshot(`
    {
      "cleanupPolicy": {
        "compact": false,
        "delete": true,
      },
      "compressionGzipLevel": -1,
      "compressionType": "producer",
      "compressionZstdLevel": 3,
      "deleteRetentionMs": 86400000,
      "fileDeleteDelayMs": 60000,
      "flushMessages": Infinity,
      "flushMs": Infinity,
      "followerThrottledReplicas": [],
      "indexIntervalBytes": 4096,
      "leaderThrottledReplicas": [],
      "maxCompactionLagMs": Infinity,
      "maxMessageBytes": 1048588,
      "minCleanableDirtyRatio": 0.5,
      "minCompactionLagMs": 0,
      "minInsyncReplicas": 1,
      "preallocate": false,
      "retentionBytes": -1,
      "retentionMs": 604800000,
      "segmentBytes": 1073741824,
      "segmentIndexBytes": 10485760,
      "segmentJitterMs": 0,
      "segmentMs": 604800000,
      "timestampAfterMaxMs": 3600000,
      "timestampBeforeMaxMs": Infinity,
      "timestampType": "CreateTime",
    }
  `);
});

test('a topic setting wins over the broker, and the broker over the default', () => {
  const broker = brokerLayers(
    { 'log.retention.hours': '1', 'log.segment.bytes': '2097152', 'log.roll.hours': '2' },
    { 'log.roll.ms': '5000', 'min.insync.replicas': '2' },
  );
  const config = effectiveTopicConfig({
    topic: { 'segment.bytes': '1048576', 'cleanup.policy': 'compact' },
    broker,
  });
  expect(config.retentionMs).toBe(3_600_000);
  expect(config.segmentBytes).toBe(1_048_576);
  expect(config.segmentMs).toBe(5_000);
  expect(config.minInsyncReplicas).toBe(2);
  expect(config.cleanupPolicy).toEqual({ delete: false, compact: true });
});

test('topics without settings share one object until the broker changes', () => {
  const broker = brokerLayers({ 'log.retention.ms': '1' });
  const config = effectiveTopicConfig({ topic: {}, broker });
  expect(effectiveTopicConfig({ topic: {}, broker })).toBe(config);
  expect(
    effectiveTopicConfig({ topic: {}, broker: brokerLayers({ 'log.retention.ms': '2' }) }).retentionMs,
  ).toBe(2);
});

test('a size below the usual bound is for tests', () => {
  expect(topicConfig({ 'internal.segment.bytes': '1000' }).segmentBytes).toBe(1_000);
  expect(() => topicConfig({ 'segment.bytes': '1000' })).toThrow(ConfigError);
});

test('the broker reads its keys with their defaults', () => {
  const config = brokerConfig({ 'connections.max.idle.ms': '7' });
  expect(config.connectionsMaxIdleMs).toBe(7);
  expect(config.socketRequestMaxBytes).toBe(104_857_600);
  expect(config.offsetsRetentionMs).toBe(7 * 24 * 3_600_000);
  expect(config.interBrokerListenerName).toBe(null);
  expect(config.cordonedLogDirs).toEqual([]);
  expect(brokerConfig({ 'cordoned.log.dirs': '/a, /b' }).cordonedLogDirs).toEqual(['/a', '/b']);
});

test('what is missing or wrong stops the start with a sentence', () => {
  expect(() => brokerValue({}, 'node.id')).toThrow('node.id must be set: it has no default.');
  expect(() => brokerConfig({ 'max.connections': 'x' })).toThrow(
    "max.connections cannot be 'x': it must be a 32-bit integer of at least 0.",
  );
});

test('nothing is read here that nobody uses', () => {
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('config'))
    .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
    .join('\n');
  // The rates of replication are put together from the side that they are for.
  const isUsed = (name: string) =>
    new RegExp(`\\b${name.replace(/^(leader|follower)(?=ReplicationThrottledRate$)/, '')}\\b`).test(sources);
  const names = [...Object.keys(brokerConfig({})), ...Object.keys(topicConfig())];
  expect(names.filter((name) => !isUsed(name))).toEqual([]);
});

test('a dynamic key replaces every static spelling of its setting', () => {
  const layers = brokerLayers(
    { 'log.retention.ms': '5', 'log.retention.hours': '1', 'node.id': '1' },
    { 'log.retention.ms': '7', 'node.id': '2', 'message.max.bytes': 'x' },
  );
  expect(effectiveProperties(layers)).toEqual({ 'log.retention.ms': '7', 'node.id': '1', 'broker.id': '1' });
  expect(effectiveProperties(layers)).toBe(effectiveProperties(layers));
});

test('a group setting outside of bounds that have moved is brought inside', () => {
  const group = { 'consumer.session.timeout.ms': '1000', 'streams.num.standby.replicas': '9' };
  expect(effectiveGroupConfig(group, {})).toMatchObject({
    consumerSessionTimeoutMs: 45_000,
    consumerHeartbeatIntervalMs: 5_000,
    streamsNumStandbyReplicas: 2,
    shareAutoOffsetReset: 'latest',
    shareIsolationLevel: 'read_uncommitted',
    shareRenewAcknowledgeEnable: true,
  });
  const broker = { 'group.consumer.min.session.timeout.ms': '500', 'group.share.delivery.count.limit': '7' };
  expect(effectiveGroupConfig(group, broker)).toMatchObject({
    consumerSessionTimeoutMs: 1_000,
    shareDeliveryCountLimit: 7,
  });
});

test('every local default is beside the default Kafka has, and valid', () => {
  for (const row of localDefaultTable()) {
    const def = configDef('broker', row.name)!;
    expect(row.kafka, row.name).toBe(def.default);
    for (const nodes of [1, 2, 3, 9])
      expect(parseValue(def, row.local(nodes)), row.name).toMatchObject({ ok: true });
    expect(row.reason).toMatch(/\.$/);
  }
});

test('the README lists every setting that differs on three nodes', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const rows = localDefaultTable().map((row) => ({ ...row, here: row.local(3) }));
  for (const { name, kafka, here, reason } of rows)
    expect(readme.includes(`| \`${name}\` | ${kafka} | ${here} | ${reason} |\n`), name).toBe(here !== kafka);
});

test('one switch goes back to Kafka, except for what one node cannot do', () => {
  expect(localDefaults({ nodes: 3, kafkaDefaults: true })).toEqual({});
  expect(localDefaults({ nodes: 1, kafkaDefaults: true })).toEqual({
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
  });
  expect(localDefaults({ nodes: 3 })).toMatchObject({
    'default.replication.factor': '3',
    'min.insync.replicas': '2',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '4',
  });
  expect(localDefaults({ nodes: 1 })).not.toHaveProperty('min.insync.replicas');
});

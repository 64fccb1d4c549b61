import { expect, test } from 'vitest';
import {
  brokerLayers,
  createdTopicConfig,
  describeBrokerConfig,
  describeClientMetricsConfig,
  describeDefaultBrokerConfig,
  describeGroupConfig,
  describeTopicConfig,
  loadDocumentation,
} from './index.ts';
import type { ConfigEntry } from './index.ts';

const SOURCES = ['', 'topic', 'broker', 'all brokers', 'file', 'default', 'logger', 'metrics', 'group'];
const LAYERS = ['file', 'all', 'broker', 'topic', 'group', 'metrics'] as const;
type Layer = (typeof LAYERS)[number];

/**
 * Script lines are "<layer> <key>=<value>"; `ask` is "<resource> <key>". The answer is the value, its source
 * and the chain of synonyms. The expected answers were checked against the ConfigHelper of Kafka 4.3.1.
 */
function describe(script: string, ask: string): string {
  const set = Object.fromEntries(LAYERS.map((layer) => [layer, {} as Record<string, string>]));
  for (const line of script.split(' · ').filter(Boolean)) {
    const [, layer, key, value] = /^(\S+) ([^=]+)=(.*)$/.exec(line)!;
    set[layer as Layer]![key!] = value!;
  }
  const broker = brokerLayers(set.file!, set.all, set.broker);
  const [resource, key] = ask.split(' ') as [string, string];
  const options = { keys: [key] };
  const entries: Record<string, () => ConfigEntry[]> = {
    topic: () => describeTopicConfig({ topic: set.topic!, broker }, options),
    broker: () => describeBrokerConfig(broker, options),
    all: () => describeDefaultBrokerConfig(broker, options),
    group: () => describeGroupConfig({ group: set.group!, broker }, options),
    metrics: () => describeClientMetricsConfig(set.metrics!, options),
  };
  const entry = entries[resource]!()[0];
  if (!entry) return 'not listed';
  const flags = [entry.isSensitive && 'sensitive', entry.readOnly && 'read-only'].filter(Boolean);
  const chain = entry.synonyms.map((s) => `${SOURCES[s.source]} ${s.name}=${s.value}`);
  return [`${entry.value} (${SOURCES[entry.source]})`, ...flags, ...chain].join(' | ');
}

test.each<[script: string, ask: string, answer: string]>([
  ['', 'topic segment.bytes', '1073741824 (default) | default log.segment.bytes=1073741824'],
  // log.retention.ms has no value to show, and what stands before it in the chain is dropped.
  ['', 'topic retention.ms', '604800000 (default)'],
  ['file log.retention.hours=24', 'topic retention.ms', '86400000 (default)'],
  ['file log.retention.minutes=-5', 'topic retention.ms', '-1 (default)'],
  ['topic retention.ms=5', 'topic retention.ms', '5 (topic) | topic retention.ms=5'],
  [
    'topic cleanup.policy=compact, delete · file log.cleanup.policy=compact',
    'topic cleanup.policy',
    'compact,delete (topic) | topic cleanup.policy=compact,delete | file log.cleanup.policy=compact | default log.cleanup.policy=delete',
  ],
  [
    'file log.retention.ms=1000 · file log.retention.hours=24 · all log.retention.ms=2000 · broker log.retention.ms=3000',
    'topic retention.ms',
    '3000 (broker) | broker log.retention.ms=3000 | all brokers log.retention.ms=2000 | file log.retention.ms=1000 | file log.retention.hours=24 | default log.retention.hours=168',
  ],
  [
    'file log.roll.hours=3 · all log.roll.ms=60000',
    'topic segment.ms',
    '60000 (all brokers) | all brokers log.roll.ms=60000 | file log.roll.hours=3 | default log.roll.hours=168',
  ],
  ['file log.flush.scheduler.interval.ms=7000', 'topic flush.ms', '7000 (default)'],
  [
    'topic preallocate=True',
    'topic preallocate',
    'true (topic) | topic preallocate=true | default log.preallocate=false',
  ],
  ['', 'topic remote.storage.enable', 'false (default)'],
  ['', 'topic internal.segment.bytes', 'not listed'],
  [
    'topic internal.segment.bytes=1000',
    'topic internal.segment.bytes',
    '1000 (topic) | topic internal.segment.bytes=1000',
  ],

  ['file node.id=3', 'broker broker.id', '3 (file) | read-only | file broker.id=3 | default broker.id=-1'],
  ['', 'broker log.retention.ms', 'null (default)'],
  [
    'file log.retention.ms=1 · file log.retention.hours=24 · broker log.retention.ms=3',
    'broker log.retention.hours',
    '168 (file) | read-only | file log.retention.hours=24 | default log.retention.hours=168',
  ],
  [
    'file num.io.threads=4 · all num.io.threads=6',
    'broker num.io.threads',
    '6 (all brokers) | all brokers num.io.threads=6 | file num.io.threads=4 | default num.io.threads=8',
  ],
  // As written in the chain, as parsed in the value.
  [
    'broker message.max.bytes= 2000 ',
    'broker message.max.bytes',
    '2000 (broker) | broker message.max.bytes= 2000  | default message.max.bytes=1048588',
  ],
  // A stored dynamic value that is not usable is as if it were not there.
  [
    'all message.max.bytes=abc',
    'broker message.max.bytes',
    '1048588 (default) | default message.max.bytes=1048588',
  ],
  ['all node.id=9 · file node.id=1', 'broker node.id', '1 (file) | read-only | file node.id=1'],
  [
    'all listeners=PLAINTEXT://:1',
    'broker listeners',
    'PLAINTEXT://:9092 (default) | default listeners=PLAINTEXT://:9092',
  ],
  // Secrets and the unknown are never shown.
  [
    'file ssl.key.password=pw',
    'broker ssl.key.password',
    'null (file) | sensitive | file ssl.key.password=null',
  ],
  [
    'file my.plugin.token=x',
    'broker my.plugin.token',
    'null (file) | sensitive | read-only | file my.plugin.token=null',
  ],
  [
    'file listener.name.a.ssl.keystore.password=pw · file ssl.keystore.password=base',
    'broker listener.name.a.ssl.keystore.password',
    'null (file) | sensitive | read-only | file listener.name.a.ssl.keystore.password=null | file ssl.keystore.password=null',
  ],
  [
    'file ssl.keystore.type=PEM · broker listener.name.a.ssl.keystore.type=JKS',
    'broker ssl.keystore.type',
    'PEM (file) | file ssl.keystore.type=PEM | default ssl.keystore.type=JKS',
  ],
  ['', 'broker leader.replication.throttled.rate', 'not listed'],
  [
    'all leader.replication.throttled.rate=100',
    'broker leader.replication.throttled.rate',
    '100 (all brokers) | all brokers leader.replication.throttled.rate=100',
  ],
  ['', 'broker remote.log.index.file.cache.ttl.ms', 'not listed'],
  // Dynamic interval, static bounds
  [
    'broker group.consumer.assignment.interval.ms=99999',
    'broker group.consumer.assignment.interval.ms',
    '15000 (broker) | broker group.consumer.assignment.interval.ms=99999 | default group.consumer.assignment.interval.ms=1000',
  ],

  [
    'all compression.type=zstd',
    'all compression.type',
    'zstd (all brokers) | all brokers compression.type=zstd',
  ],
  ['broker compression.type=zstd', 'all compression.type', 'not listed'],

  [
    'group consumer.session.timeout.ms=46000',
    'group consumer.session.timeout.ms',
    '46000 (group) | group consumer.session.timeout.ms=46000 | default group.consumer.session.timeout.ms=45000',
  ],
  [
    '',
    'group share.isolation.level',
    'read_uncommitted (default) | default share.isolation.level=read_uncommitted',
  ],
  [
    'file group.share.session.timeout.ms=50000',
    'group share.session.timeout.ms',
    '50000 (file) | file group.share.session.timeout.ms=50000 | default group.share.session.timeout.ms=45000',
  ],

  ['metrics metrics=a, b,a', 'metrics metrics', 'a,b (metrics) | metrics metrics=a,b'],
  ['', 'metrics interval.ms', '300000 (default)'],
])('%s → %s', (script, ask, answer) => {
  expect(describe(script, ask)).toBe(answer);
});

test('all keys that are not internal, with wire types, documented only on request', async () => {
  const broker = brokerLayers({ 'node.id': '1' });
  const plain = describeTopicConfig({ topic: {}, broker }, { includeSynonyms: false });
  expect(plain).toHaveLength(33);
  expect(plain.every((entry) => entry.documentation === null && entry.synonyms.length === 0)).toBe(true);
  expect(describeBrokerConfig(broker)).toHaveLength(340);
  const wireTypes = new Map(describeBrokerConfig(broker).map((entry) => [entry.name, entry.type]));
  const examples =
    'log.preallocate rack num.partitions sasl.login.refresh.min.period.seconds log.retention.bytes';
  expect(examples.split(' ').map((name) => wireTypes.get(name))).toEqual([1, undefined, 3, 4, 5]);
  const documented = describeTopicConfig({ topic: {}, broker }, { documentation: await loadDocumentation() });
  expect(documented.every((entry) => entry.documentation!.endsWith('.'))).toBe(true);
});

test('CreateTopics looks through the layers for any spelling', () => {
  const broker = brokerLayers({ 'log.retention.hours': '24', 'log.roll.ms': '5' }, { 'log.roll.ms': '7' });
  const entries = new Map(
    createdTopicConfig({ topic: { preallocate: 'true' }, broker }).map((e) => [e.name, e]),
  );
  const shown = ['retention.ms', 'segment.ms', 'preallocate', 'min.insync.replicas'].map((name) => {
    const { value, source } = entries.get(name)!;
    return `${name}=${value} (${SOURCES[source]})`;
  });
  expect(shown).toEqual([
    'retention.ms=86400000 (file)',
    'segment.ms=7 (all brokers)',
    'preallocate=true (topic)',
    'min.insync.replicas=1 (default)',
  ]);
  expect(entries.size).toBe(33);
});

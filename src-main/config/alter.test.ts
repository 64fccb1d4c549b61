import { expect, test } from 'vitest';
import { alterConfigs, brokerLayers, replaceConfigs } from './index.ts';
import type { Alteration, AlterResult, ConfigKind } from './index.ts';

const OPERATIONS = ['set', 'delete', 'append', 'subtract'];

function pairs(text: string): [string, string][] {
  return text
    .split(' · ')
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
}

function outcome(result: AlterResult): string {
  if (!result.ok) return `${result.errorCode} ${result.message}`;
  const changes = result.changes.map(({ name, value }) => (value === null ? `-${name}` : `${name}=${value}`));
  return changes.join(' · ') || 'nothing';
}

/** "topic t" "retention.ms=1" "set retention.ms=2 · delete x" → the records to write, or code and message. */
function alter(resource: string, stored: string, request: string, file = ''): string {
  const [kind, name = ''] = resource.split(' ');
  const alterations = request
    .split(' · ')
    .filter(Boolean)
    .map((line): Alteration => {
      const [, operation, key, value] = /^(\S+) ([^=]+)(?:=(.*))?$/s.exec(line)!;
      return { name: key!, operation: OPERATIONS.indexOf(operation!), value: value ?? null };
    });
  return outcome(
    alterConfigs({ kind: kind as ConfigKind, name }, Object.fromEntries(pairs(stored)), alterations, {
      broker: brokerLayers(Object.fromEntries(pairs(file))),
    }),
  );
}

test.each<[resource: string, stored: string, request: string, outcome: string]>([
  ['topic t', '', 'set retention.ms=5', 'retention.ms=5'],
  ['topic t', 'retention.ms=5', 'set retention.ms=5', 'nothing'],
  ['topic t', 'retention.ms=5', 'delete retention.ms', '-retention.ms'],
  ['topic t', '', 'delete retention.ms', 'nothing'],
  ['topic t', '', 'set retention.ms=5 · set segment.ms=6', 'retention.ms=5 · segment.ms=6'],
  // Lists: an unset one starts from the default.
  ['topic t', '', 'append cleanup.policy=compact', 'cleanup.policy=delete,compact'],
  ['topic t', 'cleanup.policy=compact', 'append cleanup.policy=compact', 'nothing'],
  [
    'topic t',
    'cleanup.policy=compact',
    'append cleanup.policy=delete,compact',
    'cleanup.policy=compact,delete',
  ],
  ['topic t', 'cleanup.policy=compact,delete', 'subtract cleanup.policy=delete', 'cleanup.policy=compact'],
  ['topic t', '', 'subtract cleanup.policy=delete', 'cleanup.policy='],
  ['topic t', 'cleanup.policy=compact', 'subtract cleanup.policy=delete', 'nothing'],
  [
    'topic t',
    'leader.replication.throttled.replicas=0:1,0:1',
    'subtract leader.replication.throttled.replicas=0:1,',
    'leader.replication.throttled.replicas=0:1',
  ],
  ['topic t', '', 'append retention.ms=5', '40 Cannot append to retention.ms: it is not a list.'],
  [
    'topic t',
    '',
    'subtract nope=5',
    '40 Cannot subtract from nope: there is no topic configuration of that name.',
  ],
  // Unknown, wrong and impossible
  ['topic t', '', 'set nope=5', '40 nope is not a topic configuration.'],
  ['topic t', '', 'set __proto__=5', '40 __proto__ is not a topic configuration.'],
  ['topic t', 'nope=1', 'set retention.ms=5', '40 nope is not a topic configuration.'],
  ['topic t', 'nope=1', 'delete nope', '-nope'],
  [
    'topic t',
    '',
    'set retention.ms=soon',
    "40 retention.ms cannot be 'soon': it must be a 64-bit integer of at least -1.",
  ],
  [
    'topic t',
    '',
    'append cleanup.policy=x',
    "40 cleanup.policy cannot be 'delete,x': it may only contain compact, delete.",
  ],
  [
    'topic t',
    'min.compaction.lag.ms=10',
    'set max.compaction.lag.ms=5',
    '40 min.compaction.lag.ms (10) is greater than max.compaction.lag.ms (5).',
  ],
  ['topic t', '', 'set retention.ms=1 · set retention.ms=2', '42 retention.ms is given more than once.'],
  [
    'topic t',
    '',
    'set retention.ms',
    '42 retention.ms needs a value; to remove it, use the DELETE operation.',
  ],
  ['topic t', '', 'replace retention.ms=1', '42 -1 is not an operation on a configuration.'],
  ['topic', '', 'set retention.ms=1', '42 The name of the topic is missing.'],
  [
    'topic t',
    '',
    'set remote.storage.enable=true',
    '40 remote.storage.enable cannot be true: tiered storage is off on the brokers (remote.log.storage.system.enable).',
  ],

  // Brokers write unchanged keys too, to reload files, and answer INVALID_REQUEST.
  ['broker 1', 'log.retention.ms=5', 'set log.retention.ms=5', 'log.retention.ms=5'],
  ['broker', '', 'set log.retention.ms=5', 'log.retention.ms=5'],
  ['broker 1', '', 'set my.plugin.key=x', 'my.plugin.key=x'],
  [
    'broker',
    '',
    'set sluice.log.scrub.interval.ms=5',
    '42 sluice.log.scrub.interval.ms is read-only: it is set in server.properties and takes effect at a restart.',
  ],
  [
    'broker 1',
    '',
    'set log.retention.hours=5',
    '42 log.retention.hours is read-only: it is set in server.properties and takes effect at a restart.',
  ],
  ['broker 1', '', 'set listeners=PLAINTEXT://:1', 'listeners=PLAINTEXT://:1'],
  [
    'broker',
    '',
    'set listeners=PLAINTEXT://:1',
    '42 listeners is set on one broker at a time, not for the whole cluster.',
  ],
  [
    'broker 1',
    '',
    'set ssl.keystore.location=/x',
    '42 ssl.keystore.location can change at run time only for one listener, as listener.name.<name>.ssl.keystore.location.',
  ],
  [
    'broker 1',
    '',
    'set listener.name.internal.ssl.keystore.location=/x',
    'listener.name.internal.ssl.keystore.location=/x',
  ],
  [
    'broker 1',
    '',
    'set message.max.bytes=much',
    "42 message.max.bytes cannot be 'much': it must be a 32-bit integer of at least 0.",
  ],
  [
    'broker one',
    '',
    'set message.max.bytes=1',
    "42 A broker is named by its id or, for all brokers, by nothing; not by 'one'.",
  ],

  ['group g', '', 'set consumer.session.timeout.ms=50000', 'consumer.session.timeout.ms=50000'],
  [
    'group g',
    '',
    'set consumer.session.timeout.ms=44999',
    '40 consumer.session.timeout.ms (44999) is less than group.consumer.min.session.timeout.ms (45000).',
  ],
  [
    'group g',
    '',
    'set streams.num.standby.replicas=3',
    '40 streams.num.standby.replicas (3) is greater than group.streams.max.standby.replicas (2).',
  ],
  ['group g', '', 'set retention.ms=1', '40 retention.ms is not a group configuration.'],

  ['client-metrics m', '', 'set metrics=* · set interval.ms=100', 'metrics=* · interval.ms=100'],
  [
    'client-metrics m',
    '',
    'set interval.ms=99',
    "42 interval.ms cannot be '99': it must be from 100 to 3600000 (one hour).",
  ],
  ['client-metrics m', '', 'set nope=1', '42 nope is not a client-metrics configuration.'],
  ['client-metrics m', '', 'set match=client_id=app-.*', 'match=client_id=app-.*'],
])('%s: [%s] %s → %s', (resource, stored, request, expected) => {
  expect(alter(resource, stored, request)).toBe(expected);
});

test('bounds and defaults come from the broker that validates', () => {
  const file = 'group.consumer.min.session.timeout.ms=5000';
  expect(alter('group g', '', 'set consumer.session.timeout.ms=6000', file)).toBe(
    'consumer.session.timeout.ms=6000',
  );
  expect(
    alter(
      'group g',
      '',
      'set consumer.session.timeout.ms=6000 · set consumer.heartbeat.interval.ms=6000',
      file,
    ),
  ).toBe('40 consumer.session.timeout.ms (6000) must be greater than consumer.heartbeat.interval.ms (6000).');
  expect(alter('topic t', '', 'set max.compaction.lag.ms=5', 'log.cleaner.min.compaction.lag.ms=10')).toBe(
    '40 min.compaction.lag.ms (10) is greater than max.compaction.lag.ms (5).',
  );
});

const TIERED = 'remote.log.storage.system.enable=true';
test.each<[stored: string, request: string, outcome: string]>([
  ['', 'set remote.storage.enable=true', 'remote.storage.enable=true'],
  [
    '',
    'set remote.storage.enable=true · set cleanup.policy=compact',
    '40 remote.storage.enable needs cleanup.policy to be delete or empty.',
  ],
  [
    'remote.storage.enable=true',
    'set retention.ms=1000 · set local.retention.ms=2000',
    '40 local.retention.ms (2000) is greater than retention.ms (1000).',
  ],
  [
    'remote.storage.enable=true',
    'set local.retention.bytes=5 · set remote.log.copy.disable=true',
    '40 local.retention.bytes must equal retention.bytes while remote.log.copy.disable is true: nothing is copied any more.',
  ],
  [
    'remote.storage.enable=true',
    'delete remote.storage.enable · set remote.log.delete.on.disable=true',
    '-remote.storage.enable · remote.log.delete.on.disable=true',
  ],
])('tiered: [%s] %s → %s', (stored, request, expected) => {
  expect(alter('topic t', stored, request, TIERED)).toBe(expected);
});

test('a value longer than a metadata record holds is refused', () => {
  const long = `set leader.replication.throttled.replicas=${'0:1,'.repeat(9000)}0:1`;
  expect(alter('topic t', '', long)).toBe(
    '40 leader.replication.throttled.replicas would be longer than 32767 characters.',
  );
});

test('AlterConfigs replaces everything', () => {
  const stored = { 'retention.ms': '5', 'segment.ms': '6', preallocate: 'true' };
  const values = [
    { name: 'retention.ms', value: '5' },
    { name: 'preallocate', value: 'false' },
  ];
  const result = replaceConfigs({ kind: 'topic', name: 't' }, stored, values, { broker: brokerLayers({}) });
  expect(outcome(result)).toBe('preallocate=false · -segment.ms');
  expect(result.ok && result.properties).toEqual({ 'retention.ms': '5', preallocate: 'false' });
});

test('with ELR min.insync.replicas belongs to the cluster', () => {
  const attempt = (name: string, operation: number, value: string | null) =>
    outcome(
      alterConfigs(
        { kind: 'broker', name },
        { 'min.insync.replicas': '1' },
        [{ name: 'min.insync.replicas', operation, value }],
        {
          broker: brokerLayers({}),
          elrEnabled: true,
        },
      ),
    );
  expect(attempt('1', 0, '2')).toBe(
    '40 min.insync.replicas cannot be set on one broker while ELR is enabled.',
  );
  expect(attempt('', 1, null)).toBe(
    '40 min.insync.replicas of the cluster cannot be removed while ELR is enabled.',
  );
  expect(attempt('', 0, '2')).toBe('min.insync.replicas=2');
});

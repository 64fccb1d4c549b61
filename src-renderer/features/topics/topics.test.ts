import { expect, test } from 'vitest';
import { NO_MARK, type TopicRow } from '../../../src-main/contract/index.ts';
import { splitLabels } from './components/mark-dialog.tsx';
import { configChoices, humanConfigValue, plainConfigValue } from '../../lib/config-value.ts';
import { topicNameProblem } from './components/topic-name.ts';
import { visibleTopics } from './screen.tsx';

const topics = ['orders', 'team-a.orders.v1', 'payments', '__consumer_offsets'].map(
  (name) => ({ name, internal: name.startsWith('__') }) as TopicRow,
);

test.each([
  ['', false, 'orders team-a.orders.v1 payments'],
  ['', true, 'orders team-a.orders.v1 payments __consumer_offsets'],
  ['ORD v1', false, 'team-a.orders.v1'],
  ['offsets', false, ''],
  [' ', false, 'orders team-a.orders.v1 payments'],
])('the filter %j, internal %s, leaves %j', (filter, internal, names) => {
  expect(
    visibleTopics(topics, filter, { showInternal: internal, showHidden: false, marks: {} })
      .map((topic) => topic.name)
      .join(' '),
  ).toBe(names);
});

test('hidden topics are left out unless asked for, and labels are found by the filter', () => {
  const marks = {
    payments: { ...NO_MARK, hidden: true },
    orders: { ...NO_MARK, labels: ['PCI', 'team b'] },
  };
  const names = (filter: string, showHidden: boolean) =>
    visibleTopics(topics, filter, { showInternal: false, showHidden, marks }).map((topic) => topic.name);
  expect(names('', false)).toEqual(['orders', 'team-a.orders.v1']);
  expect(names('', true)).toEqual(['orders', 'team-a.orders.v1', 'payments']);
  expect(names('pci team', false)).toEqual(['orders']);
  expect(splitLabels(' PCI, team b ,, PCI')).toEqual(['PCI', 'team b']);
});

test.each([
  ['orders.v1_a-B', null],
  ['.', '“.” and “..” are no topic names.'],
  ['..', '“.” and “..” are no topic names.'],
  ['주문', 'Only letters a–z, digits, “.”, “_” and “-”.'],
  ['a b', 'Only letters a–z, digits, “.”, “_” and “-”.'],
  ['x'.repeat(249), null],
  ['x'.repeat(250), 'At most 249 characters.'],
])('the topic name %j: %s', (name, problem) => expect(topicNameProblem(name)).toBe(problem));

test.each([
  ['retention.ms', '604800000', 'long', '7 d'],
  ['segment.bytes', '1073741824', 'int', '1.1 GB'],
  ['flush.ms', '9223372036854775807', 'long', '∞'],
  ['retention.bytes', '-1', 'long', null],
  ['segment.ms', '500', 'long', null],
  ['cleanup.policy', 'delete', 'list', null],
  ['retention.ms', 'soon', 'long', null],
  ['num.partitions', '1000', 'int', null],
] as const)('%s = %s (%s) reads %s', (name, value, type, human) => {
  expect(humanConfigValue({ name, value, type })).toBe(human);
});

test.each([
  ['retention.ms', 'long', '7 d', '604800000'],
  ['retention.ms', 'long', '1d 12h', '129600000'],
  ['retention.ms', 'long', '1.5 h', '5400000'],
  ['segment.ms', 'long', '250ms', '250'],
  ['segment.bytes', 'int', '512 MiB', '536870912'],
  ['retention.bytes', 'long', '1 GB', '1000000000'],
  // What is no amount goes to Kafka as it is, which says what is wrong with it.
  ['retention.ms', 'long', '7 moons', '7 moons'],
  ['retention.ms', 'long', '7 MB', '7 MB'],
  ['retention.ms', 'long', '-1', '-1'],
  ['cleanup.policy', 'list', '7 d', '7 d'],
  ['min.insync.replicas', 'int', '2 d', '2 d'],
] as const)('%s (%s) written as %s is %s', (name, type, text, plain) => {
  expect(plainConfigValue({ name, type }, text)).toBe(plain);
});

test('a config of few values is chosen, and has the one that it has', () => {
  expect(configChoices('compression.type', 'zstd')).toContain('zstd');
  expect(configChoices('cleanup.policy', '')).toEqual(['', 'delete', 'compact', 'compact,delete']);
  expect(configChoices('log.cleanup.policy', 'delete')).toEqual(['delete', 'compact', 'compact,delete']);
  expect(configChoices('retention.ms', '1')).toBeNull();
});

// Group configuration (Kafka 4.3, GroupConfig): per consumer, share or streams group.
import { atLeast, bool, int, oneOf, text } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const groupConfigs = (): ConfigDef[] => [
  int('consumer.session.timeout.ms', '45000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['group.consumer.session.timeout.ms'],
  }),
  int('consumer.heartbeat.interval.ms', '5000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['group.consumer.heartbeat.interval.ms'],
  }),
  int('consumer.assignment.interval.ms', '1000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['group.consumer.assignment.interval.ms'],
  }),
  int('share.session.timeout.ms', '45000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['group.share.session.timeout.ms'],
  }),
  int('share.heartbeat.interval.ms', '5000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['group.share.heartbeat.interval.ms'],
  }),
  int('share.record.lock.duration.ms', '30000', 'medium', {
    validator: atLeast(1000),
    unit: 'ms',
    synonyms: ['group.share.record.lock.duration.ms'],
  }),
  int('share.delivery.count.limit', '5', 'medium', {
    validator: atLeast(2),
    synonyms: ['group.share.delivery.count.limit'],
  }),
  int('share.partition.max.record.locks', '2000', 'medium', {
    validator: atLeast(100),
    synonyms: ['group.share.partition.max.record.locks'],
  }),
  text('share.auto.offset.reset', 'latest', 'medium', { validator: { kind: 'share-offset-reset' } }),
  text('share.isolation.level', 'read_uncommitted', 'medium', {
    validator: oneOf('read_committed', 'read_uncommitted'),
  }),
  bool('share.renew.acknowledge.enable', 'true', 'medium'),
  int('share.assignment.interval.ms', '1000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['group.share.assignment.interval.ms'],
  }),
  int('streams.session.timeout.ms', '45000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['group.streams.session.timeout.ms'],
  }),
  int('streams.heartbeat.interval.ms', '5000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['group.streams.heartbeat.interval.ms'],
  }),
  int('streams.num.standby.replicas', '0', 'medium', {
    validator: atLeast(0),
    synonyms: ['group.streams.num.standby.replicas'],
  }),
  int('streams.initial.rebalance.delay.ms', '3000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['group.streams.initial.rebalance.delay.ms'],
  }),
  int('streams.assignment.interval.ms', '1000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['group.streams.assignment.interval.ms'],
  }),
];

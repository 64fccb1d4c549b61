// Broker keys: share groups and the share coordinator (KIP-932).
import { atLeast, between, int, list, nonEmptyListOf, short, text } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerShareConfigs = (): ConfigDef[] => [
  int('group.share.session.timeout.ms', '45000', 'medium', { validator: atLeast(1), unit: 'ms' }),
  int('group.share.min.session.timeout.ms', '45000', 'medium', { validator: atLeast(1), unit: 'ms' }),
  int('group.share.max.session.timeout.ms', '60000', 'medium', { validator: atLeast(1), unit: 'ms' }),
  int('group.share.heartbeat.interval.ms', '5000', 'medium', { validator: atLeast(1), unit: 'ms' }),
  int('group.share.min.heartbeat.interval.ms', '5000', 'medium', { validator: atLeast(1), unit: 'ms' }),
  int('group.share.max.heartbeat.interval.ms', '15000', 'medium', { validator: atLeast(1), unit: 'ms' }),
  int('group.share.max.size', '200', 'medium', { validator: between(1, 1000) }),
  list('group.share.assignors', 'simple', 'medium', { validator: nonEmptyListOf() }),
  int('group.share.assignment.interval.ms', '1000', 'medium', {
    validator: atLeast(0),
    update: 'cluster-wide',
    unit: 'ms',
  }),
  int('group.share.min.assignment.interval.ms', '0', 'medium', { validator: atLeast(0), unit: 'ms' }),
  int('group.share.max.assignment.interval.ms', '15000', 'medium', { validator: atLeast(0), unit: 'ms' }),
  int('group.share.initialize.retry.interval.ms', '30000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  int('group.share.delivery.count.limit', '5', 'medium', { validator: between(2, 10) }),
  int('group.share.max.delivery.count.limit', '10', 'medium', { validator: between(5, 25) }),
  int('group.share.min.delivery.count.limit', '2', 'medium', { validator: between(2, 5) }),
  int('group.share.record.lock.duration.ms', '30000', 'medium', {
    validator: between(1000, 3_600_000),
    unit: 'ms',
  }),
  int('group.share.min.record.lock.duration.ms', '15000', 'medium', {
    validator: between(1000, 30_000),
    unit: 'ms',
  }),
  int('group.share.max.record.lock.duration.ms', '60000', 'medium', {
    validator: between(30_000, 3_600_000),
    unit: 'ms',
  }),
  int('group.share.partition.max.record.locks', '2000', 'medium', { validator: between(100, 10_000) }),
  int('group.share.max.partition.max.record.locks', '4000', 'medium', { validator: between(2000, 10_000) }),
  int('group.share.min.partition.max.record.locks', '100', 'medium', { validator: between(100, 2000) }),
  int('share.fetch.purgatory.purge.interval.requests', '1000', 'medium'),
  int('group.share.max.share.sessions', '2000', 'medium', { validator: atLeast(1) }),
  text(
    'group.share.persister.class.name',
    'org.apache.kafka.server.share.persister.DefaultStatePersister',
    'medium',
    { internal: true },
  ),
  int('share.coordinator.state.topic.num.partitions', '50', 'high', { validator: atLeast(1) }),
  short('share.coordinator.state.topic.replication.factor', '3', 'high', { validator: atLeast(1) }),
  short('share.coordinator.state.topic.min.isr', '2', 'high', { validator: atLeast(1) }),
  int('share.coordinator.state.topic.segment.bytes', '104857600', 'high', {
    validator: atLeast(1),
    unit: 'bytes',
  }),
  int('share.coordinator.threads', '1', 'medium', { validator: atLeast(1) }),
  int('share.coordinator.snapshot.update.records.per.snapshot', '500', 'medium', {
    validator: between(0, 500),
  }),
  int('share.coordinator.load.buffer.size', '5242880', 'high', { validator: atLeast(1), unit: 'bytes' }),
  int('share.coordinator.state.topic.compression.codec', '0', 'high'),
  int('share.coordinator.append.linger.ms', '-1', 'medium', { validator: atLeast(-1), unit: 'ms' }),
  int('share.coordinator.write.timeout.ms', '5000', 'high', { validator: atLeast(1), unit: 'ms' }),
  int('share.coordinator.state.topic.prune.interval.ms', '300000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  int('share.coordinator.cold.partition.snapshot.interval.ms', '300000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  int('share.coordinator.cached.buffer.max.bytes', '1048588', 'medium', {
    validator: atLeast(524_288),
    update: 'cluster-wide',
    unit: 'bytes',
  }),
];

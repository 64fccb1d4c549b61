// Broker keys: tiered storage (KIP-405, RemoteLogManagerConfig).
import { LONG_MAX, atLeast, between, bool, double, int, long, nonEmpty, text } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerTieredConfigs = (): ConfigDef[] => [
  bool('remote.log.storage.system.enable', 'false', 'medium'),
  text('remote.log.storage.manager.impl.prefix', 'rsm.config.', 'medium', { validator: nonEmpty }),
  text('remote.log.metadata.manager.impl.prefix', 'rlmm.config.', 'medium', { validator: nonEmpty }),
  text('remote.log.storage.manager.class.name', null, 'medium', { validator: nonEmpty }),
  text('remote.log.storage.manager.class.path', null, 'medium'),
  text(
    'remote.log.metadata.manager.class.name',
    'org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager',
    'medium',
    { validator: nonEmpty },
  ),
  text('remote.log.metadata.manager.class.path', null, 'medium'),
  text('remote.log.metadata.manager.listener.name', null, 'medium', { validator: nonEmpty }),
  int('remote.log.metadata.custom.metadata.max.bytes', '128', 'low', {
    validator: atLeast(0),
    unit: 'bytes',
  }),
  long('remote.log.index.file.cache.total.size.bytes', '1073741824', 'low', {
    validator: atLeast(1),
    update: 'cluster-wide',
    unit: 'bytes',
  }),
  long('remote.log.index.file.cache.ttl.ms', '900000', 'low', {
    validator: atLeast(-1),
    unit: 'ms',
    internal: true,
  }),
  int('remote.log.manager.thread.pool.size', '2', 'medium', { validator: atLeast(1) }),
  int('remote.log.manager.copier.thread.pool.size', '10', 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
  }),
  int('remote.log.manager.expiration.thread.pool.size', '10', 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
  }),
  int('remote.log.manager.follower.thread.pool.size', '2', 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
  }),
  long('remote.log.manager.task.interval.ms', '30000', 'low', { validator: atLeast(1), unit: 'ms' }),
  long('remote.log.manager.task.retry.backoff.ms', '500', 'low', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  long('remote.log.manager.task.retry.backoff.max.ms', '30000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  double('remote.log.manager.task.retry.jitter', '0.2', 'low', {
    validator: between(0, 0.5),
    unit: 'percent',
    internal: true,
  }),
  int('remote.log.reader.threads', '10', 'medium', { validator: atLeast(1), update: 'cluster-wide' }),
  int('remote.log.reader.max.pending.tasks', '100', 'medium', { validator: atLeast(1) }),
  long('log.local.retention.ms', '-2', 'medium', {
    validator: atLeast(-2),
    update: 'cluster-wide',
    unit: 'ms',
  }),
  long('log.local.retention.bytes', '-2', 'medium', {
    validator: atLeast(-2),
    update: 'cluster-wide',
    unit: 'bytes',
  }),
  long('remote.log.manager.copy.max.bytes.per.second', LONG_MAX, 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
    unit: 'bytes-per-second',
  }),
  int('remote.log.manager.copy.quota.window.num', '11', 'medium', { validator: atLeast(1) }),
  int('remote.log.manager.copy.quota.window.size.seconds', '1', 'medium', {
    validator: atLeast(1),
    unit: 'seconds',
  }),
  long('remote.log.manager.fetch.max.bytes.per.second', LONG_MAX, 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
    unit: 'bytes-per-second',
  }),
  int('remote.log.manager.fetch.quota.window.num', '11', 'medium', { validator: atLeast(1) }),
  int('remote.log.manager.fetch.quota.window.size.seconds', '1', 'medium', {
    validator: atLeast(1),
    unit: 'seconds',
  }),
  int('remote.fetch.max.wait.ms', '500', 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
    unit: 'ms',
  }),
  long('remote.list.offsets.request.timeout.ms', '30000', 'medium', {
    validator: atLeast(1),
    update: 'cluster-wide',
    unit: 'ms',
  }),
  bool('follower.fetch.last.tiered.offset.enable', 'false', 'medium', { update: 'cluster-wide' }),
];

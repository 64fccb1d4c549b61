// Broker keys: KRaft roles, the controller quorum and the metadata log.
import { LONG_MAX, REQUIRED, atLeast, bool, int, list, long, nonEmptyListOf, text } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerQuorumConfigs = (): ConfigDef[] => [
  bool('unstable.api.versions.enable', 'false', 'high', { internal: true }),
  bool('unstable.feature.versions.enable', 'false', 'high', { internal: true }),
  list('process.roles', REQUIRED, 'high', { validator: nonEmptyListOf('broker', 'controller') }),
  int('node.id', REQUIRED, 'high', { validator: atLeast(0) }),
  int('initial.broker.registration.timeout.ms', '60000', 'medium', { unit: 'ms' }),
  int('broker.heartbeat.interval.ms', '2000', 'medium', { unit: 'ms' }),
  int('broker.session.timeout.ms', '9000', 'medium', { unit: 'ms' }),
  list('controller.listener.names', REQUIRED, 'high', { validator: nonEmptyListOf() }),
  long('controller.performance.sample.period.ms', '60000', 'medium', {
    validator: atLeast(100),
    unit: 'ms',
    internal: true,
  }),
  long('controller.performance.always.log.threshold.ms', '2000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    internal: true,
  }),
  long('server.max.startup.time.ms', LONG_MAX, 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    internal: true,
  }),
  long('metadata.log.max.record.bytes.between.snapshots', '20971520', 'high', {
    validator: atLeast(1),
    unit: 'bytes',
  }),
  long('metadata.log.max.snapshot.interval.ms', '3600000', 'high', { validator: atLeast(0), unit: 'ms' }),
  text('metadata.log.dir', null, 'high'),
  int('metadata.log.segment.bytes', '1073741824', 'high', { validator: atLeast(8_388_608), unit: 'bytes' }),
  long('metadata.log.segment.ms', '604800000', 'high', { unit: 'ms' }),
  long('metadata.max.retention.bytes', '104857600', 'high', { unit: 'bytes' }),
  long('metadata.max.retention.ms', '604800000', 'high', { unit: 'ms' }),
  int('metadata.max.idle.interval.ms', '500', 'low', { validator: atLeast(0), unit: 'ms' }),
  int('internal.metadata.log.segment.bytes', null, 'low', { unit: 'bytes', internal: true }),
  int('internal.metadata.max.batch.size.in.bytes', '8388608', 'low', { unit: 'bytes', internal: true }),
  long('internal.metadata.delete.delay.millis', '60000', 'low', { unit: 'ms', internal: true }),
  list('controller.quorum.voters', '', 'high', { validator: { kind: 'quorum-voters' } }),
  list('controller.quorum.bootstrap.servers', '', 'high', { validator: { kind: 'bootstrap-servers' } }),
  int('controller.quorum.election.timeout.ms', '1000', 'high', { validator: atLeast(0), unit: 'ms' }),
  int('controller.quorum.fetch.timeout.ms', '2000', 'high', { validator: atLeast(0), unit: 'ms' }),
  int('controller.quorum.election.backoff.max.ms', '1000', 'high', { validator: atLeast(0), unit: 'ms' }),
  int('controller.quorum.append.linger.ms', '25', 'medium', { validator: atLeast(0), unit: 'ms' }),
  int('controller.quorum.request.timeout.ms', '2000', 'medium', { validator: atLeast(0), unit: 'ms' }),
  int('controller.quorum.retry.backoff.ms', '20', 'low', { validator: atLeast(0), unit: 'ms' }),
  bool('controller.quorum.auto.join.enable', 'false', 'low'),
  int('controller.quorum.fetch.snapshot.max.bytes', '1048576', 'low', {
    validator: atLeast(1),
    unit: 'bytes',
  }),
  int('controller.quorum.fetch.max.bytes', '1048576', 'low', { validator: atLeast(1), unit: 'bytes' }),
];

// Topic configuration (Kafka 4.3, LogConfig). The synonyms are the broker keys that give a topic its default,
// in order of precedence.
import {
  LONG_MAX,
  atLeast,
  between,
  betweenOr,
  bool,
  double,
  inHours,
  inMinutes,
  int,
  list,
  listOf,
  long,
  oneOf,
  text,
} from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const topicConfigs = (): ConfigDef[] => [
  int('segment.bytes', '1073741824', 'medium', {
    validator: atLeast(1_048_576),
    unit: 'bytes',
    synonyms: ['log.segment.bytes'],
  }),
  long('segment.ms', '604800000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['log.roll.ms', inHours('log.roll.hours')],
  }),
  long('segment.jitter.ms', '0', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.roll.jitter.ms', inHours('log.roll.jitter.hours')],
  }),
  int('segment.index.bytes', '10485760', 'medium', {
    validator: atLeast(4),
    unit: 'bytes',
    synonyms: ['log.index.size.max.bytes'],
  }),
  long('flush.messages', LONG_MAX, 'medium', {
    validator: atLeast(1),
    synonyms: ['log.flush.interval.messages'],
  }),
  long('flush.ms', LONG_MAX, 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
  }),
  long('retention.bytes', '-1', 'medium', { unit: 'bytes', synonyms: ['log.retention.bytes'] }),
  long('retention.ms', '604800000', 'medium', {
    validator: atLeast(-1),
    unit: 'ms',
    synonyms: ['log.retention.ms', inMinutes('log.retention.minutes'), inHours('log.retention.hours')],
  }),
  int('max.message.bytes', '1048588', 'medium', {
    validator: atLeast(0),
    unit: 'bytes',
    synonyms: ['message.max.bytes'],
  }),
  int('index.interval.bytes', '4096', 'medium', {
    validator: atLeast(0),
    unit: 'bytes',
    synonyms: ['log.index.interval.bytes'],
  }),
  long('delete.retention.ms', '86400000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.cleaner.delete.retention.ms'],
  }),
  long('min.compaction.lag.ms', '0', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.cleaner.min.compaction.lag.ms'],
  }),
  long('max.compaction.lag.ms', LONG_MAX, 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    synonyms: ['log.cleaner.max.compaction.lag.ms'],
  }),
  long('file.delete.delay.ms', '60000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.segment.delete.delay.ms'],
  }),
  double('min.cleanable.dirty.ratio', '0.5', 'medium', {
    validator: between(0, 1),
    unit: 'percent',
    synonyms: ['log.cleaner.min.cleanable.ratio'],
  }),
  list('cleanup.policy', 'delete', 'medium', {
    validator: listOf('compact', 'delete'),
    synonyms: ['log.cleanup.policy'],
  }),
  bool('unclean.leader.election.enable', 'false', 'medium', { synonyms: ['unclean.leader.election.enable'] }),
  int('min.insync.replicas', '1', 'medium', { validator: atLeast(1), synonyms: ['min.insync.replicas'] }),
  text('compression.type', 'producer', 'medium', {
    validator: oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'),
    synonyms: ['compression.type'],
  }),
  int('compression.gzip.level', '-1', 'medium', {
    validator: betweenOr(1, 9, -1),
    synonyms: ['compression.gzip.level'],
  }),
  int('compression.lz4.level', '9', 'medium', {
    validator: between(1, 17),
    synonyms: ['compression.lz4.level'],
  }),
  int('compression.zstd.level', '3', 'medium', {
    validator: between(-131_072, 22),
    synonyms: ['compression.zstd.level'],
  }),
  bool('preallocate', 'false', 'medium', { synonyms: ['log.preallocate'] }),
  text('message.timestamp.type', 'CreateTime', 'medium', {
    validator: oneOf('CreateTime', 'LogAppendTime'),
    synonyms: ['log.message.timestamp.type'],
  }),
  long('message.timestamp.before.max.ms', LONG_MAX, 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.message.timestamp.before.max.ms'],
  }),
  long('message.timestamp.after.max.ms', '3600000', 'medium', {
    validator: atLeast(0),
    unit: 'ms',
    synonyms: ['log.message.timestamp.after.max.ms'],
  }),
  list('leader.replication.throttled.replicas', '', 'medium', { validator: { kind: 'throttled-replicas' } }),
  list('follower.replication.throttled.replicas', '', 'medium', {
    validator: { kind: 'throttled-replicas' },
  }),
  bool('remote.storage.enable', 'false', 'medium'),
  long('local.retention.ms', '-2', 'medium', {
    validator: atLeast(-2),
    unit: 'ms',
    synonyms: ['log.local.retention.ms'],
  }),
  long('local.retention.bytes', '-2', 'medium', {
    validator: atLeast(-2),
    unit: 'bytes',
    synonyms: ['log.local.retention.bytes'],
  }),
  bool('remote.log.copy.disable', 'false', 'medium'),
  bool('remote.log.delete.on.disable', 'false', 'medium'),
  int('internal.segment.bytes', null, 'medium', { unit: 'bytes', internal: true }),
];

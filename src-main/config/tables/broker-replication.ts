// Broker keys: replication, leader balance and purgatories.
import { atLeast, bool, int, long, text } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerReplicationConfigs = (): ConfigDef[] => [
  int('num.replica.alter.log.dirs.threads', null, 'high'),
  bool('controlled.shutdown.enable', 'true', 'medium'),
  int('default.replication.factor', '1', 'medium'),
  long('replica.lag.time.max.ms', '30000', 'high', { unit: 'ms' }),
  int('replica.socket.timeout.ms', '30000', 'high', { unit: 'ms' }),
  int('replica.socket.receive.buffer.bytes', '65536', 'high', { unit: 'bytes' }),
  int('replica.fetch.max.bytes', '1048576', 'medium', { validator: atLeast(0), unit: 'bytes' }),
  int('replica.fetch.wait.max.ms', '500', 'high', { unit: 'ms' }),
  int('replica.fetch.backoff.ms', '1000', 'medium', { validator: atLeast(0), unit: 'ms' }),
  int('replica.fetch.min.bytes', '1', 'high', { unit: 'bytes' }),
  int('replica.fetch.response.max.bytes', '10485760', 'medium', { validator: atLeast(0), unit: 'bytes' }),
  int('num.replica.fetchers', '1', 'high', { validator: atLeast(1), update: 'cluster-wide' }),
  long('replica.high.watermark.checkpoint.interval.ms', '5000', 'high', { unit: 'ms' }),
  int('fetch.purgatory.purge.interval.requests', '1000', 'medium'),
  int('producer.purgatory.purge.interval.requests', '1000', 'medium'),
  int('delete.records.purgatory.purge.interval.requests', '1', 'medium'),
  bool('auto.leader.rebalance.enable', 'true', 'high'),
  long('leader.imbalance.check.interval.seconds', '300', 'high', { validator: atLeast(1), unit: 'seconds' }),
  long('unclean.leader.election.interval.ms', '300000', 'medium', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  bool('unclean.leader.election.enable', 'false', 'high', { update: 'cluster-wide' }),
  text('replica.selector.class', null, 'medium'),
];

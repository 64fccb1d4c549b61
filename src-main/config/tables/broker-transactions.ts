// Broker keys: transactions and producer ids.
import { atLeast, bool, int, short } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerTransactionsConfigs = (): ConfigDef[] => [
  int('transaction.state.log.min.isr', '2', 'high', { validator: atLeast(1) }),
  int('transaction.state.log.load.buffer.size', '5242880', 'high', { validator: atLeast(1), unit: 'bytes' }),
  short('transaction.state.log.replication.factor', '3', 'high', { validator: atLeast(1) }),
  int('transaction.state.log.num.partitions', '50', 'high', { validator: atLeast(1) }),
  int('transaction.state.log.segment.bytes', '104857600', 'high', { validator: atLeast(1), unit: 'bytes' }),
  bool('transaction.partition.verification.enable', 'true', 'low', { update: 'cluster-wide' }),
  int('producer.id.expiration.ms', '86400000', 'low', {
    validator: atLeast(1),
    update: 'cluster-wide',
    unit: 'ms',
  }),
  int('producer.id.expiration.check.interval.ms', '600000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
    internal: true,
  }),
  int('transactional.id.expiration.ms', '604800000', 'high', { validator: atLeast(1), unit: 'ms' }),
  int('transaction.max.timeout.ms', '900000', 'high', { validator: atLeast(1), unit: 'ms' }),
  int('transaction.abort.timed.out.transaction.cleanup.interval.ms', '10000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
  }),
  int('transaction.remove.expired.transaction.cleanup.interval.ms', '3600000', 'low', {
    validator: atLeast(1),
    unit: 'ms',
  }),
  bool('transaction.two.phase.commit.enable', 'false', 'low'),
  int('add.partitions.to.txn.retry.backoff.max.ms', '100', 'high', { validator: atLeast(0), unit: 'ms' }),
  int('add.partitions.to.txn.retry.backoff.ms', '20', 'high', { validator: atLeast(1), unit: 'ms' }),
];

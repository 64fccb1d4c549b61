// Broker keys: quota windows and replication throttles (QuotaConfig).
import { LONG_MAX, atLeast, className, int, long } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerQuotasConfigs = (): ConfigDef[] => [
  int('quota.window.num', '11', 'low', { validator: atLeast(1) }),
  int('replication.quota.window.num', '11', 'low', { validator: atLeast(1) }),
  int('alter.log.dirs.replication.quota.window.num', '11', 'low', { validator: atLeast(1) }),
  int('controller.quota.window.num', '11', 'low', { validator: atLeast(1) }),
  int('quota.window.size.seconds', '1', 'low', { validator: atLeast(1), unit: 'seconds' }),
  int('replication.quota.window.size.seconds', '1', 'low', { validator: atLeast(1), unit: 'seconds' }),
  int('alter.log.dirs.replication.quota.window.size.seconds', '1', 'low', {
    validator: atLeast(1),
    unit: 'seconds',
  }),
  int('controller.quota.window.size.seconds', '1', 'low', { validator: atLeast(1), unit: 'seconds' }),
  className('client.quota.callback.class', null, 'low'),
  long('leader.replication.throttled.rate', LONG_MAX, 'medium', {
    validator: atLeast(0),
    update: 'cluster-wide',
    unit: 'bytes-per-second',
    dynamicOnly: true,
  }),
  long('follower.replication.throttled.rate', LONG_MAX, 'medium', {
    validator: atLeast(0),
    update: 'cluster-wide',
    unit: 'bytes-per-second',
    dynamicOnly: true,
  }),
  long('replica.alter.log.dirs.io.max.bytes.per.second', LONG_MAX, 'medium', {
    validator: atLeast(0),
    update: 'cluster-wide',
    unit: 'bytes-per-second',
    dynamicOnly: true,
  }),
];

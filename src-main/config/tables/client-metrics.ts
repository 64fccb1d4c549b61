// Client metrics subscriptions (KIP-714).
import { int, list, listOf } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const clientMetricsConfigs = (): ConfigDef[] => [
  list('metrics', '', 'medium', { validator: listOf() }),
  int('interval.ms', '300000', 'medium', { unit: 'ms' }),
  list('match', '', 'medium', { validator: listOf() }),
];

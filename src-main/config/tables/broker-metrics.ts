// Broker keys: metrics and client telemetry.
import { atLeast, int, list, listOf, long, text } from '../define.ts';
import type { ConfigDef } from '../types.ts';

export const brokerMetricsConfigs = (): ConfigDef[] => [
  int('metrics.num.samples', '2', 'low', { validator: atLeast(1) }),
  long('metrics.sample.window.ms', '30000', 'low', { validator: atLeast(1), unit: 'ms' }),
  list('metric.reporters', 'org.apache.kafka.common.metrics.JmxReporter', 'low', {
    validator: listOf(),
    update: 'cluster-wide',
  }),
  text('metrics.recording.level', 'INFO', 'low'),
  list('kafka.metrics.reporters', '', 'low', { validator: listOf() }),
  int('kafka.metrics.polling.interval.secs', '10', 'low', { validator: atLeast(1), unit: 'seconds' }),
  int('telemetry.max.bytes', '1048576', 'low', { validator: atLeast(1), unit: 'bytes' }),
];

export const brokerMetricsDocumentation: Record<string, string> = {
  'metrics.num.samples': 'Samples kept to compute a metric.',
  'metrics.sample.window.ms': 'Time that one sample of a metric covers.',
  'metric.reporters': 'Classes that are told about every metric, for example to publish it through JMX.',
  'metrics.recording.level': 'Which metrics are recorded: INFO, or with more detail DEBUG and TRACE.',
  'kafka.metrics.reporters': 'Classes that report the older set of broker metrics.',
  'kafka.metrics.polling.interval.secs': 'Interval at which the reporters of the older metrics run.',
  'telemetry.max.bytes': 'Largest push of client metrics accepted, as it was compressed by the client.',
};

export const clientMetricsDocumentation: Record<string, string> = {
  metrics:
    'Prefixes of the metric names that matching clients push; * stands for all metrics, an empty list for none.',
  'interval.ms': 'Interval at which matching clients push their metrics, from 100 ms to one hour.',
  match:
    'Which clients the subscription applies to, as parameter=regular expression; all of them must match. Without an entry it applies to every client.',
};

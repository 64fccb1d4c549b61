import { whenLoaded } from '../../lib/when-loaded.tsx';
import type { ChartProps } from './chart.tsx';

export type { ChartProps, ChartSeries } from './chart.tsx';

/** A chart over time; uPlot is loaded when the first one is drawn. */
export const Chart = whenLoaded<ChartProps>(
  async () => (await import('./chart.tsx')).default,
  ({ height }) => <div className="chart" style={{ height }} />,
);

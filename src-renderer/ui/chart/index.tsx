import { Suspense, lazy } from 'react';
import type { ChartProps } from './chart.tsx';

export type { ChartProps, ChartSeries } from './chart.tsx';

const LazyChart = lazy(() => import('./chart.tsx'));

/** A chart over time; uPlot is loaded when the first one is drawn. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<div className="chart" style={{ height: props.height }} />}>
      <LazyChart {...props} />
    </Suspense>
  );
}

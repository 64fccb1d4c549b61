import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import { useMemo, useState } from 'react';
import type { LagSample } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { seriesToken } from '../../../lib/series.ts';
import { Chart, IconButton, Segmented, type ChartSeries } from '../../../ui/index.ts';
import { chartedPartitions, lagColumns } from '../lag-data.ts';
import { useLag } from '../store.ts';

const SPANS = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
} as const;
type Span = keyof typeof SPANS;
type View = 'total' | 'lines' | 'stacked';
const VIEWS: readonly View[] = ['total', 'lines', 'stacked'];
/** As many as there are colours; these have a line in the legend. */
const MOST_COLOURED = 8;
/** Further ones are drawn as a crowd behind them. */
const MOST_DRAWN = 200;

/** Of whose partitions the lag is known now: without any there are no samples, without all no sum. */
export type LagKnowledge = 'none' | 'some' | 'all';

/** The group's lag, live: in total, or by partition as lines or stacked. */
export function LagChart({
  groupId,
  known,
  query,
  setQuery,
  visible,
}: {
  groupId: string;
  known: LagKnowledge;
  query: Readonly<Record<string, string>>;
  setQuery: (change: Record<string, string | undefined>) => void;
  visible: boolean;
}) {
  const span: Span = query.span !== undefined && query.span in SPANS ? (query.span as Span) : '5m';
  const view: View = VIEWS.includes(query.view as View) ? (query.view as View) : 'total';
  const live = useLag(groupId, SPANS[span], visible);
  // A pause holds the picture still; samples go on being gathered behind it.
  const [held, setHeld] = useState<readonly LagSample[] | null>(null);
  const samples = held ?? live;
  const coloured = useMemo(
    () => (view === 'total' ? null : chartedPartitions(samples, MOST_COLOURED)),
    [samples, view],
  );
  const crowd = useMemo(
    () => (view === 'lines' ? chartedPartitions(samples, MOST_DRAWN, new Set(coloured)) : []),
    [samples, view, coloured],
  );
  // Joined, so that the series keep their identity while only numbers change. The crowd is drawn first, behind.
  const names = coloured === null ? undefined : [...crowd, ...coloured].join('\n');
  const series = useMemo(
    (): ChartSeries[] =>
      names === undefined
        ? [{ label: t('column.lag'), color: seriesToken('group', groupId) }]
        : names
            .split('\n')
            .filter(Boolean)
            .map((name, index) =>
              index < crowd.length
                ? { label: name, color: '--series-8', quiet: true }
                : { label: name, color: seriesToken('partition', name) },
            ),
    [names, crowd.length, groupId],
  );
  const data = useMemo(
    () => lagColumns(samples, names === undefined ? null : names.split('\n').filter(Boolean)),
    [samples, names],
  );
  return (
    <section className="lag-chart" aria-label={t('lag.chart')}>
      <div className="row wrap">
        <h2>{t('lag.title')}</h2>
        <span className="muted small" data-testid="lag-unit">
          {known === 'all'
            ? t(samples.length === 0 ? 'lag.waiting' : 'lag.unit')
            : t(known === 'some' ? 'lag.notWhole' : 'lag.notKnown')}
        </span>
        <span className="faint small lag-hint">{t('lag.zoomHint')}</span>
        <span className="grow" />
        <IconButton
          icon={held ? Play : Pause}
          label={t(held ? 'lag.resume' : 'lag.pause')}
          pressed={held !== null}
          onClick={() => setHeld(held ? null : live)}
          data-testid="lag-pause"
        />
        <Segmented
          label={t('lag.view')}
          value={view}
          onChange={(next) => setQuery({ view: next === 'total' ? undefined : next })}
          options={VIEWS.map((one) => ({ value: one, label: t(`lag.view.${one}`) }))}
          testId="lag-view"
        />
        <Segmented
          label={t('lag.span')}
          value={span}
          onChange={(next) => {
            setHeld(null);
            setQuery({ span: next === '5m' ? undefined : next });
          }}
          options={(Object.keys(SPANS) as Span[]).map((one) => ({ value: one, label: t(`lag.span.${one}`) }))}
        />
      </div>
      <div
        data-testid="lag-chart"
        data-samples={samples.length}
        data-series={series.length}
        data-lag={samples.at(-1)?.total ?? ''}
      >
        <Chart
          label={t('lag.label', { group: groupId, lag: formatCount(samples.at(-1)?.total ?? null) })}
          series={series}
          data={data}
          height={190}
          format={formatCount}
          stacked={view === 'stacked'}
        />
      </div>
    </section>
  );
}

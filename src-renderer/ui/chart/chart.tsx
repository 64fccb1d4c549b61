import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDay } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { useThemeVersion, token } from '../../lib/theme.ts';
import { stackColumns } from './stack.ts';

export interface ChartSeries {
  label: string;
  color: `--series-${number}`;
  /** One of a crowd: thin, in no colour of its own, and not in the legend. */
  quiet?: boolean;
}

export interface ChartProps {
  label: string;
  series: readonly ChartSeries[];
  /** First the times in seconds since 1970, then one array per series; null is a gap. */
  data: readonly (readonly (number | null)[])[];
  height: number;
  /** Writes a value for axis and legend, with its unit. */
  format: (value: number) => string;
  /** Each series is drawn on top of those before it; the legend still tells each one's own value. */
  stacked?: boolean;
  testId?: string;
}

const POINT_PX = 6;
/** What is drawn is counted: lines of the grid between two whole numbers would all be labelled as one of them. */
const WHOLE_STEPS = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((one) => one * 10 ** power),
).flat();
/** uPlot takes any other value than an element for none, which its types leave out. */
const NO_POINT = null as unknown as HTMLElement;

/**
 * uPlot in React: one plot per set of series, new data handed over on the next animation frame (many updates between two
 * frames cost one drawing), destroyed on unmount, rebuilt when the theme changes because a canvas knows no tokens.
 */
export default function UplotChart({ label, series, data, height, format, stacked, testId }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const pending = useRef<readonly (readonly (number | null)[])[]>(data);
  const raw = useRef(data);
  const zoomed = useRef(false);
  const theme = useThemeVersion();
  const shape =
    series.map((one) => one.label + (one.quiet ? '' : one.color)).join('|') + (stacked ? '#' : '');
  const formatRef = useRef(format);
  useEffect(() => {
    formatRef.current = format;
  });

  // Before the plot below, which asks each of its series for a value as soon as it is made.
  useEffect(() => {
    raw.current = data;
    pending.current = stacked ? stackColumns(data) : data;
  }, [data, stacked]);

  useEffect(() => {
    const element = host.current!;
    const write = (value: number | null): string =>
      value === null || value === undefined ? '–' : formatRef.current(value);
    const axis: uPlot.Axis = {
      stroke: token('--muted'),
      grid: { stroke: token('--grid'), width: 1 },
      ticks: { stroke: token('--line'), width: 1, size: 4 },
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
    };
    const made = new uPlot(
      {
        width: Math.max(120, element.clientWidth),
        height,
        cursor: {
          // A point of its own layer for each of a crowd is what moving the pointer would cost most.
          points: {
            size: POINT_PX,
            show: (_, column) => (series[column - 1]!.quiet ? NO_POINT : cursorPoint()),
          },
          // A drag zooms into a stretch of time, a double click leaves it again.
          drag: { x: true, y: false, setScale: true },
          bind: {
            dblclick: (_plot, _target, leave) => (event) => {
              zoomed.current = false;
              leave(event);
              return null;
            },
          },
        },
        hooks: { setSelect: [({ select }) => (zoomed.current = select.width > 0 || zoomed.current)] },
        legend: { live: true },
        scales: { x: { time: true }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] } },
        // Without bands each fill would reach down to zero, through those below it.
        bands: stacked
          ? series.slice(1).map((_, index) => ({ series: [index + 2, index + 1] as [number, number] }))
          : [],
        axes: [
          { ...axis, size: 28, space: 84, values: (_, splits) => momentsOf(splits) },
          {
            ...axis,
            size: 64,
            incrs: WHOLE_STEPS,
            values: (_, splits) => splits.map((value) => write(value)),
          },
        ],
        series: [
          { label: t('column.time'), value: (_, at) => (Number.isFinite(at) ? momentOf(at) : '–') },
          ...series.map((one): uPlot.Series => {
            const color = one.quiet ? `${token('--faint')}66` : token(one.color);
            return {
              label: one.label,
              class: one.quiet ? 'quiet' : undefined,
              stroke: color,
              width: one.quiet ? 1 : 1.5,
              fill: stacked ? `${color}55` : undefined,
              points: { show: false },
              // Nobody sees what the legend says of a crowd: nothing is written for it.
              value: one.quiet
                ? () => ''
                : (_, __, column, at) => write(at === null ? null : (raw.current[column]?.[at] ?? null)),
            };
          }),
        ],
      },
      pending.current as uPlot.AlignedData,
      element,
    );
    // uPlot makes a row for each series and fills it with every move; outside the page that moves nothing.
    for (const row of element.querySelectorAll('.u-legend tr.quiet')) row.remove();
    plot.current = made;
    tellNewest(made);
    const observer = new ResizeObserver(() => {
      made.setSize({ width: Math.max(120, element.clientWidth), height });
      // uPlot settles in a microtask where the pointer is now: over none of it, where it was over the wider plot.
      queueMicrotask(() => tellNewest(made));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current = null;
      made.destroy();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `shape` stands for series and stacking: it says when the plot is another
  }, [shape, height, theme]);

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const current = plot.current;
      if (!current) return;
      current.setData(pending.current as uPlot.AlignedData, !zoomed.current);
      if (zoomed.current) current.redraw();
      queueMicrotask(() => tellNewest(current));
    });
    return () => cancelAnimationFrame(frame);
  }, [data, stacked]);

  return (
    <div
      ref={host}
      className="chart"
      role="img"
      aria-label={label}
      data-testid={testId}
      style={{ minHeight: height }}
    />
  );
}

/** Where the pointer's moment meets a series. */
function cursorPoint(): HTMLElement {
  const point = document.createElement('div');
  Object.assign(point.style, {
    width: `${POINT_PX}px`,
    height: `${POINT_PX}px`,
    marginLeft: `${-POINT_PX / 2}px`,
    marginTop: `${-POINT_PX / 2}px`,
  });
  return point;
}

/** While nobody points at a moment the legend tells the newest; a plot made anew or of another size forgets it. */
function tellNewest(plot: uPlot): void {
  const { idx } = plot.cursor;
  const newest = plot.data[0].length - 1;
  if ((idx === null || idx === undefined) && newest >= 0) plot.setLegend({ idx: newest });
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

const HALF_A_DAY_SECONDS = 43_200;

/** Of an axis: with the day where the clock alone would name more than one moment. */
function momentsOf(splits: readonly number[]): string[] {
  const isLong = (splits.at(-1) ?? 0) - (splits[0] ?? 0) > HALF_A_DAY_SECONDS;
  return splits.map((at) => (isLong ? `${formatDay(at * 1000)} ${clock(at).slice(0, 5)}` : clock(at)));
}

function momentOf(seconds: number): string {
  const isToday = new Date().toDateString() === new Date(seconds * 1000).toDateString();
  return isToday ? clock(seconds) : `${formatDay(seconds * 1000)} ${clock(seconds)}`;
}

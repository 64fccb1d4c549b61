/** What `npm run bench:ui` measures, what is aimed at, and the table that is printed of it. */
import { formatTable } from '../support/table.ts';
import { aimAndVerdict, figureAndRange } from './report.ts';
import { median } from './statistics.ts';

interface UiMeasure {
  readonly title: string;
  readonly unit: string;
  /** Of the figure itself. */
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number };
}

export const UI_MEASURES = {
  startWarm: { title: 'process start to interactive, warm', unit: 'ms', aim: { atMost: 1_500 } },
  pageWarm: { title: 'page to interactive, host up, warm', unit: 'ms' },
  bundle: { title: "first screen's JavaScript, gzip", unit: 'KB', aim: { atMost: 400 } },
  bundleTopics: { title: 'the same and the topics screen', unit: 'KB' },
  manyStart: { title: '10,000 topics: page to list filtered, warm', unit: 'ms', aim: { atMost: 2_000 } },
  manyCold: { title: '10,000 topics: the same, nothing in SQLite yet', unit: 'ms' },
  manyDropped: { title: '10,000 topics: frames dropped while scrolling', unit: '%', aim: { atMost: 5 } },
  manyInput: { title: '10,000 topics: key to next frame, p95', unit: 'ms', aim: { atMost: 50 } },
  manyPalette: {
    title: '10,000 topics: key in the palette to next frame, p95',
    unit: 'ms',
    aim: { atMost: 50 },
  },
  idleDropped: { title: 'control: frames dropped, the page idle', unit: '%' },
  scrollDropped: { title: '100,000 rows: frames dropped while scrolling', unit: '%', aim: { atMost: 5 } },
  scrollWork: { title: '100,000 rows: main thread per frame', unit: 'ms', aim: { atMost: 16.7 } },
  tailRate: { title: 'live tail: messages a second', unit: '/s', aim: { atLeast: 9_900 } },
  tailInput: { title: 'live tail: key to next frame, p95', unit: 'ms', aim: { atMost: 50 } },
  tailBusy: { title: 'live tail: main thread busy', unit: '%' },
  tailHeap: { title: "live tail: page's heap after GC, growth", unit: '%', aim: { atMost: 10 } },
  tailHeapSize: { title: "live tail: page's heap after GC, at the end", unit: 'MB' },
  tailRss: { title: 'live tail: RSS of the workbench, growth', unit: '%', aim: { atMost: 10 } },
  tailRssSize: { title: 'live tail: RSS of the workbench, at the end', unit: 'MB' },
  burstInput: {
    title: 'live tail, 2,000 rows at once: key to next frame, p95',
    unit: 'ms',
    aim: { atMost: 50 },
  },
  burstLongest: { title: 'live tail, 2,000 rows at once: the longest', unit: 'ms' },
  filterText: { title: 'filter scan by text', unit: '/s', aim: { atLeast: 200_000 } },
  filterField: { title: 'filter scan by a JSON field', unit: '/s', aim: { atLeast: 200_000 } },
  filterScript: { title: 'filter scan by JavaScript', unit: '/s', aim: { atLeast: 20_000 } },
  filterTextCpu: { title: 'by text, per second of the workbench’s CPU', unit: '/s' },
  filterFieldCpu: { title: 'by a JSON field, the same', unit: '/s' },
  filterScriptCpu: { title: 'by JavaScript, the same', unit: '/s' },
  filterInput: { title: 'while filtering: key to next frame, p95', unit: 'ms', aim: { atMost: 50 } },
  chartDropped: { title: 'lag chart, 200 series: frames dropped', unit: '%', aim: { atMost: 5 } },
  chartRate: { title: 'lag chart, 200 series: frames a second', unit: '/s', aim: { atLeast: 57 } },
  chartWork: { title: 'lag chart, 200 series: main thread per frame', unit: 'ms', aim: { atMost: 16.7 } },
} as const satisfies Record<string, UiMeasure>;
export type UiMeasureName = keyof typeof UI_MEASURES;

/** Samples by measure. */
export class UiMeasurements {
  readonly #samples = new Map<UiMeasureName, number[]>();

  add(measure: UiMeasureName, ...samples: number[]): void {
    this.#samples.set(measure, [...this.samples(measure), ...samples]);
  }

  samples(measure: UiMeasureName): readonly number[] {
    return this.#samples.get(measure) ?? [];
  }
}

/** One row a measure that has samples: the median, the smallest and the largest, the aim, and whether it is met. */
export function formatUiReport(measurements: UiMeasurements): string {
  const rows = (Object.keys(UI_MEASURES) as UiMeasureName[]).flatMap((name) => {
    const samples = measurements.samples(name);
    if (samples.length === 0) return [];
    const { title, unit, aim }: UiMeasure = UI_MEASURES[name];
    const value = median(samples);
    const verdict = aim === undefined ? ['', ''] : aimAndVerdict(aim, value, value);
    return [[title, unit, figureAndRange({}, samples), ...verdict]];
  });
  return formatTable(
    [
      { title: 'measure' },
      { title: 'unit' },
      { title: 'measured', align: 'right' },
      { title: 'aim', align: 'right' },
      { title: '' },
    ],
    rows,
  );
}

/** One JSON object a measure, for whoever compares runs. */
export function formatUiJsonLines(measurements: UiMeasurements): string {
  return (Object.keys(UI_MEASURES) as UiMeasureName[])
    .filter((name) => measurements.samples(name).length > 0)
    .map((measure) =>
      JSON.stringify({ measure, unit: UI_MEASURES[measure].unit, samples: measurements.samples(measure) }),
    )
    .join('\n');
}

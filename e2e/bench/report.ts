import { formatTable } from '../support/table.ts';
import { MEASURES } from './measure.ts';
import type { Aim, MeasureInfo, MeasureName, Measurements } from './measure.ts';
import { median, pairedRatio, percentile, range } from './statistics.ts';

/** Medians side by side, the ratio of the first contestant to the reference, the aim, and whether it is met. */
export function formatReport(
  measurements: Measurements,
  contestants: readonly string[],
  reference: string,
): string {
  const measured = (Object.keys(MEASURES) as MeasureName[]).filter((measure) =>
    measurements.all().some((one) => one.measure === measure),
  );
  const ours = contestants[0]!;
  const rows = measured.map((measure) => {
    const info: MeasureInfo = MEASURES[measure];
    const cells = contestants.map((contestant) =>
      figureAndRange(info, measurements.samples(measure, contestant)),
    );
    const verdict = judge(
      info,
      measurements.samples(measure, ours),
      measurements.samples(measure, reference),
    );
    return [info.title, info.unit, ...cells, ...verdict];
  });
  const right = (title: string) => ({ title, align: 'right' as const });
  return formatTable(
    [
      { title: 'measure' },
      { title: 'unit' },
      ...contestants.map(right),
      right('ratio'),
      right('aim'),
      { title: '' },
    ],
    rows,
  );
}

function summary({ statistic }: Pick<MeasureInfo, 'statistic'>, samples: readonly number[]): number {
  return statistic === 'p99' ? percentile(samples, 0.99) : median(samples);
}

export function figureAndRange(info: Pick<MeasureInfo, 'statistic'>, samples: readonly number[]): string {
  if (samples.length === 0) return '';
  if (samples.length === 1) return figure(samples[0]!);
  const [min, max] = range(samples);
  return `${figure(summary(info, samples))} (${figure(min)}–${figure(max)})`;
}

function judge(
  info: MeasureInfo,
  ours: readonly number[],
  theirs: readonly number[],
): [string, string, string] {
  if (ours.length === 0) return ['', '', ''];
  const ratio = theirs.length === 0 ? undefined : ratioOf(info, ours, theirs);
  const ratioText = ratio === undefined ? '' : figure(ratio);
  if (info.aim === undefined) return [ratioText, '', ''];
  return [ratioText, ...aimAndVerdict(info.aim, summary(info, ours), ratio)];
}

function ratioOf(info: MeasureInfo, ours: readonly number[], theirs: readonly number[]): number {
  if (info.statistic === 'p99') return summary(info, ours) / summary(info, theirs);
  return pairedRatio(ours, theirs);
}

/** The aim and whether it is met. Undefined: it is a ratio, and there is nothing to compare with. */
export function aimAndVerdict(aim: Aim, ours: number, ratio: number | undefined): [string, string] {
  const met = isMet(aim, ours, ratio);
  return [aimText(aim), met === undefined ? '' : met ? 'met' : 'NOT MET'];
}

function isMet(aim: Aim, ours: number, ratio: number | undefined): boolean | undefined {
  if ('below' in aim) return ours < aim.below;
  if (ratio === undefined) return undefined;
  return 'atMost' in aim ? ratio <= aim.atMost : ratio >= aim.atLeast;
}

function aimText(aim: Aim): string {
  if ('below' in aim) return `< ${aim.below}`;
  return 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
}

/** Three figures are what these measures are good for. */
export function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}

/** One JSON object per measure and contestant, for whoever compares runs. */
export function formatJsonLines(measurements: Measurements): string {
  return measurements
    .all()
    .map(({ measure, contestant, samples }) => {
      const { unit } = MEASURES[measure];
      return JSON.stringify({ measure, contestant, unit, median: median(samples), samples });
    })
    .join('\n');
}

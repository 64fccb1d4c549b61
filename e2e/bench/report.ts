import { formatTable } from '../support/table.ts';
import { MEASURES } from './measure.ts';
import type { MeasureInfo, MeasureName, Measurements } from './measure.ts';
import { median, pairedRatio, range } from './statistics.ts';

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
    const cells = contestants.map((contestant) => medianAndRange(measurements.samples(measure, contestant)));
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

function medianAndRange(samples: readonly number[]): string {
  if (samples.length === 0) return '';
  if (samples.length === 1) return figure(samples[0]!);
  const [min, max] = range(samples);
  return `${figure(median(samples))} (${figure(min)}–${figure(max)})`;
}

function judge(
  info: MeasureInfo,
  ours: readonly number[],
  theirs: readonly number[],
): [string, string, string] {
  if (ours.length === 0 || theirs.length === 0) return ['', '', ''];
  const ratio = pairedRatio(ours, theirs);
  if (info.aim === undefined) return [ratio.toFixed(2), '', ''];
  const [text, met] =
    'atMost' in info.aim
      ? [`≤ ${info.aim.atMost}`, ratio <= info.aim.atMost]
      : [`≥ ${info.aim.atLeast}`, ratio >= info.aim.atLeast];
  return [ratio.toFixed(2), text, met ? 'met' : 'NOT MET'];
}

/** Three figures are what these measures are good for. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
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

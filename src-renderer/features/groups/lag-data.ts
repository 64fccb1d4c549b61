/** Lag samples to chart columns; pure. */
import type { LagSample } from '../../../src-main/contract/index.ts';

/** What is told after a reconnection may end a little before what was told last; by more, the clock was set back. */
const SET_BACK_MS = 30_000;

/**
 * Adds new samples and drops those older than the span; samples that come again (after a reconnection) count once. Where
 * the clock was set back, what it said since then is of no time that was.
 */
export function mergeSamples(
  before: readonly LagSample[],
  news: readonly LagSample[],
  spanMs: number,
): readonly LagSample[] {
  const newsMs = news.at(-1)?.atMs ?? 0;
  const setBack = newsMs > 0 && (before.at(-1)?.atMs ?? 0) > newsMs + SET_BACK_MS;
  const kept = setBack ? before.filter((sample) => sample.atMs < newsMs) : before;
  const newest = Math.max(kept.at(-1)?.atMs ?? 0, newsMs);
  const byTime = new Map<number, LagSample>();
  for (const sample of kept) byTime.set(sample.atMs, sample);
  for (const sample of news) byTime.set(sample.atMs, sample);
  return [...byTime.values()]
    .filter((sample) => sample.atMs >= newest - spanMs)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/**
 * Names of the `most` most lagging partitions of the samples, `others` not counted, in their own order so that the
 * drawing stands still.
 */
export function chartedPartitions(
  samples: readonly LagSample[],
  most: number,
  others: ReadonlySet<string> = new Set(),
): string[] {
  const peaks = new Map<string, number>();
  for (const { partitions } of samples) {
    for (const name in partitions) {
      if (others.has(name)) continue;
      const lag = partitions[name]!;
      const peak = peaks.get(name);
      if (peak === undefined || lag > peak) peaks.set(name, lag);
    }
  }
  const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  return [...peaks]
    .toSorted(([a, x], [b, y]) => y - x || inOrder(a, b))
    .slice(0, most)
    .map(([name]) => name)
    .toSorted(inOrder);
}

/**
 * Columns for the chart: seconds, then the total, or one per partition. A partition without a sample is a gap, and so is
 * a pause between samples that is longer than five seconds and than three of the usual steps: the past is thinned.
 */
export function lagColumns(
  samples: readonly LagSample[],
  partitions: readonly string[] | null,
): (number | null)[][] {
  const names = partitions ?? [''];
  const columns: (number | null)[][] = [[], ...names.map(() => [])];
  const longest = Math.max(5000, 3 * usualStep(samples));
  let before: number | null = null;
  for (const sample of samples) {
    if (before !== null && sample.atMs - before > longest) {
      columns[0]!.push((before + 1) / 1000);
      for (let index = 0; index < names.length; index += 1) columns[index + 1]!.push(null);
    }
    before = sample.atMs;
    columns[0]!.push(sample.atMs / 1000);
    names.forEach((name, index) => {
      columns[index + 1]!.push(partitions ? (sample.partitions[name] ?? null) : sample.total);
    });
  }
  return columns;
}

/**
 * What most steps of the older half are no longer than: the newest samples come closer together than what was saved, and
 * of a thinned stretch its lowest and its highest may stand beside each other.
 */
function usualStep(samples: readonly LagSample[]): number {
  const older = samples.slice(0, Math.ceil(samples.length / 2));
  const steps = older.slice(1).map((sample, index) => sample.atMs - older[index]!.atMs);
  return steps.toSorted((a, b) => a - b)[Math.floor((3 * steps.length) / 4)] ?? 0;
}

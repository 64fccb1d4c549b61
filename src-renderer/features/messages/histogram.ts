/** How the records read lie in time; pure. */

export interface TimeRange {
  fromMs: number;
  /** Included. */
  toMs: number;
}

export interface Histogram extends TimeRange {
  counts: readonly number[];
  peak: number;
}

/** Counts of records in equal slices of the time they span; null where there is no span to draw. */
export function histogramOf(timestampsMs: readonly number[], slices: number): Histogram | null {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const at of timestampsMs) {
    if (at < fromMs) fromMs = at;
    if (at > toMs) toMs = at;
  }
  if (!(toMs > fromMs)) return null;
  const counts = Array.from({ length: slices }, () => 0);
  for (const at of timestampsMs) counts[sliceOf(at, { fromMs, toMs }, slices)]! += 1;
  return { fromMs, toMs, counts, peak: Math.max(...counts) };
}

function sliceOf(atMs: number, { fromMs, toMs }: TimeRange, slices: number): number {
  return Math.min(slices - 1, Math.floor(((atMs - fromMs) / (toMs - fromMs)) * slices));
}

/** The time under two positions, each a share (0 to 1) of the width, in either order. */
export function rangeBetween({ fromMs, toMs }: TimeRange, a: number, b: number): TimeRange {
  const at = (share: number): number => fromMs + Math.min(1, Math.max(0, share)) * (toMs - fromMs);
  return { fromMs: Math.floor(at(Math.min(a, b))), toMs: Math.ceil(at(Math.max(a, b))) };
}

/** The rows inside a range; all without one. */
export function rowsWithin<R extends { timestampMs: number }>(
  rows: readonly R[],
  range: TimeRange | null,
): readonly R[] {
  if (!range) return rows;
  return rows.filter((row) => row.timestampMs >= range.fromMs && row.timestampMs <= range.toMs);
}

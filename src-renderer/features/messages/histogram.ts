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

/** Which slice a moment is in. */
export function sliceOf(atMs: number, { fromMs, toMs }: TimeRange, slices: number): number {
  return Math.min(slices - 1, Math.floor(((atMs - fromMs) / (toMs - fromMs)) * slices));
}

/** The time under two positions, each a share (0 to 1) of the width, in either order. */
export function rangeBetween({ fromMs, toMs }: TimeRange, a: number, b: number): TimeRange {
  const at = (share: number): number => fromMs + Math.min(1, Math.max(0, share)) * (toMs - fromMs);
  return { fromMs: Math.floor(at(Math.min(a, b))), toMs: Math.ceil(at(Math.max(a, b))) };
}

/** The milliseconds of the slices from one to another, in either order: what is in the slices is in the range, and nothing else. */
export function rangeOfSlices({ fromMs, toMs, counts }: Histogram, one: number, other: number): TimeRange {
  const last = Math.max(one, other);
  const beginOf = (slice: number): number => {
    // Computed once, a boundary may be a fraction off: the slice itself has the last word.
    let ms = Math.floor(fromMs + (slice / counts.length) * (toMs - fromMs)) - 1;
    while (sliceOf(ms, { fromMs, toMs }, counts.length) < slice) ms += 1;
    return ms;
  };
  return {
    fromMs: beginOf(Math.min(one, other)),
    toMs: last === counts.length - 1 ? toMs : beginOf(last + 1) - 1,
  };
}

/** From a slice so many with records on, at most to the outermost; from no slice on, that one. */
export function stepSlice({ counts }: Histogram, slice: number | null, by: number): number {
  const filled = counts.flatMap((count, index) => (count > 0 ? [index] : []));
  const outermost = by > 0 ? filled.at(-1)! : filled[0]!;
  if (!Number.isFinite(by)) return outermost;
  if (slice === null) return by > 0 ? filled[0]! : filled.at(-1)!;
  const ahead =
    by > 0 ? filled.filter((one) => one > slice) : filled.filter((one) => one < slice).toReversed();
  return ahead[Math.abs(by) - 1] ?? outermost;
}

/** How many records are in the slices from one to another, in either order. */
export function countBetween({ counts }: Histogram, one: number, other: number): number {
  return counts.slice(Math.min(one, other), Math.max(one, other) + 1).reduce((sum, count) => sum + count, 0);
}

/** The rows inside a range; all without one. */
export function rowsWithin<R extends { timestampMs: number }>(
  rows: readonly R[],
  range: TimeRange | null,
): readonly R[] {
  if (!range) return rows;
  return rows.filter((row) => row.timestampMs >= range.fromMs && row.timestampMs <= range.toMs);
}

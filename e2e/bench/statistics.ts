/** Figures over samples of one measure. All throw on an empty list: a measure without a sample is a mistake, not a zero. */

export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new Error('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest sample that at least `share` (0 to 1) of all samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

/** The smallest and the largest sample. */
export function range(samples: readonly number[]): [min: number, max: number] {
  if (samples.length === 0) throw new Error('no samples');
  return [Math.min(...samples), Math.max(...samples)];
}

/**
 * The ratio of two contestants that were measured in turn: the median of the ratios round by round, so that a machine
 * that is slow for a while slows both sides of the same ratio. Lists of different lengths compare by their medians.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return median(ours) / median(theirs);
  return median(ours.map((value, i) => value / theirs[i]!));
}

/**
 * At most `most` of samples in the order of time, and always the newest: of every stretch the lowest and the highest, so
 * that a chart of a week has the peak of a minute. `null` is neither, and stays where a stretch has nothing else.
 */
export function thinSamples<S extends { readonly total: number | null }>(
  samples: readonly S[],
  most: number,
): readonly S[] {
  if (samples.length <= most) return samples;
  const perStretch = Math.ceil((samples.length - 1) / Math.max(1, Math.floor((most - 1) / 2)));
  const kept: S[] = [];
  for (let from = 0; from < samples.length - 1; from += perStretch) {
    let low = from;
    let high = from;
    for (let at = from + 1; at < Math.min(from + perStretch, samples.length - 1); at++) {
      const total = samples[at].total;
      if (total === null) continue;
      if (total < (samples[low].total ?? Infinity)) low = at;
      if (total > (samples[high].total ?? -Infinity)) high = at;
    }
    kept.push(samples[Math.min(low, high)]);
    if (low !== high) kept.push(samples[Math.max(low, high)]);
  }
  kept.push(samples.at(-1)!);
  return kept;
}

import type { Acknowledgement } from './load-events.ts';

/**
 * How long a partition went without an acknowledgement, at worst: the longest of its gaps that reach into the time from
 * `fromMs` to `toMs`, over all `partitions`. Gaps are counted from one acknowledgement to the next, or to `toMs`.
 */
export function longestGapMs(
  acknowledgements: readonly Acknowledgement[],
  { partitions, fromMs, toMs }: { partitions: number; fromMs: number; toMs: number },
): number {
  const last = new Float64Array(partitions).fill(-1);
  let longest = 0;
  const gap = (partition: number, untilMs: number) => {
    const sinceMs = last[partition]!;
    if (sinceMs >= 0 && untilMs > fromMs) longest = Math.max(longest, untilMs - sinceMs);
  };
  for (const { partition, timeMs } of acknowledgements) {
    if (timeMs > toMs) break;
    gap(partition, timeMs);
    last[partition] = timeMs;
  }
  for (let partition = 0; partition < partitions; partition++) gap(partition, toMs);
  return longest;
}

/** Acknowledgements are looked through from the newest: whether one since `sinceMs` is for a record sent since then. */
export function wentOnSince(
  acknowledgements: readonly Acknowledgement[],
  sinceMs: number,
): Acknowledgement | undefined {
  let earliest: Acknowledgement | undefined;
  for (let index = acknowledgements.length - 1; index >= 0; index--) {
    const acknowledgement = acknowledgements[index]!;
    if (acknowledgement.timeMs < sinceMs) break;
    if (acknowledgement.sentMs > sinceMs) earliest = acknowledgement;
  }
  return earliest;
}

/** Partitions that have had a record acknowledged that was sent since `sinceMs`. */
export function partitionsSince(acknowledgements: readonly Acknowledgement[], sinceMs: number): Set<number> {
  const partitions = new Set<number>();
  for (let index = acknowledgements.length - 1; index >= 0; index--) {
    const { timeMs, sentMs, partition } = acknowledgements[index]!;
    if (timeMs < sinceMs) break;
    if (sentMs > sinceMs) partitions.add(partition);
  }
  return partitions;
}

// Times in which nothing came through that had been flowing before. Pure.
import { TRAFFIC_INTERVAL_MS, type TrafficSample } from '../../../src-main/contract/index.ts';

export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  /** It has not ended yet. */
  readonly open: boolean;
}

/** Shorter silences are the rhythm of batches and polls. */
const SHORTEST_MS = 700;
/** A flow that always pauses is not interrupted by a pause of its kind. */
const TIMES_USUAL = 4;
/** A silence this long is not a fault any more: somebody stopped. */
const LONGEST_MS = 120_000;
/** How many of the silences before it say what is usual. */
const REMEMBERED = 12;

/**
 * @param samples ascending; intervals without traffic may be missing
 * @param nowMs where a gap that goes on is drawn to
 */
export function gapsOf(samples: readonly TrafficSample[], what: 'acked' | 'delivered', nowMs: number): Gap[] {
  const gaps: Gap[] = [];
  const usual: number[] = [];
  let lastMs: number | null = null;
  let seen = 0;
  const note = (fromMs: number, toMs: number, open: boolean): void => {
    const silenceMs = toMs - fromMs;
    const typicalMs = usual.length === 0 ? 0 : Math.max(...usual);
    // The first moments of a flow say nothing about what is usual.
    const isGap = seen >= 3 && silenceMs >= Math.max(SHORTEST_MS, typicalMs * TIMES_USUAL);
    if (isGap && silenceMs <= LONGEST_MS) gaps.push({ fromMs, toMs, open });
    if (open || isGap) return;
    usual.push(silenceMs);
    if (usual.length > REMEMBERED) usual.shift();
  };
  for (const sample of samples) {
    if (sample[what] === 0) continue;
    if (lastMs !== null && sample.atMs > lastMs) note(lastMs, sample.atMs, false);
    lastMs = sample.atMs + TRAFFIC_INTERVAL_MS;
    seen++;
  }
  // The newest intervals are still on their way.
  if (lastMs !== null && nowMs - 2 * TRAFFIC_INTERVAL_MS > lastMs) note(lastMs, nowMs, true);
  return gaps;
}

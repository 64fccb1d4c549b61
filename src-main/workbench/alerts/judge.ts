// Whether a lag that is looked at again and again is worth a word. Pure.
import type { AlertRule } from '../../contract/index.ts';

/** Below this share of the threshold an alert may end: one that hovers around the threshold does not come and go. */
export const CLEAR_SHARE = 0.8;
const CLEAR_AFTER_MS = { least: 2_000, most: 60_000 };

export type Judged =
  | { readonly kind: 'pending'; readonly sinceMs: number; readonly lookedMs: number }
  | {
      readonly kind: 'firing';
      readonly sinceMs: number;
      readonly peak: number;
      /** Since when it is low enough to end; null: it is not. */
      readonly lowSinceMs: number | null;
      readonly lookedMs: number;
    };

export interface Verdict {
  /** Undefined: all is well. */
  readonly judged: Judged | undefined;
  readonly event: 'fired' | 'cleared' | null;
}

/** Null, a lag that is not known, neither fires nor clears, and the time of it does not count. */
export function judge(
  before: Judged | undefined,
  value: number | null,
  { threshold, forMs }: Pick<AlertRule, 'threshold' | 'forMs'>,
  nowMs: number,
): Verdict {
  if (value === null) return { judged: before && waited(before, nowMs), event: null };
  if (before?.kind === 'firing') return whileFiring(before, value, { threshold, forMs }, nowMs);
  if (value < threshold) return { judged: undefined, event: null };
  const sinceMs = before?.sinceMs ?? nowMs;
  if (nowMs - sinceMs < forMs) return { judged: { kind: 'pending', sinceMs, lookedMs: nowMs }, event: null };
  const judged = { kind: 'firing', sinceMs: nowMs, peak: value, lowSinceMs: null, lookedMs: nowMs } as const;
  return { judged, event: 'fired' };
}

function whileFiring(
  before: Extract<Judged, { kind: 'firing' }>,
  value: number,
  { threshold, forMs }: Pick<AlertRule, 'threshold' | 'forMs'>,
  nowMs: number,
): Verdict {
  const peak = Math.max(before.peak, value);
  if (value > threshold * CLEAR_SHARE)
    return { judged: { ...before, peak, lowSinceMs: null, lookedMs: nowMs }, event: null };
  const lowSinceMs = before.lowSinceMs ?? nowMs;
  const clearAfterMs = Math.min(CLEAR_AFTER_MS.most, Math.max(CLEAR_AFTER_MS.least, forMs));
  if (nowMs - lowSinceMs >= clearAfterMs) return { judged: undefined, event: 'cleared' };
  return { judged: { ...before, peak, lowSinceMs, lookedMs: nowMs }, event: null };
}

/** As if no time had passed. */
function waited(before: Judged, nowMs: number): Judged {
  const lostMs = nowMs - before.lookedMs;
  if (before.kind === 'pending') return { ...before, sinceMs: before.sinceMs + lostMs, lookedMs: nowMs };
  const lowSinceMs = before.lowSinceMs === null ? null : before.lowSinceMs + lostMs;
  return { ...before, lowSinceMs, lookedMs: nowMs };
}

/** Whether a name fits a pattern in which `*` stands for any characters. */
export function matchesPattern(pattern: string): (name: string) => boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name);
}

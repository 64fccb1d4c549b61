import type { HistoryFacts } from './facts-of-history.ts';

/** What a run did, beside what was wrong with it. */
export interface HistoryReport {
  readonly operations: Readonly<Record<'ok' | 'fail' | 'info', number>>;
  readonly sent: Readonly<Record<'ok' | 'fail' | 'info', number>>;
  /** Acknowledged records. */
  readonly acknowledged: number;
  /** How often records were read: count of reads → records. */
  readonly consumeCounts: Readonly<Record<number, number>>;
  /** From the acknowledgement to the first ok poll that saw it; milliseconds. */
  readonly realtimeLagMs: { readonly median: number; readonly most: number };
  /** Acknowledged records that nobody had seen yet, at ten moments of the run. */
  readonly unseenCurve: readonly { readonly timeMs: number; readonly unseen: number }[];
}

const CURVE_POINTS = 10;

export function reportOf({ operations, orders }: HistoryFacts): HistoryReport {
  const byType = { ok: 0, fail: 0, info: 0 };
  const sent = { ok: 0, fail: 0, info: 0 };
  const seenMs = new Map<string, Map<number, number>>();
  const reads = new Map<string, Map<number, number>>();
  for (const key of orders.keys()) {
    seenMs.set(key, new Map());
    reads.set(key, new Map());
  }
  let endMs = 0;
  for (const { entry } of operations) {
    const type = entry.type as 'ok' | 'fail' | 'info';
    byType[type]++;
    endMs = Math.max(endMs, entry.timeMs);
    for (const step of entry.steps) {
      if (step.f === 'send') sent[type]++;
      else if (type === 'ok') {
        const first = seenMs.get(step.key)!;
        const counts = reads.get(step.key)!;
        for (let index = 0; index < step.values.length; index++) {
          const value = step.values[index];
          if (!first.has(value)) first.set(value, entry.timeMs);
          counts.set(value, (counts.get(value) ?? 0) + 1);
        }
      }
    }
  }
  const consumeCounts: Record<number, number> = {};
  for (const counts of reads.values())
    for (const count of counts.values()) consumeCounts[count] = (consumeCounts[count] ?? 0) + 1;

  const lags: number[] = [];
  const ackedMs: number[] = [];
  const firstSeenMs: number[] = [];
  for (const { entry } of operations) {
    if (entry.type !== 'ok') continue;
    for (const step of entry.steps) {
      if (step.f !== 'send') continue;
      ackedMs.push(entry.timeMs);
      const firstMs = seenMs.get(step.key)!.get(step.value);
      if (firstMs === undefined) continue;
      lags.push(Math.max(0, firstMs - entry.timeMs));
      firstSeenMs.push(Math.max(firstMs, entry.timeMs));
    }
  }
  lags.sort((a, b) => a - b);
  return {
    operations: byType,
    sent,
    acknowledged: ackedMs.length,
    consumeCounts,
    realtimeLagMs: { median: lags[lags.length >> 1] ?? 0, most: lags.at(-1) ?? 0 },
    unseenCurve: curve(ackedMs, firstSeenMs, endMs),
  };
}

function curve(ackedMs: number[], seenMs: number[], endMs: number): { timeMs: number; unseen: number }[] {
  const upTo = (times: number[], timeMs: number) =>
    times.reduce((sum, at) => sum + (at <= timeMs ? 1 : 0), 0);
  return Array.from({ length: CURVE_POINTS }, (_, index) => {
    const timeMs = (endMs * (index + 1)) / CURVE_POINTS;
    return { timeMs, unseen: upTo(ackedMs, timeMs) - upTo(seenMs, timeMs) };
  });
}

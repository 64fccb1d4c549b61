import type { SeedResult } from './run.ts';

/** What crosses from a worker to the one who counts. */
export type SeedSummary = Omit<SeedResult, 'verdict' | 'options' | 'history'> & { readonly nodes: number };

export function summaryOf({
  verdict: _verdict,
  history: _history,
  options,
  ...rest
}: SeedResult): SeedSummary {
  return { ...rest, nodes: options.nodes };
}

export interface Totals {
  seeds: number;
  failed: number[];
  simulatedMs: number;
  operations: number;
  acknowledged: number;
  faults: number;
  events: number;
  /** Over all seeds; each should have at least 20 and 2,000. */
  fewestFaults: number;
  fewestOperations: number;
}

export function noTotals(): Totals {
  return {
    seeds: 0,
    failed: [],
    simulatedMs: 0,
    operations: 0,
    acknowledged: 0,
    faults: 0,
    events: 0,
    fewestFaults: Infinity,
    fewestOperations: Infinity,
  };
}

export function count(totals: Totals, result: SeedSummary): void {
  totals.seeds++;
  if (result.violations.length > 0) totals.failed.push(result.seed);
  totals.simulatedMs += result.simulatedMs;
  totals.operations += result.operations;
  totals.acknowledged += result.acknowledged;
  totals.faults += result.faults;
  totals.events += result.events;
  totals.fewestFaults = Math.min(totals.fewestFaults, result.faults);
  totals.fewestOperations = Math.min(totals.fewestOperations, result.operations);
}

/** One line of JSON, for scripts. */
export function summaryLine(totals: Totals, elapsedMs: number): string {
  const { simulatedMs, events, ...rest } = totals;
  return JSON.stringify({
    ...rest,
    simulatedMinutes: Math.round(simulatedMs / 60_000),
    events,
    eventsPerSecond: Math.round(events / (elapsedMs / 1000)),
    elapsedSeconds: Math.round(elapsedMs / 1000),
  });
}

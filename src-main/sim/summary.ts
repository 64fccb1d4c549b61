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

/** One line about a seed. */
export function lineOf(result: SeedSummary): string {
  const { seed, nodes, violations, traceHash, simulatedMs, operations, acknowledged, faults, events } =
    result;
  const verdict = violations.length === 0 ? 'ok  ' : 'FAIL';
  const seconds = (simulatedMs / 1000).toFixed(0);
  return `${verdict} seed ${seed} · ${nodes} nodes · ${seconds} s · ${operations} operations, ${acknowledged} acknowledged · ${faults} faults · ${events} events · ${traceHash}`;
}

/** What a sweep adds up. */
export class Totals {
  seeds = 0;
  readonly failed: SeedSummary[] = [];
  simulatedMs = 0;
  operations = 0;
  acknowledged = 0;
  faults = 0;
  events = 0;
  readonly faultsByKind = new Map<string, number>();
  /** Of any seed that passed. */
  fewestFaults = Infinity;
  fewestOperations = Infinity;
  /** Seeds by number of nodes. */
  readonly byNodes = new Map<number, number>();

  count(result: SeedSummary): void {
    this.seeds++;
    this.simulatedMs += result.simulatedMs;
    this.operations += result.operations;
    this.acknowledged += result.acknowledged;
    this.faults += result.faults;
    for (const [kind, count] of Object.entries(result.faultCounts))
      this.faultsByKind.set(kind, (this.faultsByKind.get(kind) ?? 0) + count);
    this.events += result.events;
    this.byNodes.set(result.nodes, (this.byNodes.get(result.nodes) ?? 0) + 1);
    if (result.violations.length > 0) {
      this.failed.push(result);
      return;
    }
    this.fewestFaults = Math.min(this.fewestFaults, result.faults);
    this.fewestOperations = Math.min(this.fewestOperations, result.operations);
  }

  /** For people: a few lines. */
  text(elapsedMs: number): string {
    const whole = (value: number) => Math.round(value).toLocaleString('en-US');
    const kinds = [...this.faultsByKind].sort(([, a], [, b]) => b - a);
    const nodes = [...this.byNodes].sort(([a], [b]) => a - b).map(([count, seeds]) => `${seeds} × ${count}`);
    return [
      `seeds            ${this.seeds} (${nodes.join(', ')} nodes) in ${whole(elapsedMs / 1000)} s`,
      `simulated time   ${(this.simulatedMs / 3_600_000).toFixed(2)} h`,
      `operations       ${whole(this.operations)}, ${whole(this.acknowledged)} records acknowledged; at least ${whole(this.fewestOperations)} a seed`,
      `faults           ${whole(this.faults)}; at least ${whole(this.fewestFaults)} a seed`,
      `                 ${kinds.map(([kind, count]) => `${whole(count)} × ${kind}`).join(', ')}`,
      `events           ${whole(this.events)}, ${whole(this.events / (elapsedMs / 1000))} a second`,
    ].join('\n');
  }
}

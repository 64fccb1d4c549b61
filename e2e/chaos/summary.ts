import type { FaultKind, Role } from './plan.ts';
import type { Judgement } from './verdict.ts';

export interface FaultReport {
  readonly kind: FaultKind;
  readonly role: Role;
  readonly node: number;
  /** Since the start of the run. */
  readonly beganMs: number;
  /** Until it was done: a killed process gone, a stopped node down. */
  readonly begunMs: number;
  readonly heldMs: number;
  /** From its beginning to the first acknowledgement of what was sent since. Null: none; undefined: none was due. */
  readonly progressMs: number | null | undefined;
  /** From its end until everybody was in sync again and every partition acknowledged. Null: not in time. */
  readonly recoveredMs: number | null;
  /** The longest time in which some partition acknowledged nothing to anybody. */
  readonly unavailableMs: number;
}

export interface RunReport {
  readonly seed: number;
  readonly tookMs: number;
  readonly faults: readonly FaultReport[];
  readonly judgement: Judgement;
  /** What clients said beside the history, and what they did not do. */
  readonly notes: readonly string[];
  readonly clients: readonly string[];
}

/** The last line of a run. Times in milliseconds. */
export function summarize({
  seed,
  tookMs,
  faults,
  judgement,
  clients,
  ...report
}: RunReport): Record<string, unknown> {
  const byKind: Record<string, { count: number; unavailableMs: number; recoveryMs: number }> = {};
  for (const { kind, unavailableMs, recoveredMs } of faults) {
    const of = (byKind[kind] ??= { count: 0, unavailableMs: 0, recoveryMs: 0 });
    of.count++;
    of.unavailableMs = Math.max(of.unavailableMs, Math.round(unavailableMs));
    of.recoveryMs = Math.max(of.recoveryMs, Math.round(recoveredMs ?? Infinity));
  }
  const { lost, duplicated, reordered, other, acknowledged, sent } = judgement;
  const recoveries = faults.flatMap(({ recoveredMs }) => recoveredMs ?? []);
  return {
    passed: failures({ seed, tookMs, faults, judgement, clients, ...report }).length === 0,
    seed,
    seconds: Math.round(tookMs / 1000),
    records: sent.ok + sent.info + sent.fail,
    acks: acknowledged,
    unknown: sent.info,
    faults: faults.length,
    lost,
    duplicated,
    reordered,
    other,
    withoutProgress: faults.filter(({ progressMs }) => progressMs === null).length,
    unavailableMs: spread(faults.map(({ unavailableMs }) => unavailableMs)),
    progressMs: spread(faults.flatMap(({ progressMs }) => progressMs ?? [])),
    recoveryMs: spread(recoveries),
    byKind,
    clients,
  };
}

/** What keeps the run from having passed, in sentences. */
export function failures({ faults, judgement, notes }: RunReport): string[] {
  const { lost, duplicated, reordered, other, acknowledged, findings } = judgement;
  const counts = { lost, duplicated, reordered, 'otherwise wrong': other };
  return [
    ...Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : [])),
    ...findings
      .filter(({ severity }) => severity === 'fatal')
      .map(({ check, detail }) => `${check}: ${detail}`),
    ...(acknowledged === 0 ? ['nothing was acknowledged'] : []),
    ...faults.flatMap((fault) => {
      const what = `${fault.kind} of the ${fault.role}, node ${fault.node}, at ${Math.round(fault.beganMs)} ms`;
      return [
        ...(fault.progressMs === null ? [`no progress during ${what}`] : []),
        ...(fault.recoveredMs === null ? [`no recovery from ${what}`] : []),
      ];
    }),
    ...notes.filter((note) => / (ended by itself|did not finish|is at \d+ of) /.test(note)),
  ];
}

function spread(samples: readonly number[]): { p50: number; p90: number; max: number } | null {
  if (samples.length === 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1]!);
  return { p50: at(0.5), p90: at(0.9), max: at(1) };
}

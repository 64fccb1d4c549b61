import { Findings, auditFacts, checkHistory, compareReplicas } from '../../src-main/sim/checker/index.ts';
import type { AuditedFact, CheckName, Finding, HistoryEntry } from '../../src-main/sim/checker/index.ts';
import { DAMAGED_VALUE, decodeRecord, valueOf } from './record.ts';
import { forEachRecord } from './segments.ts';
import type { SegmentedLog } from './segments.ts';

/** All replicas of one partition, read below the high watermark after the cluster had stopped. */
export interface PartitionReplicas {
  readonly key: string;
  readonly highWatermark: number;
  readonly replicas: readonly SegmentedLog[];
}

export interface FinalRead {
  readonly key: string;
  readonly offsets: Float64Array;
  readonly values: Float64Array;
}

export interface Evidence {
  readonly partitions: readonly PartitionReplicas[];
  readonly facts: readonly AuditedFact[];
  /** The history with these reads behind it. */
  history(finalReads: readonly FinalRead[]): readonly HistoryEntry[];
  /** Processes of each consumer group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

export interface Judgement {
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** Fatal findings of any other kind. */
  readonly other: number;
  readonly acknowledged: number;
  readonly sent: Readonly<Record<'ok' | 'fail' | 'info', number>>;
  readonly findings: readonly Finding[];
}

/** Everything has been read at the end, so that each `lost-write` is `unseen`, too. */
const LOST: readonly CheckName[] = ['unseen'];
const DUPLICATED: readonly CheckName[] = ['duplicate'];
const REORDERED: readonly CheckName[] = ['nonmonotonic-send', 'int-nonmonotonic-send'];
/** What Kafka allows: several producers write to a partition, and groups read again after they changed hands. */
const ALLOWED: ReadonlySet<CheckName> = new Set(['int-send-skip', 'poll-skip', 'nonmonotonic-poll']);

/** Tells what a run has shown. Pure. */
export function judge({ partitions, facts, history, groups }: Evidence): Judgement {
  const findings = new Findings();
  const finalReads = partitions.map((partition) => compareAndRead(partition, findings));
  const whole = history(finalReads);
  checkGroups(whole, groups, finalReads, findings);
  auditFacts(facts, findings);
  const verdict = checkHistory(whole);
  const counts = [verdict.counts, findings.counts];
  const count = (names: readonly CheckName[]) =>
    names.reduce((sum, name) => sum + counts.reduce((of, it) => of + (it[name] ?? 0), 0), 0);
  const all = [...findings.list, ...verdict.findings].filter(
    ({ check, severity }) => severity === 'fatal' || !ALLOWED.has(check),
  );
  const [lost, duplicated, reordered] = [count(LOST), count(DUPLICATED), count(REORDERED)];
  const known = new Set<CheckName>([...LOST, 'lost-write', ...DUPLICATED, ...REORDERED]);
  const fatal = new Set(all.filter(({ severity }) => severity === 'fatal').map(({ check }) => check));
  return {
    lost,
    duplicated,
    reordered,
    other: count([...fatal].filter((check) => !known.has(check))),
    acknowledged: verdict.report.acknowledged,
    sent: verdict.report.sent,
    findings: all,
  };
}

/** Replicas must be the same to the byte; the first is then what everybody would read. */
function compareAndRead({ key, highWatermark, replicas }: PartitionReplicas, findings: Findings): FinalRead {
  compareReplicas(key, replicas, highWatermark, findings);
  const [first, ...others] = replicas;
  for (const other of others) {
    if (!first!.bytes.equals(other.bytes))
      findings.add('replica-mismatch', `${key}: bytes of nodes ${first!.node} and ${other.node} differ`);
  }
  const offsets: number[] = [];
  const values: number[] = [];
  forEachRecord(first!.bytes, (offset, value) => {
    const record = value === null ? undefined : decodeRecord(value);
    offsets.push(offset);
    values.push(record === undefined ? DAMAGED_VALUE : valueOf(record));
  });
  return { key, offsets: Float64Array.from(offsets), values: Float64Array.from(values) };
}

/** A group that has come to the end has been given every record at least once. */
function checkGroups(
  history: readonly HistoryEntry[],
  groups: Evidence['groups'],
  finalReads: readonly FinalRead[],
  findings: Findings,
): void {
  for (const [group, processes] of groups) {
    const members = new Set(processes);
    const read = new Map<string, Set<number>>(finalReads.map(({ key }) => [key, new Set()]));
    for (const { process, steps } of history) {
      if (!members.has(process)) continue;
      for (const step of steps) {
        if (step.f !== 'poll') continue;
        const offsets = read.get(step.key)!;
        for (let index = 0; index < step.offsets.length; index++) offsets.add(step.offsets[index]!);
      }
    }
    for (const { key, offsets } of finalReads) {
      const missed = offsets.filter((offset) => !read.get(key)!.has(offset));
      if (missed.length > 0)
        findings.add(
          'poll-skip',
          `group ${group} was not given ${missed.length} records of ${key}, from ${missed[0]} on`,
        );
    }
  }
}

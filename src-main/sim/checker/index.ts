/**
 * The history checker: tells from what clients saw whether a Kafka cluster kept its promises. Pure; the same code judges
 * simulated runs, real processes and other clusters. O(n log n) in the steps of the history.
 */
import { checkCommits, checkFetchedOffsets } from './commits.ts';
import { checkCycles } from './cycles.ts';
import { gatherFacts } from './facts-of-history.ts';
import { type CheckName, type Finding, Findings } from './findings.ts';
import type { HistoryEntry } from './history.ts';
import { checkPollOrder, checkRealtimeOrder, checkSendOrder } from './order.ts';
import { type HistoryReport, reportOf } from './report.ts';
import {
  checkDuplicates,
  checkInconsistentOffsets,
  checkLostWrites,
  checkReads,
  checkUnseen,
} from './values.ts';

export { type AuditedFact, auditFacts } from './audit.ts';
export { type CheckName, type Finding, Findings } from './findings.ts';
export * from './history.ts';
export type { HistoryReport } from './report.ts';
export { compareReplicas, type ReplicaLog } from './replicas.ts';

export interface CheckOptions {
  /** Producers were idempotent, or had one request in flight: no duplicates, and order. Default true. */
  readonly idempotent?: boolean;
  /** Consumers read committed data only. Default true. */
  readonly readCommitted?: boolean;
  /** At the end somebody read every partition from the beginning to its end. Default true. */
  readonly finalReads?: boolean;
}

export interface Verdict {
  /** Nothing fatal. */
  readonly valid: boolean;
  /** The first examples of each check. */
  readonly findings: readonly Finding[];
  /** How many of each, fatal or not. */
  readonly counts: Readonly<Partial<Record<CheckName, number>>>;
  readonly report: HistoryReport;
}

export function checkHistory(history: readonly HistoryEntry[], options: CheckOptions = {}): Verdict {
  const { idempotent = true, readCommitted = true, finalReads = true } = options;
  const allowed: CheckName[] = [];
  if (!idempotent) allowed.push('duplicate', 'nonmonotonic-send', 'int-nonmonotonic-send');
  if (!readCommitted) allowed.push('G1a', 'precommitted-read', 'G1c', 'G1c-process', 'G1c-realtime');
  const facts = gatherFacts(history);
  const findings = new Findings(allowed);
  checkInconsistentOffsets(facts, findings);
  checkDuplicates(facts, findings);
  checkReads(facts, findings);
  checkLostWrites(facts, findings);
  if (finalReads) checkUnseen(facts, findings);
  checkPollOrder(facts, findings);
  checkSendOrder(facts, findings);
  checkRealtimeOrder(facts, findings);
  checkCycles(facts, findings);
  checkCommits(facts, findings);
  checkFetchedOffsets(facts, findings);
  const { valid, list, counts } = findings;
  return { valid, findings: list, counts, report: reportOf(facts) };
}

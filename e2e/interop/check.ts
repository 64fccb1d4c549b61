import { formatTable } from '../support/table.ts';
import type { KafkaJars } from '../tools/index.ts';

/** The clients that had to be looked for. One that is not there is absent. */
export interface Clients {
  kcat?: string;
  /** A Python that has confluent-kafka. */
  python?: string;
  kafka?: KafkaJars;
}
export type ClientName = keyof Clients;

export interface CheckContext {
  bootstrapServers: string;
  /** Combined nodes of the cluster, with the ids from 1 on. */
  nodes: number;
  clients: Clients;
  /** Of the product, where it was started for the checks: its folder, and its nodes' processes. */
  started?: {
    readonly dataDir: string;
    nodes(): readonly { readonly id: number; readonly pid: number | null }[];
  };
  /** A name no other check uses, for topics and groups. */
  unique(name: string): string;
}

/** One thing that an unmodified client must be able to do. */
export interface Check {
  client: string;
  name: string;
  /** Clients without which it cannot run; it is skipped then, and the missing client is reported. */
  needs: readonly ClientName[];
  /** It is skipped on clusters with fewer nodes. */
  minNodes?: number;
  /** It looks into the product's folder, or at its processes: skipped where that was not started for it. */
  needsStarted?: boolean;
  timeoutMs?: number;
  /** Does it, compares what came back, and returns what it saw in a few words. Throws when anything is not as it must be. */
  run(context: CheckContext): Promise<string>;
}

/** Makes the checks of a suite that runs Apache Kafka itself. */
export function besideKafka(client: string, timeoutMs: number): (name: string, run: Check['run']) => Check {
  return (name, run) => ({ client, name, needs: ['kafka'], timeoutMs, run });
}

export interface CheckResult {
  client: string;
  name: string;
  result: 'passed' | 'failed' | 'skipped';
  elapsedMs: number;
  evidence: string;
}

const DEFAULT_TIMEOUT_MS = 90_000;
/** The product's default for topics, and Kafka's for its internal ones, where there are enough nodes. */
const REPLICATION_FACTOR = 3;

/** Ids of the cluster's nodes, rising. */
export function nodeIds({ nodes }: CheckContext): number[] {
  return Array.from({ length: nodes }, (_, i) => i + 1);
}

export function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].toSorted((a, b) => a - b);
}

/** Of topics that do not say it. */
export function defaultReplicationFactor({ nodes }: CheckContext): number {
  return Math.min(nodes, REPLICATION_FACTOR);
}

/** Runs the checks one after the other: two JVMs at once would only measure each other. */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  onResult: (result: CheckResult) => void = () => {},
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runCheck(check, context);
    results.push(result);
    onResult(result);
  }
  return results;
}

async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const { client, name } = check;
  const obstacle = whyNot(check, context);
  if (obstacle !== null) return { client, name, result: 'skipped', elapsedMs: 0, evidence: obstacle };
  const startedAtMs = performance.now();
  const timeoutMs = check.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  let timer: NodeJS.Timeout | undefined;
  try {
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${timeoutMs} ms`)), timeoutMs);
    });
    const evidence = await Promise.race([check.run(context), expiry]);
    return { client, name, result: 'passed', elapsedMs: performance.now() - startedAtMs, evidence };
  } catch (error) {
    const evidence = explain(error);
    return { client, name, result: 'failed', elapsedMs: performance.now() - startedAtMs, evidence };
  } finally {
    clearTimeout(timer);
  }
}

/** What a check lacks here; null when it can run. */
function whyNot({ needs, minNodes = 1, needsStarted = false }: Check, context: CheckContext): string | null {
  const absent = needs.filter((tool) => context.clients[tool] === undefined);
  if (absent.length > 0) return `not found: ${absent.join(', ')}`;
  if (context.nodes < minNodes) return `needs ${minNodes} nodes`;
  if (needsStarted && context.started === undefined) return 'needs the product, started for it';
  return null;
}

const PASSED_EVIDENCE_CHARS = 110;

/** An error's message, and below it those of the errors it wraps: clients hide the broker's answer there. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = [error.cause, ...((error as Partial<AggregateError>).errors ?? [])].filter(Boolean);
  return [error.message, ...inner.map((wrapped) => `  ${explain(wrapped)}`)].join('\n');
}

/** The table of all results; failures keep their whole message below it. */
export function formatResults(results: readonly CheckResult[]): string {
  const table = formatTable(
    [
      { title: 'client' },
      { title: 'check' },
      { title: 'result' },
      { title: 'ms', align: 'right' },
      { title: 'evidence', maxWidth: PASSED_EVIDENCE_CHARS },
    ],
    results.map((result) => [
      result.client,
      result.name,
      result.result,
      result.elapsedMs.toFixed(0),
      result.evidence,
    ]),
  );
  const failures = results
    .filter(({ result }) => result === 'failed')
    .map(({ client, name, evidence }) => `FAILED ${client}: ${name}\n${evidence.replaceAll(/^/gm, '    ')}`);
  return [table, ...failures].join('\n\n');
}

/** `N passed, N failed, N skipped`: always the last line, for people and scripts. */
export function formatSummary(results: readonly CheckResult[]): string {
  const count = (wanted: CheckResult['result']) => results.filter(({ result }) => result === wanted).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** Throws when the two differ, with both in the message. */
export function expectEqual(what: string, got: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
}

/** Throws unless `text` matches, with the text in the message. */
export function expectMatch(what: string, text: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`${what}: expected ${pattern}, got:\n${text.slice(0, 2_000)}`);
  return match;
}

/** Throws with `message` unless the condition holds. */
export function expectTrue(message: string, condition: boolean): asserts condition {
  if (!condition) throw new Error(message);
}

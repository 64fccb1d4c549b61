import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { apiByKey, encodeRequestFrame, Metadata } from '../../src-main/protocol/index.ts';
import { Reader } from '../../src-main/wire/index.ts';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { waitUntil } from '../support/processes.ts';
import { isRunning, memoryOf } from '../support/process-tree.ts';
import { apiVersions, createTopic, produce } from '../support/tiny-client.ts';
import { frameCount, planConnection } from './connection-plan.ts';
import type { ConnectionPlan, PlanOptions } from './connection-plan.ts';
import type { AdvertisedApi } from './frames.ts';
import type { HealthReport } from './healthy-client.ts';
import { establishedConnections } from './tcp-table.ts';
import { throwFrames } from './thrower.ts';

export interface FuzzOptions {
  port: number;
  nodePid: number;
  seed: number;
  /** How many frames are thrown, sound and spoiled together. */
  frames: number;
  /** Connections at the same time. */
  concurrency?: number;
  /** Has the node collect its garbage before its memory is read. */
  collectGarbage?: () => Promise<void>;
  log?: (line: string) => void;
}

export interface FuzzReport {
  seed: number;
  frames: number;
  connections: number;
  elapsedMs: number;
  answers: number;
  closedByNode: number;
  /** What the node must never do → how often, with the number of the first connection that saw it. */
  violations: Map<string, { count: number; firstConnection: number }>;
  /** Sound requests without an answer within three seconds → how often. */
  unanswered: Map<string, number>;
  health: HealthReport;
  baselineRssBytes: number;
  peakRssBytes: number;
  finalRssBytes: number;
  openConnections: number;
  nodeAlive: boolean;
}

/**
 * The node's memory may end this much above its baseline: code and caches that a longer run fills further, and pages
 * that the allocator has not handed back after a peak of 250 MB (9 to 34 MB in six runs). A leak of 1 KB a
 * frame would show as 100 MB.
 */
export const MEMORY_TOLERANCE_BYTES = 64 * 1024 * 1024;

const HEALTHY_TOPIC = 'healthy';
/** What part of the frames warms the node before its baseline is taken. */
const WARM_UP_SHARE = 0.1;
const SETTLE_MS = 10_000;
/** These would change the cluster itself and with it what the healthy client may expect. */
const LEFT_OUT = new Set([
  'UnregisterBroker',
  'UpdateFeatures',
  'AddRaftVoter',
  'RemoveRaftVoter',
  'ElectLeaders',
]);
// Produce advertises versions it does not serve, for librdkafka's sake.
const PRODUCE_MIN_VERSION = 3;

/** Throws frames at a running node and reports what it did. Judges nothing but what a report can hold. */
export async function fuzzNode(options: FuzzOptions): Promise<FuzzReport> {
  const { port, nodePid, seed, frames, concurrency = 24, log = () => {} } = options;
  const memory = () => memoryAtRest(nodePid, port, options.collectGarbage);
  const plan = await prepare(port, seed);
  log(`seed ${seed}: ${plan.advertised.length} APIs advertised`);
  const tally = new Tally();
  const startedAtMs = performance.now();

  await throwMany(plan, tally, { port, concurrency, until: Math.ceil(frames * WARM_UP_SHARE) });
  const baselineRssBytes = await memory();
  log(`baseline after ${tally.frames} frames: ${megabytes(baselineRssBytes)}`);

  const healthy = startHealthyClient(port);
  let peakRssBytes = baselineRssBytes;
  const watch = setInterval(() => {
    peakRssBytes = Math.max(peakRssBytes, memoryOf([nodePid]).rssBytes);
  }, 250);
  try {
    await throwMany(plan, tally, { port, concurrency, until: frames });
  } finally {
    clearInterval(watch);
  }
  const elapsedMs = performance.now() - startedAtMs;
  const health = await healthy.stop();
  const finalRssBytes = await memory();
  return {
    seed,
    frames: tally.frames,
    connections: tally.connections,
    elapsedMs,
    answers: tally.answers,
    closedByNode: tally.closedByNode,
    violations: tally.violations,
    unanswered: tally.unanswered,
    health,
    baselineRssBytes,
    peakRssBytes,
    finalRssBytes,
    openConnections: establishedConnections(port),
    nodeAlive: isRunning(nodePid),
  };
}

/** What in the report must not be: empty is a pass. */
export function faults(report: FuzzReport): string[] {
  const found: string[] = [];
  if (!report.nodeAlive) found.push('the node is gone');
  for (const failure of report.health.failures) found.push(`the healthy client failed: ${failure}`);
  if (report.health.appended !== report.health.produced) {
    found.push(
      `${report.health.produced} records were acknowledged, ${report.health.appended} are in the log`,
    );
  }
  if (report.openConnections > 0) found.push(`${report.openConnections} connections are still open`);
  const grown = report.finalRssBytes - report.baselineRssBytes;
  if (grown > MEMORY_TOLERANCE_BYTES) found.push(`memory ended ${megabytes(grown)} above its baseline`);
  for (const [what, { count, firstConnection }] of report.violations) {
    found.push(`${what} (${count} times, first on connection ${firstConnection})`);
  }
  return found;
}

export function formatFuzzReport(report: FuzzReport): string {
  const { health } = report;
  const percentile = (share: number) => health.pingMs[Math.floor((health.pingMs.length - 1) * share)] ?? NaN;
  const unanswered = [...report.unanswered].map(([name, count]) => `${name} × ${count}`).join(', ');
  return [
    `seed ${report.seed}: ${report.frames} frames over ${report.connections} connections in ${(report.elapsedMs / 1000).toFixed(1)} s`,
    `${report.answers} answers, ${report.closedByNode} connections closed by the node`,
    `healthy client: ${health.produced} records, ${health.pingMs.length} pings, p50 ${percentile(0.5).toFixed(1)} ms, ` +
      `p99 ${percentile(0.99).toFixed(1)} ms, longest stall ${percentile(1).toFixed(1)} ms`,
    `memory: baseline ${megabytes(report.baselineRssBytes)}, peak ${megabytes(report.peakRssBytes)}, ` +
      `at the end ${megabytes(report.finalRssBytes)} (tolerance ${megabytes(MEMORY_TOLERANCE_BYTES)})`,
    `open connections at the end: ${report.openConnections}`,
    ...(unanswered === '' ? [] : [`without an answer within 3 s: ${unanswered}`]),
    ...faults(report).map((fault) => `FAULT ${fault}`),
  ].join('\n');
}

/** Asks what the node serves, and creates the topics that sound requests refer to. */
async function prepare(port: number, seed: number): Promise<PlanOptions> {
  using connection = await KafkaConnection.open(port);
  const advertised: AdvertisedApi[] = [];
  for (const { apiKey, minVersion, maxVersion } of await apiVersions(connection)) {
    const api = apiByKey(apiKey);
    if (api === undefined || LEFT_OUT.has(api.name)) continue;
    const lowest = api.name === 'Produce' ? PRODUCE_MIN_VERSION : minVersion;
    advertised.push({
      api,
      minVersion: Math.max(lowest, api.minVersion),
      maxVersion: Math.min(maxVersion, api.maxVersion),
    });
  }
  const existing = ['fuzz-a', 'fuzz-b'];
  for (const topic of [HEALTHY_TOPIC, ...existing]) await createTopic(connection, topic, 2);
  await waitUntil('the healthy topic to have a leader', async () => {
    const offset = await produce(connection, HEALTHY_TOPIC, 1, Buffer.from('ready')).catch(() => -1);
    return offset >= 0;
  });
  const pools = {
    topics: [...existing, 'fuzz-c', 'fuzz-unknown'],
    topicIds: await topicIds(connection, existing),
    groups: ['fuzz-group-1', 'fuzz-group-2', 'fuzz-group-3'],
  };
  return { seed, advertised, pools };
}

async function topicIds(connection: KafkaConnection, names: readonly string[]): Promise<string[]> {
  const version = 12;
  const header = { correlationId: 1, clientId: 'fuzz' };
  const frame = encodeRequestFrame(Metadata, version, header, {
    topics: names.map((name) => ({ name })),
    allowAutoTopicCreation: false,
  });
  const answer = await connection.exchange(Buffer.concat(frame));
  // Correlation id, and a header without tagged fields.
  const body = Metadata.response.codec(version).decode(new Reader(answer, 5));
  return body.topics.map(({ topicId }) => topicId);
}

async function throwMany(
  plan: PlanOptions,
  tally: Tally,
  { port, concurrency, until }: { port: number; concurrency: number; until: number },
): Promise<void> {
  const worker = async () => {
    while (tally.frames < until) {
      const index = tally.connections++;
      const connection = planConnection(index, plan);
      tally.frames += frameCount(connection);
      await throwOne(connection, index, tally, port);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function throwOne(
  connection: ConnectionPlan,
  index: number,
  tally: Tally,
  port: number,
): Promise<void> {
  try {
    const result = await throwFrames(connection, port);
    tally.answers += result.answers;
    if (result.closedByNode) tally.closedByNode++;
    for (const name of result.unanswered) tally.unanswered.set(name, (tally.unanswered.get(name) ?? 0) + 1);
    for (const violation of result.violations) tally.violation(violation, index);
  } catch (error) {
    tally.violation(`could not connect: ${(error as Error).message}`, index);
    await sleep(100);
  }
}

class Tally {
  frames = 0;
  connections = 0;
  answers = 0;
  closedByNode = 0;
  readonly violations: FuzzReport['violations'] = new Map();
  readonly unanswered: FuzzReport['unanswered'] = new Map();

  violation(what: string, connection: number): void {
    const known = this.violations.get(what);
    if (known) known.count++;
    else this.violations.set(what, { count: 1, firstConnection: connection });
  }
}

function startHealthyClient(port: number): { stop(): Promise<HealthReport> } {
  const worker = new Worker(new URL('./healthy-client.ts', import.meta.url), {
    workerData: { port, topic: HEALTHY_TOPIC },
  });
  const report = new Promise<HealthReport>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    async stop() {
      worker.postMessage('stop');
      try {
        return await report;
      } finally {
        await worker.terminate();
      }
    },
  };
}

/** The node's memory once it has let go of every connection, waiters and all. */
async function memoryAtRest(
  nodePid: number,
  port: number,
  collectGarbage: () => Promise<void> = async () => {},
): Promise<number> {
  const closed = () => establishedConnections(port) === 0;
  // A node that keeps connections is found by their number in the report.
  await waitUntil('connections to close', closed, { timeoutMs: SETTLE_MS, everyMs: 50 }).catch(() => {});
  await collectGarbage();
  return memoryOf([nodePid]).rssBytes;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

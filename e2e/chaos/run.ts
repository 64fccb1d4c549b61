import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatHistory } from '../../src-main/sim/checker/index.ts';
import type { AuditedFact } from '../../src-main/sim/checker/index.ts';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { waitUntil } from '../support/processes.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { createTopics, latestOffset, metadata } from '../support/tiny-client.ts';
import type { PartitionPlace } from '../support/tiny-client.ts';
import { longestGapMs, partitionsSince, wentOnSince } from './availability.ts';
import { LoadClient, findClients } from './clients.ts';
import type { ClientName, LoadOptions } from './clients.ts';
import { ChaosCluster } from './cluster.ts';
import { faultOn } from './faults.ts';
import { LoadRecorder } from './load-events.ts';
import { planFaults } from './plan.ts';
import type { PlannedFault } from './plan.ts';
import { electPreferredLeaders } from './preferred-leaders.ts';
import { readReplica } from './segments.ts';
import type { FaultReport, RunReport } from './summary.ts';
import { judge } from './verdict.ts';

export interface ChaosOptions {
  readonly seed: number;
  /** Faults begin until this has passed and there were `leastFaults`. */
  readonly durationMs: number;
  readonly leastFaults: number;
  /** Every kind of fault once a round, instead of on every role. */
  readonly brief: boolean;
  /** Kinds of faults; null: all. */
  readonly only: readonly string[] | null;
  /** Of session, lag and quorum: the product's own, or short ones, so that more faults find a place. */
  readonly timeouts: 'product' | 'short';
  readonly clients: readonly ClientName[];
  readonly recordsPerSecond: number;
  /** The cluster's data and what was heard; the caller deletes it. */
  readonly directory: string;
  log(line: string): void;
}

const TOPIC = 'chaos-load';
const PARTITIONS = 6;
const NODES = 3;
const SHORT_TIMEOUTS = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'replica.lag.time.max.ms': '3000',
};
const CALM_MS = 300;
/** Of the others while a fault lasts, with short and with Kafka's timeouts (a lagging replica counts 30 s). */
const PROGRESS_LIMIT_MS = { short: 20_000, product: 60_000 };
const RECOVERY_LIMIT_MS = 90_000;
const CATCH_UP_LIMIT_MS = 90_000;

/** Runs a cluster of three nodes under load, lets faults happen to it, and judges what came of it. */
export async function runChaos(options: ChaosOptions): Promise<RunReport> {
  const startedAtMs = performance.now();
  const nowMs = () => performance.now() - startedAtMs;
  const cluster = await ChaosCluster.start({
    directory: options.directory,
    nodes: NODES,
    properties: options.timeouts === 'short' ? SHORT_TIMEOUTS : {},
    log: options.log,
  });
  const run = new Run(cluster, options, nowMs);
  try {
    return await run.go();
  } finally {
    await run.destroy();
  }
}

class Run {
  readonly #cluster: ChaosCluster;
  readonly #options: ChaosOptions;
  readonly #nowMs: () => number;
  readonly #random: SeededRandom;
  readonly #recorder = new LoadRecorder(TOPIC);
  readonly #faults: FaultReport[] = [];
  #producers: LoadClient[] = [];
  #consumers: LoadClient[] = [];

  constructor(cluster: ChaosCluster, options: ChaosOptions, nowMs: () => number) {
    this.#cluster = cluster;
    this.#options = options;
    this.#nowMs = nowMs;
    this.#random = new SeededRandom(options.seed);
  }

  async go(): Promise<RunReport> {
    const { log, durationMs, leastFaults, brief, only } = this.#options;
    await this.#createTopic();
    await this.#startLoad();
    const plan = planFaults(this.#random, { brief, only });
    const beganMs = this.#nowMs();
    while (this.#nowMs() - beganMs < durationMs || this.#faults.length < leastFaults) {
      const planned = plan.next().value;
      const report = await this.#suffer(planned);
      this.#faults.push(report);
      log(describe(report, this.#faults.length));
      if (report.recoveredMs === null) break; // nothing after it would say anything
      await electPreferredLeaders(this.#cluster.clientPort(1), TOPIC, PARTITIONS);
      await sleep(CALM_MS);
    }
    return this.#finish();
  }

  async destroy(): Promise<void> {
    for (const client of [...this.#producers, ...this.#consumers]) client.kill();
    await this.#cluster.destroy();
  }

  async #createTopic(): Promise<void> {
    using connection = await KafkaConnection.open(this.#cluster.clientPort(1));
    const configs = { 'min.insync.replicas': '2' };
    const [errorCode] = await createTopics(connection, [TOPIC], {
      partitions: PARTITIONS,
      replicationFactor: NODES,
      configs,
    });
    if (errorCode !== 0) throw new Error(`CreateTopics: error code ${errorCode}`);
  }

  async #startLoad(): Promise<void> {
    const { clients, recordsPerSecond, log } = this.#options;
    const found = await findClients(clients, log);
    const { bootstrapServers } = this.#cluster;
    const load: LoadOptions = {
      bootstrapServers,
      topic: TOPIC,
      partitions: PARTITIONS,
      recordsPerSecond: recordsPerSecond / found.size,
      recorder: this.#recorder,
      nowMs: this.#nowMs,
    };
    let number = 1;
    for (const [name, command] of found)
      this.#producers.push(LoadClient.produce(name, command, number++, load));
    for (const member of [1, 2])
      this.#consumers.push(LoadClient.consume('kafkajs', found.get('kafkajs')!, member, load));
    const confluent = found.get('confluent');
    if (confluent !== undefined) this.#consumers.push(LoadClient.consume('confluent', confluent, 1, load));
    await this.#healthySince(0, RECOVERY_LIMIT_MS);
    await waitUntil(
      'every producer to be heard',
      () => this.#producers.every(({ name }) => this.#recorder.hasAcknowledged(name)),
      {
        timeoutMs: RECOVERY_LIMIT_MS,
      },
    );
  }

  /** One fault from its beginning until everything is as before. */
  async #suffer(planned: PlannedFault): Promise<FaultReport> {
    const { acknowledgements } = this.#recorder;
    const node = await this.#nodeFor(planned);
    const fault = faultOn(this.#cluster, planned, node);
    const beganMs = this.#nowMs();
    await fault.begin();
    const begunMs = this.#nowMs() - beganMs;
    const limitMs = PROGRESS_LIMIT_MS[this.#options.timeouts];
    const wentOn = () => wentOnSince(acknowledgements, beganMs);
    while (this.#nowMs() - beganMs < planned.holdMs || (fault.othersGoOn && wentOn() === undefined)) {
      if (this.#nowMs() - beganMs > limitMs) break;
      await sleep(10);
    }
    const progress = wentOn();
    const endedMs = this.#nowMs();
    await fault.end();
    const recovered = await this.#healthySince(endedMs, RECOVERY_LIMIT_MS).then(
      () => true,
      (error: Error) => (this.#options.log(error.message), false),
    );
    const recoveredMs = this.#nowMs();
    return {
      kind: planned.kind,
      role: planned.role,
      node,
      beganMs,
      begunMs,
      heldMs: endedMs - beganMs,
      progressMs: fault.othersGoOn ? (progress === undefined ? null : progress.timeMs - beganMs) : undefined,
      recoveredMs: recovered ? recoveredMs - endedMs : null,
      unavailableMs: longestGapMs(acknowledgements, {
        partitions: PARTITIONS,
        fromMs: beganMs,
        toMs: recoveredMs,
      }),
    };
  }

  async #nodeFor({ role, choice }: PlannedFault): Promise<number> {
    const { controller, nodeIds } = this.#cluster;
    if (role === 'controller' && controller > 0) return controller;
    const places = await this.#places(nodeIds[0]!);
    const { leader } = places[choice % PARTITIONS]!;
    if (role !== 'follower') return leader;
    const followers = nodeIds.filter((id) => id !== leader && id !== controller);
    return followers[0] ?? nodeIds.find((id) => id !== leader)!;
  }

  async #places(node: number): Promise<PartitionPlace[]> {
    using connection = await KafkaConnection.open(this.#cluster.clientPort(node));
    return (await metadata(connection, TOPIC, 1_000)).partitions.toSorted(
      (a, b) => a.partition - b.partition,
    );
  }

  /**
   * Every node runs and votes, and says that all replicas are in sync, and every partition has acknowledged what was sent since
   * `sinceMs`. Throws with what was missing.
   */
  async #healthySince(sinceMs: number, limitMs: number): Promise<void> {
    const deadlineMs = this.#nowMs() + limitMs;
    for (;;) {
      const missing = await this.#missing(sinceMs);
      if (missing === null) return;
      if (this.#nowMs() > deadlineMs) throw new Error(`not healthy after ${limitMs / 1000} s: ${missing}`);
      await sleep(50);
    }
  }

  async #missing(sinceMs: number): Promise<string | null> {
    if (!this.#cluster.allRun()) return 'a node is down';
    const silent = PARTITIONS - partitionsSince(this.#recorder.acknowledgements, sinceMs).size;
    if (silent > 0) return `${silent} of ${PARTITIONS} partitions acknowledge nothing`;
    for (const id of this.#cluster.nodeIds) {
      try {
        const lacking = (await this.#places(id)).find(({ isr, leader }) => isr.length < NODES || leader < 0);
        if (lacking !== undefined)
          return `node ${id} says that partition ${lacking.partition} has ISR [${lacking.isr.join()}], leader ${lacking.leader}`;
      } catch (error) {
        return `node ${id}: ${(error as Error).message}`;
      }
    }
    return this.#missingVoters();
  }

  /** A node that lost its disk is nobody's second until it votes again. */
  async #missingVoters(): Promise<string | null> {
    const { controller, nodeIds } = this.#cluster;
    if (controller < 0) return 'there is no controller';
    const quorum = await this.#cluster.quorum(controller);
    if (quorum === null || quorum.leaderId !== controller) return `node ${controller} leads no quorum`;
    const following = quorum.voters.filter(
      ({ id, endOffset }) => id === controller || endOffset >= quorum.highWatermark,
    );
    if (following.length === nodeIds.length) return null;
    return `of the voters ${quorum.voters.map(({ id }) => id).join()} only ${following.map(({ id }) => id).join()} follow`;
  }

  async #finish(): Promise<RunReport> {
    const { log, directory, seed } = this.#options;
    const notes: string[] = [];
    const stopped = await Promise.all(this.#producers.map((client) => client.stop()));
    this.#producers.forEach((client, i) => {
      if (!stopped[i]) notes.push(`${client.name} did not finish what was under way`);
    });
    const ends = await Promise.all(
      Array.from({ length: PARTITIONS }, (_, partition) => this.#endOffset(partition)),
    );
    notes.push(...(await this.#letGroupsCatchUp(ends)));
    await Promise.all(this.#consumers.map((client) => client.stop()));
    // What was committed last reaches the followers with their next fetch.
    await sleep(CALM_MS);
    await this.#cluster.stop();
    log('stopped; reading the logs of all nodes');

    const partitions = await Promise.all(
      ends.map(async (highWatermark, partition) => {
        const key = `${TOPIC}-${partition}`;
        const directories = this.#cluster.nodeIds.map((id) => this.#cluster.node(id).dataDirectories[0]!);
        const replicas = await Promise.all(
          directories.map((dir, i) => readReplica(this.#cluster.nodeIds[i]!, join(dir, key), highWatermark)),
        );
        return { key, highWatermark, replicas };
      }),
    );
    const names = this.#consumers.map(({ name }) => name);
    const groups = new Map(
      names.map((name) => [groupOf(name), names.filter((it) => groupOf(it) === groupOf(name))]),
    );
    const judgement = judge({
      partitions,
      facts: await readFacts(this.#cluster.factsPaths),
      history: (finalReads) => this.#recorder.history(finalReads),
      groups,
    });
    notes.push(...this.#recorder.notes);
    await writeFile(join(directory, 'history.jsonl'), formatHistory(this.#recorder.history([])));
    return {
      seed,
      tookMs: this.#nowMs(),
      faults: this.#faults,
      judgement,
      notes,
      clients: [...this.#producers, ...this.#consumers].map(({ name }) => name),
    };
  }

  async #endOffset(partition: number): Promise<number> {
    const { leader } = (await this.#places(1))[partition]!;
    using connection = await KafkaConnection.open(this.#cluster.clientPort(leader));
    return await latestOffset(connection, TOPIC, partition);
  }

  async #letGroupsCatchUp(ends: readonly number[]): Promise<string[]> {
    const groups = new Set(this.#consumers.map(({ name }) => groupOf(name)));
    const behind = () =>
      [...groups].flatMap((group) =>
        ends.flatMap((end, partition) => {
          const at = this.#recorder.readUpTo.get(group)?.get(partition) ?? 0;
          return at < end ? [`group ${group} is at ${at} of ${end} in partition ${partition}`] : [];
        }),
      );
    await waitUntil('groups to come to the end', () => behind().length === 0, {
      timeoutMs: CATCH_UP_LIMIT_MS,
    }).catch(() => {});
    return behind();
  }
}

const groupOf = (name: string) => name.replace(/-\d+$/, '');

/** Each node's facts in order. A host that was killed may have left half a line. */
async function readFacts(paths: readonly string[]): Promise<AuditedFact[]> {
  const facts: AuditedFact[] = [];
  for (const path of paths) {
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      try {
        facts.push(JSON.parse(line) as AuditedFact);
      } catch {
        // Half a line, or none.
      }
    }
  }
  return facts;
}

function describe(fault: FaultReport, number: number): string {
  const { kind, role, node, heldMs, progressMs, recoveredMs, unavailableMs } = fault;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const progress =
    progressMs === undefined
      ? ''
      : progressMs === null
        ? ', NO PROGRESS'
        : `, others went on after ${seconds(progressMs)}`;
  const begun = fault.begunMs > 500 ? ` (${seconds(fault.begunMs)} to begin)` : '';
  const recovery = recoveredMs === null ? 'NOT RECOVERED' : `recovered ${seconds(recoveredMs)} later`;
  return `${number}. at ${seconds(fault.beganMs)} ${kind} of the ${role}, node ${node}, for ${seconds(heldMs)}${begun}${progress}; ${recovery}; a partition was silent for ${seconds(unavailableMs)}`;
}

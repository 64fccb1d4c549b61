import { loadAllHandlers } from '../broker/index.ts';
import {
  auditFacts,
  checkHistory,
  compareReplicas,
  Findings,
  type HistoryEntry,
  type Verdict,
} from './checker/index.ts';
import { Cluster } from './cluster.ts';
import { replicaLogOf } from './disk-reader.ts';
import { FaultInjector } from './faults.ts';
import { Invariants } from './invariants.ts';
import { isSettled, SingleFaults } from './steadfastness.ts';
import { drawSwarm, type FaultKind, type SwarmOptions } from './swarm.ts';
import { Workload } from './workload.ts';
import { World } from './world.ts';

/** Virtual time that each part of a run may take; a healthy one needs a small part of it. */
const START_LIMIT_MS = 60_000;
const SAFETY_LIMIT_MS = 1_800_000;
const HEAL_LIMIT_MS = 120_000;
const FINAL_READ_LIMIT_MS = 200_000;
const RACK_AWARE = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';
/** A run goes on until it has seen so many. */
const FAULTS_MIN = 20;
/** A run that sends so many records at least has as many operations. */
const OPERATIONS_MIN = 2_000;
const SINGLE_FAULTS = 2;
/** A dead broker's session (9 s), an election, and a producer's retries. */
const PROGRESS_LIMIT_MS = 30_000;
const SETTLED_LOOK_MS = 100;
const SENDS_MORE = 20;
/** Clients go on for this long after the faults are over. */
const QUIET_MS = 5_000;

export interface SeedResult {
  readonly seed: number;
  readonly options: SwarmOptions;
  /** Names and details of what did not hold; empty when all is well. */
  readonly violations: readonly string[];
  readonly traceHash: string;
  readonly events: number;
  readonly simulatedMs: number;
  readonly operations: number;
  readonly acknowledged: number;
  readonly faults: number;
  readonly faultCounts: Partial<Readonly<Record<FaultKind, number>>>;
  readonly verdict: Verdict | undefined;
  /** What the clients saw. */
  readonly history: readonly HistoryEntry[];
  /** The last events before the end. */
  readonly newest: readonly string[];
  /** The same from further back, without single events. */
  readonly story: readonly string[];
}

export interface RunOptions {
  readonly nodes?: number;
  /** Overrides of what the seed draws. */
  readonly swarm?: Partial<SwarmOptions>;
}

/** One seed: start, safety phase with faults, heal, liveness phase, final read, verdict. */
export async function runSeed(seed: number, options: RunOptions = {}): Promise<SeedResult> {
  await loadAllHandlers();
  const swarm = { ...drawSwarm(seed, options), ...options.swarm };
  const world = new World(seed, swarm.network);
  const { scheduler } = world;
  const cluster = new Cluster(world, {
    nodes: swarm.nodes,
    racks: swarm.racks,
    supervised: swarm.supervised,
    properties: {
      // Enough for groups to have different coordinators, and few enough not to be most of the work.
      'offsets.topic.num.partitions': '2',
      'metadata.log.max.snapshot.interval.ms': String(swarm.metadataSnapshotMs),
      'replica.lag.time.max.ms': String(swarm.replicaLagMs),
      ...(swarm.flushAlways && { 'log.flush.interval.messages': '1' }),
      ...(swarm.racks !== undefined && { 'replica.selector.class': RACK_AWARE }),
    },
  });
  const invariants = new Invariants(world, cluster.nodes);
  scheduler.afterEvent = (owner) => invariants.afterEvent(owner);
  const clocks = world.chance('clocks');
  for (const node of cluster.nodes) {
    node.clockFault.rate = clocks.between(1 - swarm.clockDrift, 1 + swarm.clockDrift);
    node.syncsRecords = swarm.flushAlways;
    node.onEnd = () => invariants.checkReplay(node);
  }
  const workload = new Workload(world, cluster, swarm);
  const faults = new FaultInjector(world, cluster, swarm, {
    hosts: workload.hosts,
    kill: () => workload.killOne(),
  });
  let verdict: Verdict | undefined;

  /** Runs until something has happened; that it does not is a violation of its own. */
  const until = async (what: string, limitMs: number, done: () => boolean): Promise<boolean> => {
    const outcome = await scheduler.run(done, scheduler.nowMs + limitMs);
    if (outcome === 'done') return true;
    for (const line of describe(cluster)) scheduler.note(line);
    if (world.violations.length === 0) world.violate('liveness', `${what} within ${limitMs} ms (${outcome})`);
    return false;
  };
  const allUp = () => cluster.up.length === cluster.nodes.length;

  /** Looked at now and then only: it goes through all metadata. */
  let settledLookMs = 0;
  const settled = () => {
    if (scheduler.nowMs < settledLookMs) return false;
    settledLookMs = scheduler.nowMs + SETTLED_LOOK_MS;
    return isSettled(cluster);
  };

  const takesRecords = (when: string, limitMs: number): Promise<boolean> => {
    let probed = false;
    workload.probe(() => (probed = true));
    return until(`every partition takes a record (${when})`, limitMs, () => probed);
  };

  /** While one node suffers, the others go on; afterwards it is one of them again. */
  const survivesSingleFaults = async (): Promise<boolean> => {
    const singles = new SingleFaults(world, cluster);
    for (let round = 0; round < SINGLE_FAULTS; round++) {
      const { what, lastsMs, undo } = singles.strike();
      const untilMs = scheduler.nowMs + lastsMs;
      if (!(await takesRecords(what, PROGRESS_LIMIT_MS))) return false;
      if ((await scheduler.run(() => false, Math.max(untilMs, scheduler.nowMs))) === 'stopped') return false;
      undo();
      if (!(await until(`all is well again after ${what}`, HEAL_LIMIT_MS, settled))) return false;
    }
    return true;
  };

  const phases = async (): Promise<void> => {
    cluster.start();
    if (!(await until('all nodes serve', START_LIMIT_MS, allUp))) return;
    let created = false;
    workload.createTopic(() => (created = true));
    if (!(await until('the topic is created', START_LIMIT_MS, () => created))) return;

    scheduler.note('safety phase');
    workload.start();
    faults.start();
    const stressed = () => {
      if (!workload.sent) return false;
      if (faults.total >= FAULTS_MIN) return true;
      workload.sendMore(SENDS_MORE);
      return false;
    };
    if (!(await until('all sends end', SAFETY_LIMIT_MS, stressed))) return;

    faults.heal();
    workload.settleDown();
    const revived = () => faults.revive() && allUp();
    if (!(await until('all nodes serve again', HEAL_LIMIT_MS, revived))) return;
    if (!(await takesRecords('healed', HEAL_LIMIT_MS))) return;
    if (!(await until('everybody votes and is in sync', HEAL_LIMIT_MS, settled))) return;
    if (swarm.nodes >= 3 && !(await survivesSingleFaults())) return;
    await scheduler.run(() => false, scheduler.nowMs + QUIET_MS);
    if (world.violations.length > 0) return;

    scheduler.note('final read');
    let read = false;
    workload.finalRead(() => (read = true));
    if (!(await until('everything is read once more', FINAL_READ_LIMIT_MS, () => read))) return;
    checkDisks(world, cluster, invariants);
    for (const detail of workload.admin.contradictions(cluster.newestImage()!))
      world.violate('topics-as-answered', detail);
    verdict = checkHistory(workload.history, { readCommitted: true });
    for (const { check, detail, severity } of verdict.findings)
      if (severity === 'fatal') world.violate(check, detail);
    const { length } = workload.history.filter(({ type }) => type === 'invoke');
    if (faults.total < FAULTS_MIN || (swarm.sends >= OPERATIONS_MIN && length < OPERATIONS_MIN))
      world.violate('too-little', `${length} operations, ${faults.total} faults`);
  };
  await phases();
  return {
    seed,
    options: swarm,
    violations: world.violations.map(({ message }) => message),
    traceHash: scheduler.trace.hash,
    events: scheduler.events,
    simulatedMs: scheduler.nowMs,
    operations: workload.history.filter(({ type }) => type === 'invoke').length,
    acknowledged: verdict?.report.acknowledged ?? 0,
    faults: faults.total,
    faultCounts: faults.counts,
    verdict,
    history: workload.history,
    newest: world.violations.length === 0 ? [] : scheduler.trace.newest(),
    story: world.violations.length === 0 ? [] : scheduler.trace.story(),
  };
}

/** What each node believes, for whoever wonders why nothing goes on. */
function describe(cluster: Cluster): string[] {
  return cluster.nodes.flatMap((node) => {
    const { running, id, condition } = node;
    if (running === undefined) return [`node ${id}: ${condition}`];
    const { leaderId, leaderEpoch, highWatermark } = running.state().quorum;
    const { broker } = running;
    const partitions = [...broker.replicas.all()].map(({ topic, index, image, log }) => {
      const offsets =
        log === undefined ? 'no log' : `${log.startOffset}..${log.highWatermark}..${log.endOffset}`;
      return `${topic}-${index} leader ${image.leader} epoch ${image.leaderEpoch} ISR ${image.isr.join()} ELR ${image.elr.join()} ${offsets}`;
    });
    const brokers = [...broker.image().brokers.values()].map(
      (each) => `${each.id}${each.fenced ? ' fenced' : ''}`,
    );
    return [
      `node ${id}: ${condition}, quorum leader ${leaderId} epoch ${leaderEpoch} committed ${highWatermark}, image ${broker.image().endOffset}, brokers ${brokers.join(', ')}`,
      ...partitions.map((line) => `node ${id}: ${line}`),
    ];
  });
}

/** What is on the disks at the end: replicas equal, metadata as the log says, every fact explained. */
function checkDisks(world: World, cluster: Cluster, invariants: Invariants): void {
  const findings = new Findings();
  auditFacts(world.facts, findings);
  for (const { name, partitions } of cluster.newestImage()!.topicsById.values()) {
    for (const { partition, isr } of partitions) {
      const replicas = [];
      let highWatermark = 0;
      for (const node of cluster.nodes) {
        const log = node.running?.broker.replicas.get(name, partition)?.log;
        if (log === undefined || !isr.includes(node.id)) continue;
        highWatermark = Math.max(highWatermark, log.highWatermark);
        replicas.push(replicaLogOf(node, name, partition, log.startOffset));
      }
      compareReplicas(`${name}-${partition}`, replicas, highWatermark, findings);
    }
  }
  for (const { check, detail } of findings.list) world.violate(check, detail);
  for (const node of cluster.nodes) {
    invariants.checkReplay(node);
    invariants.checkNothingForgotten(node);
  }
}

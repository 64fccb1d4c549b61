import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUuid } from '../base/index.ts';
import type { Clock, Fact } from '../env/index.ts';
import type { NodeConfig } from '../node/config.ts';
import type { InsideCallName, InsideCalls, NodeState } from '../node/messages.ts';
import { ClusterError, readClusterFile, writeClusterFile } from './cluster-file.ts';
import type { ClusterFile, NodeEntry } from './cluster-file.ts';
import type { Defaults, ExtraListener } from './flags.ts';
import { createNodeDirectories, dataDirectories, nodeDirectory, removeDirectory } from './folders.ts';
import { ManagedNode } from './managed-node.ts';
import type { ClusterChange, ClusterSettings, NodeProcess } from './messages.ts';
import type { NodeHost } from './node-host.ts';
import { nodeConfig, serverProperties } from './node-settings.ts';
import { LOOPBACK_HOSTS, choosePorts } from './ports.ts';
import { identify, isAlive, killProcess } from './process-identity.ts';
import { changedProperties, type SetProperty } from './set-properties.ts';
import { startWatchdog } from './watchdog.ts';

export interface SupervisorOptions {
  readonly dataDirectory: string;
  /** Delete DIR when the cluster has stopped. */
  readonly ephemeral: boolean;
  /** Null: what DIR says, else 3. */
  readonly nodes: number | null;
  /** Of each node. Null: what DIR says, else 1. */
  readonly logDirs?: number | null;
  /** Null: what DIR says, else `local`. */
  readonly defaults?: Defaults | null;
  /** Whether a node that died by itself is started again. Null: what DIR says, else yes. */
  readonly restartDeadNodes?: boolean | null;
  /** Broker settings, on top of those that DIR keeps. */
  readonly set?: readonly SetProperty[];
  readonly port: number | null;
  readonly extraListener: ExtraListener | null;
  readonly nodeHost: NodeHost;
  readonly clock: Clock;
  randomBytes(size: number): Uint8Array;
  readonly stopTimeoutMs?: number;
  /** Tells the person one thing. */
  say(line: string): void;
}

export interface SupervisorListener {
  onNodes?(nodes: readonly NodeProcess[]): void;
  onFacts?(node: number, facts: readonly Fact[]): void;
  onState?(node: number, state: NodeState): void;
}

/** Owns one cluster: its folder, ports and node processes. */
export class Supervisor {
  readonly dataDirectory: string;
  readonly ephemeral: boolean;
  readonly #options: SupervisorOptions;
  readonly #nodes = new Map<number, ManagedNode>();
  readonly #dataDirectories = new Map<number, string[]>();
  /** Broker epochs of the processes that ended last, by node. */
  readonly #ended = new Map<number, number>();
  readonly #listeners = new Set<SupervisorListener>();
  readonly #watchdog = startWatchdog();
  #file: ClusterFile;
  /** Why what has changed last is not in cluster.json. */
  #unsaved: string | null = null;
  #stopping: Promise<void> | undefined;
  /** Ports are decided and cluster.json has been written. */
  #announced = false;
  #serving = false;

  private constructor(options: SupervisorOptions, file: ClusterFile) {
    this.#options = options;
    this.dataDirectory = options.dataDirectory;
    this.ephemeral = options.ephemeral;
    this.#file = file;
  }

  /**
   * Starts the cluster of DIR, or a new one. Resolves when every node serves. Throws ClusterError when DIR, its size
   * or a port forbid it, and an Error with a node's own words when that cannot start; nothing runs then.
   */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    const existing = readClusterFile(options.dataDirectory) ?? (await adoptable(options.dataDirectory));
    checkSize(existing, options);
    checkLogDirs(existing, options);
    if (existing !== undefined) await takeOver(existing, options.dataDirectory);
    const supervisor = new Supervisor(options, {
      ...withChoices(existing ?? newCluster(options), options),
    });
    try {
      // Loading a node's code takes longer than choosing ports: both at once.
      for (const { id } of supervisor.#file.nodes) supervisor.#launch(id);
      await supervisor.#decidePorts(existing);
      await supervisor.#configureAll();
      supervisor.#serving = true;
      return supervisor;
    } catch (error) {
      // Apache Kafka may have the folders open, on the ports that they had: those stay in the files.
      supervisor.#file = existing ?? supervisor.#file;
      await supervisor.stop({ force: true });
      throw error;
    }
  }

  get clusterId(): string {
    return this.#file.clusterId;
  }

  /** Comma-separated, as clients take it. */
  get bootstrapServers(): string {
    return this.#file.nodes.map(({ port }) => `${LOOPBACK_HOSTS[0]}:${port}`).join(',');
  }

  nodes(): NodeProcess[] {
    return this.#file.nodes.map((entry) => this.#describe(entry));
  }

  /** Called from now on; the answer ends it. */
  subscribe(listener: SupervisorListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async startNode(id: number): Promise<void> {
    if (this.#stopping !== undefined) throw new Error('the cluster is stopping');
    await this.#node(id).start();
  }
  /** Controlled shutdown; resolves when the process has ended. */
  async stopNode(id: number): Promise<void> {
    await this.#node(id).stop();
  }
  /** SIGKILL; resolves when the process has ended. */
  async killNode(id: number): Promise<void> {
    await this.#node(id).kill();
  }
  pauseNode(id: number): void {
    this.#node(id).pause();
  }
  resumeNode(id: number): void {
    this.#node(id).resume();
  }

  /** What holds for the cluster as a whole. */
  settings(): ClusterSettings {
    const { defaults = 'local', restartDeadNodes, properties = [] } = this.#file;
    const outdated = [...this.#nodes.values()].filter((node) => node.isOutdated).map(({ id }) => id);
    const logDirs = Math.max(...[...this.#dataDirectories.values()].map(({ length }) => length));
    return { defaults, restartDeadNodes, logDirs, properties, outdated };
  }

  /**
   * Changes it, for good. Whether dead nodes are restarted counts at once, the rest from the next start of each node on.
   * Throws ClusterError for a node that does not exist, for fewer log dirs than there are, and where it cannot be kept.
   */
  change(change: ClusterChange): ClusterSettings {
    const { logDirs } = change;
    checkLogDirs(this.#file, { logDirs, dataDirectory: this.dataDirectory });
    this.#save(withChoices(this.#file, change));
    if (this.#unsaved !== null) throw new ClusterError(`it counts, but is not kept: ${this.#unsaved}`);
    if (typeof logDirs === 'number') {
      for (const { id } of this.#file.nodes)
        this.#dataDirectories.set(id, createNodeDirectories(this.dataDirectory, id, logDirs));
    }
    for (const { id } of this.#file.nodes) this.#writeProperties(id);
    if (change.restartDeadNodes === false) this.#nodes.forEach((node) => node.cancelRestart());
    return this.settings();
  }

  async callNode<Name extends InsideCallName>(
    id: number,
    name: Name,
    input: InsideCalls[Name]['input'],
  ): Promise<InsideCalls[Name]['output']> {
    return this.#node(id).call(name, input);
  }

  /** Which inside views all nodes send, now and after restarts. */
  watch(watch: { facts: boolean; state: boolean }): void {
    for (const node of this.#nodes.values()) node.watch(watch);
  }

  /**
   * Stops all nodes at once and resolves when the last has ended and, where the cluster is ephemeral, DIR is gone.
   * `force` kills them; it may follow an unforced stop that takes too long.
   */
  stop({ force = false } = {}): Promise<void> {
    if (force) for (const node of this.#nodes.values()) void node.kill();
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.stop()));
    this.#watchdog.end();
    if (this.ephemeral) await removeDirectory(this.dataDirectory);
    else if (this.#announced) {
      this.#save({ supervisor: null, nodes: this.#file.nodes.map((node) => ({ ...node, process: null })) });
    }
  }

  #launch(id: number): void {
    mkdirSync(nodeDirectory(this.dataDirectory, id), { recursive: true });
    const node = new ManagedNode({
      id,
      host: this.#options.nodeHost,
      logPath: join(nodeDirectory(this.dataDirectory, id), 'node.log'),
      clock: this.#options.clock,
      config: () => this.#configOf(id),
      restartWhenDead: () => this.#file.restartDeadNodes && this.#stopping === undefined,
      stopTimeoutMs: this.#options.stopTimeoutMs,
      onChange: () => this.#changed(id),
      onExit: (brokerEpoch) => this.#exited(id, brokerEpoch),
      onBrokerShutDown: () => this.#releaseVoters(),
      onFacts: (facts) => this.#listeners.forEach((listener) => listener.onFacts?.(id, facts)),
      onState: (state) => this.#listeners.forEach((listener) => listener.onState?.(id, state)),
    });
    this.#nodes.set(id, node);
    this.#dataDirectories.set(id, createNodeDirectories(this.dataDirectory, id, this.#file.logDirs));
    node.launch();
  }

  /** Those that run hear of it now, those that start later with all else they are told. */
  #exited(id: number, brokerEpoch: number | null): void {
    if (brokerEpoch !== null) this.#ended.set(id, brokerEpoch);
    for (const other of this.#nodes.values()) other.peerExited(id, brokerEpoch);
    this.#releaseVoters();
  }

  /**
   * Nodes that stop together stop their brokers first and leave the quorum when all have: a controlled shutdown needs a
   * majority of controllers, which the first to end would take away. Apache Kafka keeps this order in each process.
   */
  #releaseVoters(): void {
    const nodes = [...this.#nodes.values()];
    if (nodes.some((node) => node.needsQuorum)) return;
    for (const node of nodes) node.leaveQuorum();
  }

  async #decidePorts(existing: ClusterFile | undefined): Promise<void> {
    const choice = await choosePorts({
      nodes: this.#file.nodes.length,
      asked: this.#options.port,
      kept: existing?.nodes ?? null,
      keptPort: existing?.port ?? null,
    });
    for (const note of choice.notes) this.#options.say(note);
    const nodes = this.#file.nodes.map((node, index) => ({ ...node, ...choice.nodes[index] }));
    this.#file = { ...this.#file, port: choice.port, nodes };
  }

  /** Nothing that can wait comes before the nodes hear what they are. */
  async #configureAll(): Promise<void> {
    this.#announced = true;
    const ids = this.#file.nodes.map(({ id }) => id);
    const ready = this.#enoughReady(ids.map((id) => this.#node(id).configure()));
    const recorded = identify(process.pid).then((supervisor) =>
      this.#recordProcesses({ supervisor: supervisor ?? null }),
    );
    await Promise.all([ready, recorded]);
    await Promise.all(
      ids.map((id) =>
        writeFile(propertiesPath(this.dataDirectory, id), serverProperties(this.#configOf(id))),
      ),
    );
  }

  #writeProperties(id: number): void {
    writeFileSync(propertiesPath(this.dataDirectory, id), serverProperties(this.#configOf(id)));
  }

  /**
   * Resolves when all have answered and a majority serves: with it the cluster does, and who is missing shows with
   * its reason. Rejects with the first reason as soon as a majority cannot be.
   */
  async #enoughReady(starts: readonly Promise<void>[]): Promise<void> {
    let failures = 0;
    const tolerated = Math.ceil(starts.length / 2) - 1;
    await Promise.all(
      starts.map((start) =>
        start.catch((error: Error) => {
          if (++failures > tolerated) throw error;
          this.#options.say(error.message);
        }),
      ),
    );
  }

  #configOf(id: number): NodeConfig {
    const { nodes } = this.#file;
    const entry = nodes.find((node) => node.id === id)!;
    const config = nodeConfig(entry, this.#file, this.#dataDirectories.get(id)!, this.#options.extraListener);
    // `takeOver` has seen to it that nobody was left.
    const endedBrokers = [...this.#ended]
      .toSorted(([a], [b]) => a - b)
      .map(([broker, brokerEpoch]) => ({ id: broker, brokerEpoch }));
    return { ...config, coldStart: !this.#serving, endedBrokers };
  }

  #changed(id: number): void {
    if (!this.#announced) return;
    const node = this.#node(id);
    if (node.status === 'running') this.#noteFormatted(id);
    const recorded = this.#file.nodes.find((entry) => entry.id === id)?.process?.pid ?? null;
    if (node.pid !== recorded && this.#stopping === undefined) void this.#recordProcesses({});
    if (this.#serving && node.status === 'dead' && node.reason !== null) {
      const { restartAtMs, reason } = node;
      const delayMs = restartAtMs === null ? 0 : restartAtMs - this.#options.clock.wallMs();
      const next = restartAtMs === null ? '' : `; starts again in ${Math.round(delayMs / 1000)} s`;
      this.#options.say(`node ${id}: ${reason}${next}`);
    }
    if (this.#listeners.size === 0) return;
    const nodes = this.nodes();
    for (const listener of this.#listeners) listener.onNodes?.(nodes);
  }

  #noteFormatted(id: number): void {
    const nodes = this.#file.nodes.map((entry) => (entry.id === id ? { ...entry, formatted: true } : entry));
    if (!this.#file.nodes.find((entry) => entry.id === id)?.formatted) this.#save({ nodes });
  }

  /** Into cluster.json and to the watchdog: whoever comes after a killed supervisor must find the nodes. */
  async #recordProcesses(change: Partial<ClusterFile>): Promise<void> {
    const pids = [...this.#nodes.values()].flatMap((node) => node.pid ?? []);
    const identities = await Promise.all(pids.map(identify));
    if (this.#stopping !== undefined) return;
    const byPid = new Map(identities.flatMap((identity) => (identity ? [[identity.pid, identity]] : [])));
    const nodes = this.#file.nodes.map((entry) => ({
      ...entry,
      process: byPid.get(this.#node(entry.id).pid ?? -1) ?? null,
    }));
    this.#save({ ...change, nodes });
    this.#watchdog.guard([...byPid.values()]);
  }

  /**
   * What is not written is kept here and goes with the next change: a disk that is full has trouble enough, and the
   * nodes on it need somebody who starts them again when there is room.
   */
  #save(change: Partial<ClusterFile>): void {
    this.#file = { ...this.#file, ...change };
    try {
      writeClusterFile(this.dataDirectory, this.#file);
      this.#unsaved = null;
    } catch (error) {
      const { message } = error as Error;
      if (this.#unsaved !== message) this.#options.say(`cluster.json could not be written: ${message}`);
      this.#unsaved = message;
    }
  }

  #describe(entry: NodeEntry): NodeProcess {
    const node = this.#node(entry.id);
    return {
      id: entry.id,
      status: node.status,
      pid: node.pid,
      host: LOOPBACK_HOSTS[0],
      port: entry.port,
      controllerPort: entry.controllerPort,
      rack: this.#configOf(entry.id).rack,
      upSinceMs: node.upSinceMs,
      dataDirectories: this.#dataDirectories.get(entry.id) ?? [],
      reason: node.reason,
      killedByHand: node.killedByHand,
      restartAtMs: node.restartAtMs,
      brokerEpoch: node.brokerEpoch,
      starts: node.starts,
    };
  }

  #node(id: number): ManagedNode {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }
}

function propertiesPath(dataDirectory: string, id: number): string {
  return join(nodeDirectory(dataDirectory, id), 'server.properties');
}

/** A cluster of Apache Kafka that lies in DIR; the code for it is loaded where there may be one. */
async function adoptable(dataDirectory: string): Promise<ClusterFile | undefined> {
  if (!existsSync(nodeDirectory(dataDirectory, 1))) return undefined;
  const { adoptCluster } = await import('./adopt.ts');
  return adoptCluster(dataDirectory);
}

/** Three: the fewest that go on when one is lost, which is what there is to see. */
const DEFAULT_NODES = 3;

/** What the command line says about a cluster is kept for its next starts. */
function withChoices(file: ClusterFile, change: ClusterChange): ClusterFile {
  const { defaults, restartDeadNodes, logDirs, set = [] } = change;
  const unknown = set.find(({ node }) => node !== null && !file.nodes.some(({ id }) => id === node));
  if (unknown !== undefined)
    throw new ClusterError(`${unknown.name} is to be set on node ${unknown.node}, which does not exist`);
  return {
    ...file,
    defaults: defaults ?? file.defaults ?? 'local',
    restartDeadNodes: restartDeadNodes ?? file.restartDeadNodes,
    properties: changedProperties(file.properties ?? [], set),
    ...(typeof logDirs === 'number' && { logDirs }),
  };
}

function newCluster(options: SupervisorOptions): ClusterFile {
  const newUuid = () => randomUuid((size) => options.randomBytes(size));
  return {
    formatVersion: 1,
    clusterId: newUuid(),
    port: null,
    restartDeadNodes: true,
    supervisor: null,
    nodes: Array.from({ length: options.nodes ?? DEFAULT_NODES }, (_, i) => ({
      id: i + 1,
      port: 0,
      controllerPort: 0,
      directoryId: newUuid(),
      process: null,
    })),
  };
}

function checkSize(existing: ClusterFile | undefined, { nodes, dataDirectory }: SupervisorOptions): void {
  const count = existing?.nodes.length;
  if (count === undefined || nodes === null || nodes === count) return;
  throw new ClusterError(
    `${dataDirectory} holds a cluster of ${count} ${count === 1 ? 'node' : 'nodes'}, and a cluster keeps its size. ` +
      `Leave --nodes out, or start a new cluster of ${nodes} with --data DIR or --ephemeral`,
  );
}

/** Nobody but its owner knows whether there is anything in a log dir that is still wanted. */
function checkLogDirs(
  existing: ClusterFile | undefined,
  { logDirs, dataDirectory }: Pick<SupervisorOptions, 'logDirs' | 'dataDirectory'>,
): void {
  for (const { id } of existing?.nodes ?? []) {
    const present = dataDirectories(dataDirectory, id);
    if (typeof logDirs !== 'number' || logDirs >= present.length) continue;
    throw new ClusterError(
      `node ${id} of ${dataDirectory} has ${present.length} log dirs, and what lies in them is not moved. ` +
        'Leave --log-dirs out, or remove the folders that are not wanted while the cluster is stopped',
    );
  }
}

/** Makes sure that nobody runs this cluster any more: refuses beside a living supervisor, kills a dead one's nodes. */
async function takeOver(file: ClusterFile, dataDirectory: string): Promise<void> {
  if (file.supervisor !== null && file.supervisor.pid !== process.pid && (await isAlive(file.supervisor))) {
    throw new ClusterError(
      `the cluster in ${dataDirectory} already runs (supervisor pid ${file.supervisor.pid}); ` +
        'stop it, or start another with --data DIR or --ephemeral',
    );
  }
  const leftovers = file.nodes.flatMap(({ process: identity }) => (identity === null ? [] : [identity]));
  for (const leftover of leftovers) {
    if (!(await killProcess(leftover))) continue;
    while (await isAlive(leftover)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

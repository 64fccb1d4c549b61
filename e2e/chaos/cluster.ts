import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeProcess } from '../../src-main/cluster/index.ts';
import { freePortBlock } from '../support/ports.ts';
import { isRunning } from '../support/process-tree.ts';
import { exited, waitUntil } from '../support/processes.ts';
import type { QuorumInside } from '../../src-main/node/messages.ts';
import type { FromHost, HostStart, NodeAction, ToHost } from './host-messages.ts';
import { ChaosNetwork } from './network.ts';

const HOST_PROGRAM = join(import.meta.dirname, 'host.ts');
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
/** More starts than a node has under one host process. */
const LIVES_PER_HOST = 10_000;

export interface ClusterOptions {
  /** The run's folder: the cluster lives in `cluster/` below it. */
  readonly directory: string;
  readonly nodes: number;
  readonly properties: Readonly<Record<string, string>>;
  log(line: string): void;
}

/** A cluster of the product: a host process, its nodes, and the proxies between everybody. */
export class ChaosCluster {
  readonly network: ChaosNetwork;
  readonly nodeIds: readonly number[];
  readonly #options: ClusterOptions;
  readonly #clientPort: number;
  readonly #brokerListenerPorts: HostStart['brokerListenerPorts'];
  readonly #disks: Record<number, number> = {};
  readonly #calls = new Map<number, (error: string | null) => void>();
  readonly #quorumCalls = new Map<number, (quorum: QuorumInside | null) => void>();
  readonly #clientPorts = new Map<number, number>();
  #host: ChildProcess | undefined;
  #hosts = 0;
  #nodes: readonly NodeProcess[] = [];
  #controller = -1;
  #nextCallId = 1;
  #stopped: () => void = () => {};

  private constructor(
    options: ClusterOptions,
    network: ChaosNetwork,
    clientPort: number,
    firstBrokerPort: number,
  ) {
    this.#options = options;
    this.network = network;
    this.nodeIds = Array.from({ length: options.nodes }, (_, i) => i + 1);
    this.#clientPort = clientPort;
    let port = firstBrokerPort;
    this.#brokerListenerPorts = this.nodeIds.flatMap((to) =>
      this.nodeIds.filter((from) => from !== to).map((from) => ({ to, from, port: port++ })),
    );
    for (const { to, from, port: target } of this.#brokerListenerPorts)
      network.setTarget(from, to, 'broker', target);
  }

  /** Starts a new cluster and resolves when all nodes serve. */
  static async start(options: ClusterOptions): Promise<ChaosCluster> {
    const { nodes } = options;
    const ids = Array.from({ length: nodes }, (_, i) => i + 1);
    const network = await ChaosNetwork.create(ids);
    const firstPort = await freePortBlock(nodes + nodes * (nodes - 1));
    const cluster = new ChaosCluster(options, network, firstPort, firstPort + nodes);
    await mkdir(cluster.dataDirectory, { recursive: true });
    await cluster.startHost();
    return cluster;
  }

  get dataDirectory(): string {
    return join(this.#options.directory, 'cluster');
  }
  /** Files with the facts of all nodes, one for each host process. */
  get factsPaths(): string[] {
    return Array.from({ length: this.#hosts }, (_, i) =>
      join(this.#options.directory, `facts-${i + 1}.jsonl`),
    );
  }
  /** What clients are given: every node, through its proxy. */
  get bootstrapServers(): string {
    return this.nodeIds.map((id) => `127.0.0.1:${this.network.portFor('clients', id, 'client')}`).join(',');
  }
  /** The active controller as nodes have told; -1 while nobody has. */
  get controller(): number {
    return this.#controller;
  }

  /** Kafka port without a proxy, for the run's own questions. */
  clientPort(node: number): number {
    return this.#clientPorts.get(node)!;
  }

  node(id: number): NodeProcess {
    return this.#nodes.find((node) => node.id === id)!;
  }

  allRun(): boolean {
    return this.#nodes.length > 0 && this.#nodes.every(({ status }) => status === 'running');
  }

  /** Starts the host process on what is there; resolves when the cluster serves. */
  async startHost(): Promise<void> {
    const first = this.#hosts === 0;
    const host = fork(HOST_PROGRAM, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#host = host;
    this.#hosts++;
    this.#controller = -1;
    const ready = new Promise<void>((resolve, reject) => {
      host.on('message', (message: FromHost) => {
        if (message.kind === 'ready') resolve();
        this.#hear(message);
      });
      host.once('exit', (code, signal) => reject(new Error(`the host process ended with ${code ?? signal}`)));
      setTimeout(
        () => reject(new Error(`no cluster after ${READY_TIMEOUT_MS} ms`)),
        READY_TIMEOUT_MS,
      ).unref();
    });
    this.#send({
      kind: 'start',
      dataDirectory: this.dataDirectory,
      nodes: this.nodeIds.length,
      clientPort: first ? this.#clientPort : null,
      proxies: this.#proxies(),
      brokerListenerPorts: this.#brokerListenerPorts,
      properties: this.#options.properties,
      factsPath: this.factsPaths.at(-1)!,
      livesBefore: this.#hosts * LIVES_PER_HOST,
      disks: this.#disks,
    });
    await ready;
  }

  /** As the workbench would: a node that is stopped or killed so stays down until it is started. */
  async act(action: NodeAction, node: number): Promise<void> {
    const id = this.#nextCallId++;
    const done = new Promise<string | null>((resolve) => this.#calls.set(id, resolve));
    this.#send({ kind: 'node', id, action, node });
    const error = await done;
    if (error !== null) throw new Error(`${action} of node ${node}: ${error}`);
  }

  /** What a node knows of the quorum; null when it does not run. */
  async quorum(node: number): Promise<QuorumInside | null> {
    const id = this.#nextCallId++;
    const answer = new Promise<QuorumInside | null>((resolve) => this.#quorumCalls.set(id, resolve));
    this.#send({ kind: 'quorum', id, node });
    return answer;
  }

  /** As from a terminal: the supervisor knows nothing of it. */
  signal(node: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    const { pid } = this.node(node);
    if (pid !== null) process.kill(pid, signal);
  }

  /** Every process at once, the host first: nobody sees the others go. */
  async powerCut(): Promise<void> {
    const pids = this.#nodes.flatMap(({ pid }) => pid ?? []);
    const host = this.#host!;
    host.kill('SIGKILL');
    for (const pid of pids) killIfThere(pid);
    await exited(host);
    await waitUntil('all nodes to be gone', () => !pids.some(isRunning), { timeoutMs: STOP_TIMEOUT_MS });
  }

  /** Takes the disk of a node that does not run. */
  async wipe(node: number): Promise<void> {
    for (const directory of this.node(node).dataDirectories) {
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory);
    }
    this.#disks[node] = (this.#disks[node] ?? 0) + 1;
    this.#send({ kind: 'wiped', node });
  }

  /** Stops all nodes as a person does, and the network. */
  async stop(): Promise<void> {
    const stopped = new Promise<void>((resolve, reject) => {
      this.#stopped = resolve;
      const late = () => reject(new Error(`not stopped after ${STOP_TIMEOUT_MS} ms`));
      setTimeout(late, STOP_TIMEOUT_MS).unref();
      this.#host!.once('exit', () => reject(new Error('the host process ended before it had stopped')));
    });
    this.#send({ kind: 'stop' });
    await stopped;
    this.#host!.disconnect();
    await exited(this.#host!);
    this.network.close();
  }

  /** Whatever state it is in: nothing runs afterwards. */
  async destroy(): Promise<void> {
    if (this.#host !== undefined && this.#host.exitCode === null && this.#host.signalCode === null)
      await this.powerCut();
    this.network.close();
  }

  #send(message: ToHost): void {
    this.#host!.send(message);
  }

  #hear(message: FromHost): void {
    switch (message.kind) {
      case 'ports': {
        const { node, client, controller } = message;
        this.#clientPorts.set(node, client);
        this.network.setTarget('clients', node, 'client', client);
        for (const from of this.nodeIds)
          if (from !== node) this.network.setTarget(from, node, 'controller', controller);
        return;
      }
      case 'nodes':
        this.#nodes = message.nodes;
        return;
      case 'controller':
        this.#controller = message.node;
        return;
      case 'done':
        this.#calls.get(message.id)?.(message.error);
        this.#calls.delete(message.id);
        return;
      case 'quorum':
        this.#quorumCalls.get(message.id)?.(message.quorum);
        this.#quorumCalls.delete(message.id);
        return;
      case 'say':
        return this.#options.log(`host: ${message.line}`);
      case 'stopped':
        return this.#stopped();
      case 'ready':
        return;
    }
  }

  #proxies(): HostStart['proxies'] {
    const { network } = this;
    return this.nodeIds.flatMap((to) => [
      {
        from: 'clients' as const,
        to,
        service: 'client' as const,
        port: network.portFor('clients', to, 'client'),
      },
      ...this.nodeIds
        .filter((from) => from !== to)
        .flatMap((from) =>
          (['broker', 'controller'] as const).map((service) => ({
            from,
            to,
            service,
            port: network.portFor(from, to, service),
          })),
        ),
    ]);
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

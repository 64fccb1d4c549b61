/** Several nodes inside the present process, for tests: real sockets and files, one quorum. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUuid } from '../base/index.ts';
import { localDefaults, type Properties } from '../config/index.ts';
import type { Disk, Env, TextLog } from '../env/index.ts';
import { nodeClock, nodeEnv, silentLog } from '../env/node/index.ts';
import { ClientConnection } from '../net/index.ts';
import type { ControllerAddress, ListenerConfig, NodeConfig } from './config.ts';
import { FactStream } from './fact-stream.ts';
import { type RunningNode, startNode } from './start-node.ts';

const HOST = '127.0.0.1';

export interface TestClusterOptions {
  readonly properties?: Properties;
  readonly log?: TextLog;
  /** `broker.rack` of nodes 1, 2, …; none when left out. */
  readonly racks?: readonly string[];
  /** Disks that fail on demand, by node. */
  disk?(id: number, disk: Disk): Disk;
  /** A node cannot go on. */
  onFailure?(id: number, message: string): void;
}

export interface ClusterNode {
  readonly id: number;
  config: NodeConfig;
  readonly facts: FactStream;
  /** Undefined while it is down. */
  node: RunningNode | undefined;
}

function listener(name: string, port: number): ListenerConfig {
  return { name, hosts: [HOST], port, advertised: { host: HOST, port }, protocol: 'PLAINTEXT' };
}

/** Ports that were free a moment ago: the voters must know each other's before the first of them starts. */
async function freePorts(env: Env, count: number): Promise<number[]> {
  const listeners = await Promise.all(
    Array.from({ length: count }, () =>
      env.network.listen({ host: HOST, port: 0 }, (connection) => connection.destroy(), {}),
    ),
  );
  const ports = listeners.map(({ endpoint }) => endpoint.port);
  await Promise.all(listeners.map((each) => each.close()));
  return ports;
}

export class TestCluster {
  readonly env: Env;
  readonly folder: string;
  readonly nodes: readonly ClusterNode[];
  readonly #options: TestClusterOptions;

  constructor(env: Env, folder: string, nodes: readonly ClusterNode[], options: TestClusterOptions) {
    this.env = env;
    this.folder = folder;
    this.nodes = nodes;
    this.#options = options;
  }

  at(id: number): RunningNode {
    const { node } = this.nodes[id - 1];
    if (node === undefined) throw new Error(`node ${id} is down`);
    return node;
  }

  get up(): readonly RunningNode[] {
    return this.nodes.flatMap(({ node }) => node ?? []);
  }

  /** Id of the active controller, by what the first node that is up knows; -1 for none. */
  get leaderId(): number {
    return this.up[0]?.state().quorum.leaderId ?? -1;
  }

  /** Starts a node, or starts it again over the same data. `cold`: no other node runs, nor did one meanwhile. */
  async start(id: number, { cold = false } = {}): Promise<void> {
    const entry = this.nodes[id - 1];
    const { log = silentLog, disk, onFailure } = this.#options;
    const real = nodeEnv({ log, facts: entry.facts });
    const env: Env = { ...real, disk: disk?.(id, real.disk) ?? real.disk };
    entry.node = await startNode(
      env,
      { ...entry.config, coldStart: cold },
      {
        onFailure: (message) => (onFailure ? onFailure(id, message) : env.log.error(message)),
        memoryBytes: () => process.memoryUsage.rss(),
      },
    );
  }

  /** As a process that dies; `seen`: the others are told at once, as a supervisor does. */
  async kill(id: number, { seen = false } = {}): Promise<void> {
    const node = this.at(id);
    this.nodes[id - 1].node = undefined;
    const { brokerEpoch } = node;
    await node.abandon();
    if (seen) for (const other of this.up) other.peerExited(id, brokerEpoch);
  }

  /** The disk of a node that is down is lost. As the supervisor does, nobody tells it its old directory id again. */
  wipe(id: number): void {
    const entry = this.nodes[id - 1];
    const { config } = entry;
    for (const directory of config.dataDirectories) this.env.disk.removeDirectory(directory);
    const controllers = config.controllers.map((each) =>
      each.id === id ? { id, host: each.host, port: each.port } : each,
    );
    entry.config = { ...config, controllers };
  }

  async stopNode(id: number): Promise<void> {
    const node = this.at(id);
    await node.stop();
    this.nodes[id - 1].node = undefined;
  }

  connect(id: number): Promise<ClientConnection> {
    return ClientConnection.connect(this.env, { host: HOST, port: this.at(id).port }, { clientId: 'test' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.up.map((node) => node.abandon()));
    this.env.disk.removeDirectory(this.folder);
  }
}

/** Starts a cluster of combined nodes 1…n; resolves when all of them serve. */
export async function startTestCluster(
  count: number,
  options: TestClusterOptions = {},
): Promise<TestCluster> {
  const log = options.log ?? silentLog;
  const env = nodeEnv({ log });
  const newUuid = () => randomUuid((size) => env.random.bytes(size));
  const clusterId = newUuid();
  const folder = join(tmpdir(), `sluice-cluster-${clusterId}`);
  const ports = await freePorts(env, 2 * count);
  const controllers: ControllerAddress[] = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    host: HOST,
    port: ports[2 * index],
    directoryId: newUuid(),
  }));
  const nodes = controllers.map(({ id, port }): ClusterNode => {
    const dataDirectory = join(folder, `node-${id}`, 'data-1');
    const config: NodeConfig = {
      nodeId: id,
      clusterId,
      rack: options.racks?.[id - 1] ?? null,
      dataDirectories: [dataDirectory],
      listeners: [listener('PLAINTEXT', ports[2 * id - 1])],
      controllerListener: listener('CONTROLLER', port),
      controllers,
      properties: {
        'process.roles': 'broker,controller',
        'node.id': String(id),
        'controller.listener.names': 'CONTROLLER',
        'log.dirs': dataDirectory,
        ...localDefaults({ nodes: count }),
        // Records of tests are of another year, and a slow machine gets as far as the first look for old ones.
        'log.retention.ms': '-1',
        ...options.properties,
      },
    };
    return { id, config, facts: new FactStream(nodeClock(), () => id), node: undefined };
  });
  const cluster = new TestCluster(env, folder, nodes, options);
  try {
    await Promise.all(nodes.map(({ id }) => cluster.start(id)));
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
  return cluster;
}

/** Nodes inside the present process, for tests: real sockets and files, a folder of their own. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUuid } from '../base/index.ts';
import { localDefaults, type Properties } from '../config/index.ts';
import type { Disk, Env, TextLog } from '../env/index.ts';
import { nodeClock, nodeEnv, silentLog } from '../env/node/index.ts';
import { ClientConnection } from '../net/index.ts';
import type { ListenerConfig, NodeConfig } from './config.ts';
import { FactStream } from './fact-stream.ts';
import { type RunningNode, startNode } from './start-node.ts';

export interface TestNodeOptions {
  /** Kept when the node stops; default: a temporary folder that goes with it. */
  readonly dataDirectory?: string;
  readonly clusterId?: string;
  readonly properties?: Properties;
  readonly log?: TextLog;
  /** Log dirs; default 1. */
  readonly directories?: number;
  /** A disk that fails on demand. */
  readonly disk?: (disk: Disk) => Disk;
  /** The node cannot go on. */
  readonly onFailure?: (message: string) => void;
  readonly onRestartWanted?: (reason: string) => void;
}

export interface TestNode {
  readonly node: RunningNode;
  readonly env: Env;
  readonly facts: FactStream;
  readonly config: NodeConfig;
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  connect(): Promise<ClientConnection>;
  /** Stops it and starts another one over the same data; after a `crash` nothing was flushed. */
  restart(how?: 'clean' | 'crash'): Promise<TestNode>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOST = '127.0.0.1';

function listener(name: string): ListenerConfig {
  return { name, hosts: [HOST], port: 0, advertised: { host: HOST, port: 0 }, protocol: 'PLAINTEXT' };
}

/** Starts a cluster of one node on free ports; resolves when it serves. */
export async function startTestNode(options: TestNodeOptions = {}): Promise<TestNode> {
  const facts = new FactStream(nodeClock(), () => 1);
  const real = nodeEnv({ log: options.log ?? silentLog, facts });
  const env: Env = { ...real, disk: options.disk?.(real.disk) ?? real.disk };
  const clusterId = options.clusterId ?? randomUuid((size) => env.random.bytes(size));
  const folder = options.dataDirectory ?? join(tmpdir(), `sluice-node-${clusterId}`);
  const dataDirectories = Array.from({ length: options.directories ?? 1 }, (_, index) =>
    join(folder, `data-${index + 1}`),
  );
  const config: NodeConfig = {
    nodeId: 1,
    clusterId,
    rack: null,
    dataDirectories,
    listeners: [listener('PLAINTEXT')],
    controllerListener: listener('CONTROLLER'),
    controllers: [{ id: 1, host: HOST, port: 0 }],
    properties: {
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.listener.names': 'CONTROLLER',
      'log.dirs': dataDirectories.join(','),
      ...localDefaults({ nodes: 1 }),
      // Records of tests are of another year, and a slow machine gets as far as the first look for old ones.
      'log.retention.ms': '-1',
      ...options.properties,
    },
  };
  const node = await startNode(env, config, {
    onRestartWanted: options.onRestartWanted,
    onFailure: options.onFailure ?? ((message) => env.log.error(message)),
    memoryBytes: () => process.memoryUsage.rss(),
  });
  const dispose = async () => {
    await node.stop();
    if (options.dataDirectory === undefined) env.disk.removeDirectory(folder);
  };
  return {
    node,
    env,
    facts,
    config,
    host: HOST,
    port: node.port,
    dataDirectory: folder,
    connect: () => ClientConnection.connect(env, { host: HOST, port: node.port }, { clientId: 'test' }),
    restart: async (how = 'clean') => {
      await (how === 'clean' ? node.stop() : node.abandon());
      return startTestNode({ ...options, clusterId, dataDirectory: folder });
    },
    stop: dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

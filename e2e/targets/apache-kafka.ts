import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePortBlock } from '../support/ports.ts';
import type { KafkaJars } from '../tools/index.ts';
import { formatKafkaNode, KafkaProcess } from './kafka-process.ts';
import type { HeapVariant } from './kafka-process.ts';
import type { RunningTarget, StartOptions, Target } from './target.ts';

/** Written when the folder is formatted: the next start on it has the same nodes on the same ports. */
const PORTS_FILE = 'ports.json';
const CLUSTER_ID = 'c2x1aWNlLWUyZS1rYWZrYQ';

/** Where one node serves clients and the other controllers. */
interface NodePorts {
  id: number;
  port: number;
  controllerPort: number;
}

/** Apache Kafka in KRaft mode, every node broker and controller. */
export function apacheKafkaTarget(jars: KafkaJars, heap: HeapVariant = 'default'): Target {
  const name = heap === 'default' ? 'apache-kafka' : `apache-kafka-${heap}`;
  return { name, start: (options) => startKafka(jars, heap, options) };
}

/**
 * Writes the properties of each node and formats its log directory, once. Not part of any measured start. The first
 * node takes `port`, the others what is free. The ports are in the properties for good: they are none of those that the
 * system gives to any connection while the nodes are down.
 */
export async function formatKafka(
  jars: KafkaJars,
  dataDir: string,
  port: number,
  nodes = 1,
): Promise<NodePorts[]> {
  const free = await freePortBlock(2 * nodes, port);
  const ports = Array.from({ length: nodes }, (_, index) => ({
    id: index + 1,
    port: index === 0 ? port : free + 2 * index,
    controllerPort: free + 2 * index + 1,
  }));
  for (const node of ports) {
    const nodeDir = join(dataDir, `node-${node.id}`);
    await formatKafkaNode(jars, nodeDir, {
      properties: serverProperties(nodeDir, node, ports),
      clusterId: CLUSTER_ID,
    });
  }
  await writeFile(join(dataDir, PORTS_FILE), JSON.stringify(ports));
  return ports;
}

async function startKafka(jars: KafkaJars, heap: HeapVariant, options: StartOptions): Promise<RunningTarget> {
  const { dataDir } = options;
  const portsFile = join(dataDir, PORTS_FILE);
  const ports = existsSync(portsFile)
    ? (JSON.parse(await readFile(portsFile, 'utf8')) as NodePorts[])
    : await formatKafka(jars, dataDir, options.port ?? (await freePortBlock(1)), options.nodes);

  const spawnedAtMs = performance.now();
  const nodes = new Map(
    ports.map(({ id }) => [id, new KafkaProcess(jars, heap, join(dataDir, `node-${id}`))]),
  );
  const processes = () => [...nodes.values()];
  const logTail = () =>
    processes()
      .map((node) => node.logTail())
      .join('\n')
      .trim();
  if (options.waitUntilReady !== false) {
    for (const { id, port } of ports) await nodes.get(id)!.ready(`node ${id} of Apache Kafka`, port);
  }
  const end = async (signal: NodeJS.Signals) => {
    await Promise.all(processes().map((node) => node.end(signal)));
  };
  return {
    bootstrapServers: ports.map(({ port }) => `127.0.0.1:${port}`).join(','),
    port: ports[0]!.port,
    spawnedAtMs,
    nodes: () => ports.map(({ id, port }) => ({ id, port, pid: nodes.get(id)!.pid })),
    pids: () => processes().flatMap(({ pid }) => pid ?? []),
    logTail,
    killNode: (id) => nodes.get(id)!.end('SIGKILL'),
    reviveNode: (id) => void nodes.set(id, new KafkaProcess(jars, heap, join(dataDir, `node-${id}`))),
    async stop() {
      const startedAtMs = performance.now();
      await end('SIGTERM');
      return performance.now() - startedAtMs;
    },
    kill: () => end('SIGKILL'),
  };
}

/** The values of the properties file that Kafka ships for a combined node, with ports and folder of our own. */
function serverProperties(nodeDir: string, node: NodePorts, all: readonly NodePorts[]): string[] {
  const { id, port, controllerPort } = node;
  const replicas = Math.min(all.length, 3);
  const minIsr = replicas === 1 ? 1 : 2;
  return [
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${all.map((one) => `${one.id}@127.0.0.1:${one.controllerPort}`).join(',')}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'num.network.threads=3',
    'num.io.threads=8',
    'socket.send.buffer.bytes=102400',
    'socket.receive.buffer.bytes=102400',
    `log.dirs=${join(nodeDir, 'data')}`,
    'num.partitions=1',
    'num.recovery.threads.per.data.dir=2',
    `offsets.topic.replication.factor=${replicas}`,
    `share.coordinator.state.topic.replication.factor=${replicas}`,
    `share.coordinator.state.topic.min.isr=${minIsr}`,
    `transaction.state.log.replication.factor=${replicas}`,
    `transaction.state.log.min.isr=${minIsr}`,
    'log.retention.hours=168',
    'log.segment.bytes=1073741824',
  ];
}

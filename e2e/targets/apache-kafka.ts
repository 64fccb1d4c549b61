import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { LineBuffer } from '../support/line-buffer.ts';
import { freePorts } from '../support/ports.ts';
import { exited, waitUntil } from '../support/processes.ts';
import { apiVersions } from '../support/tiny-client.ts';
import { runKafkaTool } from '../tools/index.ts';
import type { KafkaJars } from '../tools/index.ts';
import type { RunningTarget, StartOptions, Target } from './target.ts';

/** The heap and collector: as Kafka's own start script sets them, and a frugal variant for small machines. */
export const HEAP_OPTIONS = {
  default: [
    '-Xmx1G',
    '-Xms1G',
    '-server',
    '-XX:+UseG1GC',
    '-XX:MaxGCPauseMillis=20',
    '-XX:InitiatingHeapOccupancyPercent=35',
    '-XX:+ExplicitGCInvokesConcurrent',
  ],
  small: ['-Xmx384M', '-Xms384M', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
} as const;
export type HeapVariant = keyof typeof HEAP_OPTIONS;

const READY_TIMEOUT_MS = 60_000;
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
 * node takes `port`, the others what is free.
 */
export async function formatKafka(
  jars: KafkaJars,
  dataDir: string,
  port: number,
  nodes = 1,
): Promise<NodePorts[]> {
  const free = await freePorts(2 * nodes);
  const ports = Array.from({ length: nodes }, (_, index) => ({
    id: index + 1,
    port: index === 0 ? port : free[2 * index]!,
    controllerPort: free[2 * index + 1]!,
  }));
  for (const node of ports) {
    const nodeDir = join(dataDir, `node-${node.id}`);
    await mkdir(nodeDir, { recursive: true });
    const config = join(nodeDir, 'server.properties');
    await writeFile(config, serverProperties(nodeDir, node, ports));
    await writeFile(join(nodeDir, 'log4j2.properties'), LOG4J);
    await runKafkaTool(jars, 'kafka-storage', ['format', '--cluster-id', CLUSTER_ID, '--config', config]);
  }
  await writeFile(join(dataDir, PORTS_FILE), JSON.stringify(ports));
  return ports;
}

async function startKafka(jars: KafkaJars, heap: HeapVariant, options: StartOptions): Promise<RunningTarget> {
  const { dataDir } = options;
  const portsFile = join(dataDir, PORTS_FILE);
  const ports = existsSync(portsFile)
    ? (JSON.parse(await readFile(portsFile, 'utf8')) as NodePorts[])
    : await formatKafka(jars, dataDir, options.port ?? (await freePorts(1))[0]!, options.nodes);

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
    for (const { id, port } of ports) {
      await waitUntil(
        `node ${id} of Apache Kafka to answer`,
        () => {
          const { exitCode } = nodes.get(id)!.child;
          if (exitCode !== null) throw new Error(`Kafka ended with ${exitCode}. ${logTail()}`);
          return answers(port);
        },
        { timeoutMs: READY_TIMEOUT_MS, everyMs: 50 },
      );
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    for (const { child } of processes()) child.kill(signal);
    for (const { child } of processes()) await exited(child);
  };
  return {
    bootstrapServers: ports.map(({ port }) => `127.0.0.1:${port}`).join(','),
    port: ports[0]!.port,
    spawnedAtMs,
    nodes: () => ports.map(({ id, port }) => ({ id, port, pid: nodes.get(id)!.pid })),
    pids: () => processes().flatMap(({ pid }) => pid ?? []),
    logTail,
    async killNode(id) {
      const { child } = nodes.get(id)!;
      child.kill('SIGKILL');
      await exited(child);
    },
    reviveNode: (id) => void nodes.set(id, new KafkaProcess(jars, heap, join(dataDir, `node-${id}`))),
    async stop() {
      const startedAtMs = performance.now();
      await end('SIGTERM');
      return performance.now() - startedAtMs;
    },
    kill: () => end('SIGKILL'),
  };
}

/** The Java process of one node on its formatted folder. */
class KafkaProcess {
  readonly child: ChildProcess;
  readonly #stdout: LineBuffer;
  readonly #stderr: LineBuffer;

  constructor(jars: KafkaJars, heap: HeapVariant, nodeDir: string) {
    const child = spawn(
      jars.java,
      [
        ...HEAP_OPTIONS[heap],
        '-Djava.awt.headless=true',
        `-Dlog4j2.configurationFile=${join(nodeDir, 'log4j2.properties')}`,
        '-cp',
        jars.classPath,
        'kafka.Kafka',
        join(nodeDir, 'server.properties'),
      ],
      { cwd: nodeDir, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    this.#stdout = new LineBuffer(child.stdout);
    this.#stderr = new LineBuffer(child.stderr);
  }

  get pid(): number | null {
    const { exitCode, signalCode, pid } = this.child;
    return exitCode === null && signalCode === null ? (pid ?? null) : null;
  }

  logTail(): string {
    return `${this.#stdout.tail()}\n${this.#stderr.tail()}`.trim();
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    using connection = await KafkaConnection.open(port);
    await apiVersions(connection, 2_000);
    return true;
  } catch {
    return false;
  }
}

/** The values of the properties file that Kafka ships for a combined node, with ports and folder of our own. */
function serverProperties(nodeDir: string, node: NodePorts, all: readonly NodePorts[]): string {
  const { id, port, controllerPort } = node;
  const replicas = Math.min(all.length, 3);
  const minIsr = replicas === 1 ? 1 : 2;
  return `${[
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
  ].join('\n')}\n`;
}

const LOG4J = `status = error
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = server.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d] %p %m (%c)%n
`;

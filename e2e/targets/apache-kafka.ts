import { spawn } from 'node:child_process';
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
/** Written when the folder is formatted; the next start on it uses the same port. */
const PORT_FILE = 'port';
const CLUSTER_ID = 'c2x1aWNlLWUyZS1rYWZrYQ';

/** Apache Kafka as one KRaft node that is broker and controller. */
export function apacheKafkaTarget(jars: KafkaJars, heap: HeapVariant = 'default'): Target {
  const name = heap === 'default' ? 'apache-kafka' : `apache-kafka-${heap}`;
  return { name, start: (options) => startKafka(jars, heap, options) };
}

/** Writes the properties and formats the log directory, once. Not part of any measured start. */
export async function formatKafka(jars: KafkaJars, dataDir: string, port: number): Promise<void> {
  const [controllerPort] = await freePorts(1);
  await mkdir(dataDir, { recursive: true });
  const properties = serverProperties(dataDir, port, controllerPort!);
  await writeFile(join(dataDir, 'server.properties'), properties);
  await writeFile(join(dataDir, 'log4j2.properties'), LOG4J);
  const args = ['format', '--cluster-id', CLUSTER_ID, '--config', join(dataDir, 'server.properties')];
  await runKafkaTool(jars, 'kafka-storage', args);
  await writeFile(join(dataDir, PORT_FILE), String(port));
}

async function startKafka(jars: KafkaJars, heap: HeapVariant, options: StartOptions): Promise<RunningTarget> {
  const { dataDir } = options;
  const portFile = join(dataDir, PORT_FILE);
  const formatted = existsSync(portFile);
  const port = formatted
    ? Number(await readFile(portFile, 'utf8'))
    : (options.port ?? (await freePorts(1))[0]!);
  if (!formatted) await formatKafka(jars, dataDir, port);

  const spawnedAtMs = performance.now();
  const child = spawn(
    jars.java,
    [
      ...HEAP_OPTIONS[heap],
      '-Djava.awt.headless=true',
      `-Dlog4j2.configurationFile=${join(dataDir, 'log4j2.properties')}`,
      '-cp',
      jars.classPath,
      'kafka.Kafka',
      join(dataDir, 'server.properties'),
    ],
    { cwd: dataDir, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stdout = new LineBuffer(child.stdout);
  const stderr = new LineBuffer(child.stderr);
  const logTail = () => `${stdout.tail()}\n${stderr.tail()}`.trim();
  if (options.waitUntilReady !== false) {
    await waitUntil(
      'Apache Kafka to answer',
      () => {
        if (child.exitCode !== null) throw new Error(`Kafka ended with ${child.exitCode}. ${logTail()}`);
        return answers(port);
      },
      { timeoutMs: READY_TIMEOUT_MS, everyMs: 50 },
    );
  }
  return {
    bootstrapServers: `127.0.0.1:${port}`,
    port,
    spawnedAtMs,
    pids: () => [child.pid!],
    logTail,
    async stop() {
      const startedAtMs = performance.now();
      child.kill('SIGTERM');
      await exited(child);
      return performance.now() - startedAtMs;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited(child);
    },
  };
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
function serverProperties(dataDir: string, port: number, controllerPort: number): string {
  return `${[
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'num.network.threads=3',
    'num.io.threads=8',
    'socket.send.buffer.bytes=102400',
    'socket.receive.buffer.bytes=102400',
    `log.dirs=${join(dataDir, 'data')}`,
    'num.partitions=1',
    'num.recovery.threads.per.data.dir=2',
    'offsets.topic.replication.factor=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
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

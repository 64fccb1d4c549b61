/** One process of Apache Kafka on a folder of its own, whatever its roles are. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { LineBuffer } from '../support/line-buffer.ts';
import { exited, waitUntil } from '../support/processes.ts';
import { apiVersions } from '../support/tiny-client.ts';
import { runKafkaTool } from '../tools/index.ts';
import type { KafkaJars } from '../tools/index.ts';

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

const READY_TIMEOUT_MS = 180_000;
const ERRORS_IN_TAIL = 5;
const ERROR_LINE = /^\[[^\]]*\] (ERROR|FATAL) |^(Caused by: )?[\w.]+(Exception|Error)\b/;

export interface KafkaNodeFormat {
  /** Lines `key=value` of server.properties. */
  properties: readonly string[];
  clusterId: string;
  /** For `kafka-storage format`, besides cluster id and config. */
  formatArguments?: readonly string[];
}

/** Writes a node's properties into `nodeDir` and formats its log directories. */
export async function formatKafkaNode(
  jars: KafkaJars,
  nodeDir: string,
  { properties, clusterId, formatArguments = [] }: KafkaNodeFormat,
): Promise<void> {
  await mkdir(nodeDir, { recursive: true });
  const config = join(nodeDir, 'server.properties');
  await writeFile(config, `${properties.join('\n')}\n`);
  await logToFile(nodeDir);
  const format = ['format', '--cluster-id', clusterId, '--config', config, ...formatArguments];
  await runKafkaTool(jars, 'kafka-storage', format);
}

/** From its next start on the node in `nodeDir` logs to `server.log` there. */
export async function logToFile(nodeDir: string): Promise<void> {
  await writeFile(join(nodeDir, 'log4j2.properties'), LOG4J);
}

/** The Java process of one node on its formatted folder. It runs from here on; see {@link ready}. */
export class KafkaProcess {
  readonly child: ChildProcess;
  readonly #nodeDir: string;
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
    this.#nodeDir = nodeDir;
    this.#stdout = new LineBuffer(child.stdout);
    this.#stderr = new LineBuffer(child.stderr);
  }

  get pid(): number | null {
    const { exitCode, signalCode, pid } = this.child;
    return exitCode === null && signalCode === null ? (pid ?? null) : null;
  }

  /** Waits until the listener on `port` answers ApiVersions; a broker does so when it is unfenced. */
  async ready(name: string, port: number, timeoutMs = READY_TIMEOUT_MS): Promise<void> {
    const hasAnswered = () => {
      const { exitCode } = this.child;
      if (exitCode !== null) throw new Error(`Kafka ended with ${exitCode}. ${this.logTail()}`);
      return answers(port);
    };
    await waitUntil(`${name} to answer`, hasAnswered, { timeoutMs, everyMs: 50 });
  }

  /** Resolves when the process is gone; at once when it is already. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await exited(this.child);
  }

  /** The last lines that it wrote, and the last errors of its log. */
  logTail(): string {
    const log = join(this.#nodeDir, 'server.log');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
    const errors = lines.filter((line) => ERROR_LINE.test(line)).slice(-ERRORS_IN_TAIL);
    return `${this.#stdout.tail()}\n${this.#stderr.tail()}\n${errors.join('\n')}`.trim();
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

const LOG4J = `status = error
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = server.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d] %p %m (%c)%n
`;

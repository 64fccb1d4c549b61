/** The client programs of a run: unmodified Kafka clients, each in a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { LineBuffer } from '../support/line-buffer.ts';
import { exited } from '../support/processes.ts';
import { findApacheKafka, findConfluentKafka } from '../tools/index.ts';
import type { Client, LoadRecorder } from './load-events.ts';

export type ClientName = 'kafkajs' | 'platformatic' | 'confluent' | 'java';

const PROGRAMS = join(import.meta.dirname, 'clients');
const STOP_TIMEOUT_MS = 45_000;
const JAVA_FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128M'];

export interface LoadOptions {
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly partitions: number;
  /** Of each producer. */
  readonly recordsPerSecond: number;
  readonly recorder: LoadRecorder;
  /** Since the beginning of the run. */
  nowMs(): number;
}

/** Clients that can be started here; the others are said to be missing. */
export async function findClients(
  wanted: readonly ClientName[],
  log: (line: string) => void,
): Promise<Map<ClientName, string[]>> {
  const found = new Map<ClientName, string[]>();
  for (const name of wanted) {
    const command = await commandOf(name);
    if (Array.isArray(command)) found.set(name, command);
    else log(`without ${name}: ${command.missing}`);
  }
  return found;
}

async function commandOf(name: ClientName): Promise<string[] | { missing: string }> {
  switch (name) {
    case 'kafkajs':
    case 'platformatic':
      return [process.execPath, join(PROGRAMS, `${name}-load.ts`)];
    case 'confluent': {
      const python = await findConfluentKafka();
      return 'missing' in python ? python : [python.found, join(PROGRAMS, 'confluent_load.py')];
    }
    case 'java': {
      const kafka = await findApacheKafka();
      if ('missing' in kafka) return kafka;
      return [
        kafka.found.java,
        ...JAVA_FLAGS,
        '-cp',
        kafka.found.classPath,
        join(PROGRAMS, 'KafkaLoad.java'),
      ];
    }
  }
}

/** One running client program. */
export class LoadClient {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #errors: LineBuffer;
  #stopping = false;

  private constructor(
    client: Client,
    command: readonly string[],
    args: readonly string[],
    options: LoadOptions,
  ) {
    this.name = client.name;
    const { recorder, nowMs } = options;
    this.#child = spawn(command[0]!, [...command.slice(1), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin!.on('error', () => {});
    this.#errors = new LineBuffer(this.#child.stderr!);
    new LineBuffer(this.#child.stdout!).onLine((line) => recorder.hear(client, line, nowMs()));
    this.#child.on('exit', (code, signal) => {
      if (!this.#stopping)
        recorder.notes.push(`${client.name} ended by itself with ${code ?? signal}: ${this.#errors.tail()}`);
    });
  }

  static produce(
    name: ClientName,
    command: readonly string[],
    producer: number,
    options: LoadOptions,
  ): LoadClient {
    const { bootstrapServers, topic, partitions, recordsPerSecond } = options;
    const args = ['produce', bootstrapServers, topic, partitions, producer, recordsPerSecond].map(String);
    return new LoadClient({ name: `${name}-producer`, producer }, command, args, options);
  }

  /** `member` tells the members of a group apart. */
  static consume(
    name: ClientName,
    command: readonly string[],
    member: number,
    options: LoadOptions,
  ): LoadClient {
    const { bootstrapServers, topic, partitions } = options;
    const args = ['consume', bootstrapServers, topic, String(partitions), `chaos-${name}`];
    return new LoadClient({ name: `${name}-group-${member}`, producer: 0 }, command, args, options);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Lets it finish what is under way. Answers whether it ended by itself in time. */
  async stop(): Promise<boolean> {
    if (!this.running) return this.#stopping;
    this.#stopping = true;
    this.#child.stdin!.end();
    let killed = false;
    const timer = setTimeout(() => (killed = this.#child.kill('SIGKILL')), STOP_TIMEOUT_MS);
    await exited(this.#child);
    clearTimeout(timer);
    return !killed;
  }

  kill(): void {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
  }
}

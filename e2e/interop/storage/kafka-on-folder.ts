/** Apache Kafka on the folders of a cluster, as they are: with the server.properties that lie there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaProcess, logToFile } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { expectTrue } from '../check.ts';

const READY_TIMEOUT_MS = 120_000;
/** Who complains of what is on disk; brokers that find each other only after a while complain, too. */
const STORAGE_LOGGER =
  /\((org\.apache\.kafka\.(storage|image|server\.fault|snapshot|metadata)|kafka\.(log|server\.metadata|cluster))\S*\)$|KafkaRaftLog/;

export interface KafkaNode {
  readonly id: number;
  readonly nodeDir: string;
  readonly port: number;
}

/** One Java process for each `node-<id>` below `dataDir`. */
export class KafkaOnFolder {
  readonly nodes: readonly KafkaNode[];
  readonly #jars: KafkaJars;
  readonly #processes = new Map<number, KafkaProcess>();
  /** Bytes of each node's log that earlier starts wrote. */
  readonly #logged = new Map<number, number>();

  constructor(jars: KafkaJars, dataDir: string) {
    this.#jars = jars;
    this.nodes = readdirSync(dataDir)
      .filter((name) => /^node-\d+$/.test(name))
      .map((name) => {
        const nodeDir = join(dataDir, name);
        const { port } = /listeners=PLAINTEXT:\/\/[^:]+:(?<port>\d+)/.exec(propertiesOf(nodeDir))!.groups!;
        return { id: Number(name.slice('node-'.length)), nodeDir, port: Number(port) };
      })
      .toSorted((a, b) => a.id - b.id);
  }

  get bootstrapServers(): string {
    return this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
  }

  /** Resolves when every node serves. */
  async start(): Promise<void> {
    for (const { id, nodeDir } of this.nodes) {
      await logToFile(nodeDir);
      this.#logged.set(id, this.#logOf(nodeDir).length);
      this.#processes.set(id, new KafkaProcess(this.#jars, 'small', nodeDir));
    }
    for (const { id, port } of this.nodes)
      await this.#processes.get(id)!.ready(`node ${id} of Apache Kafka`, port, READY_TIMEOUT_MS);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process.end(signal)));
    this.#processes.clear();
  }

  /** Throws when anything on disk gave cause to complain. The lines of all logs since the start. */
  expectNoComplaints(expected?: RegExp): string[] {
    const lines = this.nodes.flatMap(({ id, nodeDir }) =>
      this.#logOf(nodeDir).subarray(this.#logged.get(id)).toString().split('\n'),
    );
    const complaints = lines.filter(
      (line) =>
        / (WARN|ERROR|FATAL) /.test(line) && STORAGE_LOGGER.test(line) && expected?.test(line) !== true,
    );
    expectTrue(`Kafka complains:\n${complaints.slice(0, 10).join('\n')}`, complaints.length === 0);
    return lines;
  }

  /** Throws unless every log dir was found stopped cleanly, and nothing else in it gave cause to complain. */
  expectNothingToRecover(logDirs: readonly string[], expected?: RegExp): string {
    const lines = this.expectNoComplaints(expected);
    for (const logDir of logDirs) {
      const isClean = (line: string) =>
        line.includes('Skipping recovery') && line.includes(`from ${logDir} since clean shutdown`);
      expectTrue(`Kafka did not find ${logDir} stopped cleanly`, lines.some(isClean));
    }
    return `no recovery in ${logDirs.length} log dirs`;
  }

  #logOf(nodeDir: string): Buffer {
    try {
      return readFileSync(join(nodeDir, 'server.log'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return Buffer.alloc(0);
    }
  }
}

function propertiesOf(nodeDir: string): string {
  return readFileSync(join(nodeDir, 'server.properties'), 'utf8');
}

/** The log.dirs of all nodes below `dataDir`. */
export function logDirsOf(dataDir: string): string[] {
  return readdirSync(dataDir)
    .filter((name) => /^node-\d+$/.test(name))
    .toSorted()
    .flatMap((name) => /^log\.dirs=(.*)$/m.exec(propertiesOf(join(dataDir, name)))![1]!.split(','));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../../support/processes.ts';
import { sluiceTarget } from '../../targets/index.ts';
import type { RunningTarget } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { expectTrue } from '../check.ts';
import { expectDumpAccepts } from './dump.ts';
import { KafkaOnFolder, logDirsOf } from './kafka-on-folder.ts';
import { viewDifference } from './storage-client.ts';
import type { FillMode, StorageClient, View } from './storage-client.ts';

/** What a crash keeps only once a checkpoint names it is on disk within a few seconds. */
const SETTLE_TIMEOUT_MS = 90_000;
export const PARTITIONS = 2;

/** One cluster's folders, and whoever runs on them: Sluice or Apache Kafka. */
export class Stage {
  readonly nodes: number;
  /** That Sluice is told to have for each node. */
  readonly #logDirs: number | undefined;
  readonly dataDir: string;
  readonly client: StorageClient;
  readonly #jars: KafkaJars;
  #sluice: RunningTarget | null = null;
  #kafka: KafkaOnFolder | null = null;
  #view: View = [];
  #round = 0;

  constructor(
    nodes: number,
    jars: KafkaJars,
    client: StorageClient,
    dataDir: string,
    { logDirs }: { readonly logDirs?: number } = {},
  ) {
    this.nodes = nodes;
    this.#logDirs = logDirs;
    this.dataDir = dataDir;
    this.client = client;
    this.#jars = jars;
  }

  get logDirs(): string[] {
    return logDirsOf(this.dataDir);
  }

  async startSluice(): Promise<void> {
    const { dataDir, nodes } = this;
    this.#sluice = await sluiceTarget('host').start({ dataDir, nodes, logDirs: this.#logDirs });
  }

  async startKafka(): Promise<KafkaOnFolder> {
    this.#kafka = new KafkaOnFolder(this.#jars, this.dataDir);
    await this.#kafka.start();
    return this.#kafka;
  }

  get #bootstrapServers(): string {
    return this.#sluice?.bootstrapServers ?? this.#kafka!.bootstrapServers;
  }

  /** One more round of everything, and the view of what is there from then on. */
  async fill(mode: FillMode): Promise<string> {
    await this.client.fill(this.#bootstrapServers, ++this.#round, mode);
    this.#view = await this.client.view(this.#bootstrapServers);
    return `${this.#view.length} lines of view`;
  }

  async expectSameView(): Promise<string> {
    const view = await this.client.view(this.#bootstrapServers);
    const difference = viewDifference(view, this.#view);
    expectTrue(`${difference}`, difference === null);
    const records = view.flatMap((line) => /^records .* (\d+):/.exec(line)?.[1] ?? []).map(Number);
    return `${view.length} lines of view of ${records.reduce((sum, count) => sum + count, 0)} records read`;
  }

  expectDumpAccepts(): Promise<string> {
    return expectDumpAccepts(this.client, this.logDirs);
  }

  /** Resolves when compaction has been through what the fill wrote. */
  async compacted(): Promise<void> {
    const isNamed = () => this.#checkpointNames('cleaner-offset-checkpoint', 'compacted', '[1-9]\\d*');
    await waitUntil('compaction', isNamed, { timeoutMs: SETTLE_TIMEOUT_MS, everyMs: 100 });
  }

  /** Resolves when a crash would not bring deleted records back. */
  async logStartIsDurable(): Promise<void> {
    const start = this.#view.flatMap((line) => /^offsets deleted-\d+ begin (\d+)/.exec(line)?.[1] ?? [])[0]!;
    const isNamed = () => this.#checkpointNames('log-start-offset-checkpoint', 'deleted', start);
    await waitUntil('the log start on disk', isNamed, { timeoutMs: SETTLE_TIMEOUT_MS, everyMs: 100 });
  }

  /** Whether such files name every partition of the topic on every node. */
  #checkpointNames(file: string, topic: string, offset: string): boolean {
    const texts = this.logDirs.map((logDir) =>
      readFileSync(join(logDir, file), { encoding: 'utf8', flag: 'a+' }),
    );
    return Array.from({ length: PARTITIONS }, (_, partition) => partition).every((partition) => {
      const line = new RegExp(`^${topic} ${partition} ${offset}$`, 'm');
      return texts.filter((text) => line.test(text)).length === this.nodes;
    });
  }

  async stop(): Promise<void> {
    await this.#sluice?.stop();
    await this.#kafka?.stop();
    this.#sluice = null;
    this.#kafka = null;
  }

  async kill(): Promise<void> {
    await this.#sluice?.kill();
    await this.#kafka?.kill();
    this.#sluice = null;
    this.#kafka = null;
  }
}

import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../support/ports.ts';
import { waitUntil } from '../../support/processes.ts';
import { formatKafkaNode, sluiceTarget } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { besideKafka, expectEqual, expectTrue } from '../check.ts';
import type { Check } from '../check.ts';
import { KafkaOnFolder } from './kafka-on-folder.ts';
import type { StorageClient } from './storage-client.ts';

const CHECK_TIMEOUT_MS = 300_000;
const SETTLE_TIMEOUT_MS = 120_000;
/** Several rounds of cleaning and of retention. */
const QUIET_MS = 4_000;
const CLUSTER_ID = 'Y2xlYW5pbmctYnktYm90aA';
/** Those that StorageCleaning.java writes to again. */
const GROWING = ['compact-keys', 'compact-tombstones', 'compact-transactions'];
const COMPACTED = [...GROWING, 'compact-overdue', 'compact-not-due', 'compact-delete'];
const TOPICS = [...COMPACTED, 'delete-time', 'delete-all', 'delete-size', 'delete-start', 'keep'];
const GROWTH_ROUNDS = 3;

const AT_REST = [
  'log.cleaner.enable=false',
  'log.retention.check.interval.ms=86400000',
  'log.initial.task.delay.ms=86400000',
];
const AT_WORK = [
  'log.cleaner.backoff.ms=200',
  'log.cleaner.dedupe.buffer.size=16777216',
  'log.retention.check.interval.ms=500',
  'log.initial.task.delay.ms=500',
  'log.flush.start.offset.checkpoint.interval.ms=1000',
];

/** Whoever keeps house on a copy of the input. */
interface Keeper {
  start(): Promise<void>;
  bootstrapServers(): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** What was there after a round of housekeeping, topic by topic. */
type Left = Record<string, readonly string[]>;

/**
 * Compaction and retention of both on the same input: Apache Kafka writes it while nobody keeps house, and then each
 * works on a copy of its own.
 */
export class Cleaning {
  readonly #jars: KafkaJars;
  readonly #client: StorageClient;
  readonly #dir: string;
  readonly #growthTimestampMs = Date.now();
  #running: Keeper | null = null;
  readonly #left: { kafka: Left[]; sluice: Left[] } = { kafka: [], sluice: [] };

  constructor(jars: KafkaJars, client: StorageClient, dir: string) {
    this.#jars = jars;
    this.#client = client;
    this.#dir = join(dir, 'cleaning');
  }

  checks(): Check[] {
    const check = besideKafka('compaction and retention', CHECK_TIMEOUT_MS);
    return [
      check('the input is written by Apache Kafka', () => this.#writesInput()),
      check('Apache Kafka keeps house on one copy', () => this.#keepsHouse('kafka')),
      check('Sluice keeps house on the other', () => this.#keepsHouse('sluice')),
      ...TOPICS.map((topic) => check(`${topic}: the same batches are left`, () => this.#compares(topic))),
      check('the same log starts and cleaned offsets', () => this.#comparesCheckpoints()),
    ];
  }

  async #writesInput(): Promise<string> {
    const [port, controllerPort] = await freePorts(2);
    await formatKafkaNode(this.#jars, this.#nodeDir('input'), {
      clusterId: CLUSTER_ID,
      formatArguments: ['--standalone'],
      properties: [
        'process.roles=broker,controller',
        'node.id=1',
        `controller.quorum.bootstrap.servers=localhost:${controllerPort}`,
        `listeners=PLAINTEXT://localhost:${port},CONTROLLER://localhost:${controllerPort}`,
        'controller.listener.names=CONTROLLER',
        `log.dirs=${this.#logDir('input')}`,
        'offsets.topic.replication.factor=1',
        'transaction.state.log.replication.factor=1',
        'transaction.state.log.min.isr=1',
        'transaction.state.log.num.partitions=1',
        ...AT_REST,
      ],
    });
    const kafka = this.#kafkaOn('input');
    this.#running = kafka;
    await kafka.start();
    await this.#client.fillForCleaning(kafka.bootstrapServers());
    await kafka.stop();
    this.#running = null;
    for (const copy of ['kafka', 'sluice']) this.#copyInput(copy);
    const counts = await Promise.all(
      TOPICS.map((topic) => this.#client.batches(join(this.#logDir('input'), `${topic}-0`))),
    );
    const segments = counts.flat().filter((line) => line.startsWith('segment'));
    return `${segments.length} segments, ${counts.flat().length - segments.length} batches in ${TOPICS.length} topics`;
  }

  #copyInput(copy: string): void {
    cpSync(this.#nodeDir('input'), this.#nodeDir(copy), { recursive: true });
    const path = join(this.#nodeDir(copy), 'server.properties');
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => !AT_REST.includes(line))
      .map((line) => line.replaceAll(this.#logDir('input'), this.#logDir(copy)));
    writeFileSync(path, [...lines, ...AT_WORK, ''].join('\n'));
  }

  #nodeDir(copy: string): string {
    return join(this.#dir, copy, 'node-1');
  }

  #logDir(copy: string): string {
    return join(this.#nodeDir(copy), 'data-1');
  }

  #kafkaOn(copy: string): Keeper {
    const kafka = new KafkaOnFolder(this.#jars, join(this.#dir, copy));
    return {
      start: () => kafka.start(),
      bootstrapServers: () => kafka.bootstrapServers,
      stop: () => kafka.stop(),
      kill: () => kafka.kill(),
    };
  }

  async #sluiceOn(copy: string): Promise<Keeper> {
    const running = await sluiceTarget('host').start({ dataDir: join(this.#dir, copy), nodes: 1 });
    return {
      start: async () => {},
      bootstrapServers: () => running.bootstrapServers,
      stop: async () => void (await running.stop()),
      kill: () => running.kill(),
    };
  }

  async #keepsHouse(who: 'kafka' | 'sluice'): Promise<string> {
    const keeper = who === 'kafka' ? this.#kafkaOn(who) : await this.#sluiceOn(who);
    this.#running = keeper;
    await keeper.start();
    const logDir = this.#logDir(who);
    await this.#settled(logDir, () => this.#firstRoundIsDone(logDir));
    this.#left[who].push(await this.#whatIsLeft(logDir));
    for (let round = 1; round <= GROWTH_ROUNDS; round++) {
      const before = cleanedOffsets(logDir);
      const timestampMs = this.#growthTimestampMs + round;
      await this.#client.growForCleaning(keeper.bootstrapServers(), round, timestampMs);
      const isCleaned = () => {
        const now = cleanedOffsets(logDir);
        return GROWING.every((topic) => now.get(topic) !== undefined && now.get(topic) !== before.get(topic));
      };
      await this.#settled(logDir, isCleaned);
      this.#left[who].push(await this.#whatIsLeft(logDir));
    }
    await keeper.stop();
    this.#running = null;
    const last = Object.values(this.#left[who].at(-1)!).flat();
    return `${1 + GROWTH_ROUNDS} rounds, ${last.length} segments and batches left`;
  }

  /** Retention has been everywhere, and all that may be cleaned at first is. */
  #firstRoundIsDone(logDir: string): boolean {
    const isTrimmed = (topic: string) => segmentsOf(logDir, topic)[0]?.name !== `${'0'.repeat(20)}.log`;
    const cleaned = cleanedOffsets(logDir);
    return (
      ['delete-time', 'delete-all', 'delete-size', 'delete-start', 'compact-delete'].every(isTrimmed) &&
      ['compact-keys', 'compact-tombstones', 'compact-overdue', 'compact-delete'].every((topic) =>
        cleaned.has(topic),
      )
    );
  }

  /** Resolves when `condition` holds and no log has changed for a while. */
  async #settled(logDir: string, condition: () => boolean): Promise<void> {
    let last = '';
    let sinceMs = performance.now();
    const isQuiet = () => {
      const now = JSON.stringify(TOPICS.map((topic) => segmentsOf(logDir, topic)));
      if (now !== last || !condition()) sinceMs = performance.now();
      last = now;
      return performance.now() - sinceMs >= QUIET_MS;
    };
    await waitUntil('housekeeping', isQuiet, { timeoutMs: SETTLE_TIMEOUT_MS, everyMs: 100 });
  }

  async #whatIsLeft(logDir: string): Promise<Left> {
    const left: Record<string, string[]> = {};
    for (const topic of TOPICS) left[topic] = await this.#client.batches(join(logDir, `${topic}-0`));
    return left;
  }

  #compares(topic: string): Promise<string> {
    const { kafka, sluice } = this.#left;
    expectEqual('rounds', [sluice.length, kafka.length], [1 + GROWTH_ROUNDS, 1 + GROWTH_ROUNDS]);
    for (const [round, expected] of kafka.entries()) {
      const difference = firstDifference(sluice[round]![topic]!, expected[topic]!);
      expectTrue(`round ${round}: ${difference}`, difference === null);
    }
    const counts = kafka.map((left) => left[topic]!.filter((line) => !line.startsWith('segment')).length);
    return Promise.resolve(`${counts.join(', ')} batches after each round`);
  }

  #comparesCheckpoints(): Promise<string> {
    for (const file of ['log-start-offset-checkpoint', 'cleaner-offset-checkpoint']) {
      const lines = (copy: string) =>
        readFileSync(join(this.#logDir(copy), file), 'utf8')
          .split('\n')
          .filter((line) => TOPICS.includes(line.split(' ')[0]!))
          .toSorted();
      expectEqual(file, lines('sluice'), lines('kafka'));
    }
    return Promise.resolve(
      `${[...cleanedOffsets(this.#logDir('kafka'))].map((each) => each.join(' ')).join(', ')}`,
    );
  }

  async end(): Promise<void> {
    await this.#running?.kill();
  }
}

/** How far compaction has been, by topic. */
function cleanedOffsets(logDir: string): Map<string, number> {
  const text = readFileSync(join(logDir, 'cleaner-offset-checkpoint'), { encoding: 'utf8', flag: 'a+' });
  const entries = text.split('\n').flatMap((line) => {
    const [, topic, offset] = /^(\S+) 0 (\d+)$/.exec(line) ?? [];
    return topic === undefined ? [] : [[topic, Number(offset)] as const];
  });
  return new Map(entries);
}

function segmentsOf(logDir: string, topic: string): { name: string; sizeBytes: number }[] {
  const folder = join(logDir, `${topic}-0`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .toSorted()
    .flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return stat === undefined ? [] : { name, sizeBytes: stat.size };
    });
}

function firstDifference(got: readonly string[], expected: readonly string[]): string | null {
  const at = [...Array(Math.max(got.length, expected.length)).keys()].find((i) => got[i] !== expected[i]);
  if (at === undefined) return null;
  const around = (lines: readonly string[]) =>
    lines
      .slice(Math.max(at - 2, 0), at + 3)
      .map((line) => `    ${line.slice(0, 300)}`)
      .join('\n');
  return `of ${expected.length} lines, line ${at} differs; Kafka has\n${around(expected)}\nSluice has\n${around(got)}`;
}

import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../support/ports.ts';
import { formatKafkaNode } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { besideKafka, expectEqual, expectTrue } from '../check.ts';
import type { Check } from '../check.ts';
import { Stage } from './stage.ts';
import type { StorageClient } from './storage-client.ts';

const CHECK_TIMEOUT_MS = 300_000;
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qk';
const HEX = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/**
 * A cluster that begins in Apache Kafka, with the features that its release finalizes, and moves into Sluice: its log
 * dirs lie in DIR/node-<id>/data-<k>, its server.properties beside them.
 */
export class KafkaBorn {
  readonly #stage: Stage;
  readonly #jars: KafkaJars;
  /** The first node's folder before Sluice saw it. */
  #ports: number[] = [];

  /** One node with two log dirs and a quorum that can change, or three with voters that the settings name. */
  constructor(nodes: 1 | 3, jars: KafkaJars, client: StorageClient, dir: string) {
    this.#jars = jars;
    this.#stage = new Stage(nodes, jars, client, join(dir, `kafka-${nodes}`));
  }

  checks(): Check[] {
    const { nodes } = this.#stage;
    const check = besideKafka(
      nodes === 1 ? '1 node of Kafka, 2 log dirs' : '3 nodes of Kafka, static voters',
      CHECK_TIMEOUT_MS,
    );
    return [
      check('formatted and filled, with transactions', () => this.#fillsKafka()),
      check('moves into Sluice, an open transaction and all: the same view', () => this.#movesIn()),
      check('Sluice writes more and stops: DumpLogSegments accepts every file', () => this.#fillsSluice()),
      check('Apache Kafka boots on it again: no recovery, the same view', () => this.#movesBack()),
      check('more transactions, kill -9; Sluice recovers it: the same view', () => this.#isKilled()),
    ];
  }

  async #fillsKafka(): Promise<string> {
    await this.#format();
    await this.#stage.startKafka();
    await this.#stage.fill('transactions');
    const evidence = await this.#stage.fill('open-transaction');
    await this.#stage.stop();
    return evidence;
  }

  async #format(): Promise<void> {
    const { nodes, dataDir } = this.#stage;
    this.#ports = await freePorts(2 * nodes);
    const ids = Array.from({ length: nodes }, (_, index) => index + 1);
    const controllers = ids.map((id) => `localhost:${this.#controllerPort(id)}`);
    const quorum =
      nodes === 1
        ? `controller.quorum.bootstrap.servers=${controllers.join(',')}`
        : `controller.quorum.voters=${ids.map((id) => `${id}@${controllers[id - 1]}`).join(',')}`;
    for (const id of ids) {
      const nodeDir = join(dataDir, `node-${id}`);
      const logDirs = nodes === 1 ? ['data-1', 'data-2'] : ['data-1'];
      await formatKafkaNode(this.#jars, nodeDir, {
        clusterId: CLUSTER_ID,
        formatArguments: nodes === 1 ? ['--standalone'] : [],
        properties: [
          'process.roles=broker,controller',
          `node.id=${id}`,
          quorum,
          `listeners=PLAINTEXT://localhost:${this.#port(id)},CONTROLLER://${controllers[id - 1]}`,
          'controller.listener.names=CONTROLLER',
          'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
          `log.dirs=${logDirs.map((name) => join(nodeDir, name)).join(',')}`,
          `offsets.topic.replication.factor=${nodes}`,
          'offsets.topic.num.partitions=5',
          `transaction.state.log.replication.factor=${nodes}`,
          'transaction.state.log.min.isr=1',
          'transaction.state.log.num.partitions=3',
          `default.replication.factor=${nodes}`,
          'log.retention.hours=100',
          'log.flush.start.offset.checkpoint.interval.ms=1000',
          'log.cleaner.dedupe.buffer.size=4194304',
        ],
      });
    }
  }

  #port(id: number): number {
    return this.#ports[2 * (id - 1)]!;
  }

  #controllerPort(id: number): number {
    return this.#ports[2 * (id - 1) + 1]!;
  }

  async #movesIn(): Promise<string> {
    const strangers = this.#plantStrangers();
    await this.#stage.startSluice();
    const evidence = await this.#stage.expectSameView();
    strangers.expectHandled();
    return evidence;
  }

  /** What may lie in a log dir besides partitions that the cluster knows, as Kafka treats it. */
  #plantStrangers(): { expectHandled(): void } {
    const logDir = this.#stage.logDirs.at(-1)!;
    const source = join(
      logDir,
      readdirSync(logDir).find((name) => /^codecs-\d+$/.test(name))!,
    );
    const stray = `codecs-7.${HEX}-stray`;
    for (const name of [stray, `codecs-8.${HEX}-future`])
      cpSync(source, join(logDir, name), { recursive: true });
    writeFileSync(join(logDir, 'notes.txt'), 'not of Kafka');
    // Nobody knows its topic: it is set aside, not deleted.
    cpSync(source, join(logDir, 'unknown-0'), { recursive: true });
    writeFileSync(
      join(logDir, 'unknown-0', 'partition.metadata'),
      'version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAnAw\n',
    );
    const logsIn = (folder: string) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.log'))
        .toSorted();
    const logs = logsIn(source);
    return {
      expectHandled() {
        const names = readdirSync(logDir);
        expectTrue('notes.txt is gone', existsSync(join(logDir, 'notes.txt')));
        const setAside = (topic: string) =>
          names.find((name) => new RegExp(`^${topic}\\.[0-9a-f]{32}-stray$`).test(name));
        // A copy that was under way to a partition that is not there, and a topic that nobody knows.
        for (const name of [stray, setAside('codecs-8'), setAside('unknown-0')]) {
          expectTrue(`not all were set aside: ${names.join(', ')}`, name !== undefined);
          expectEqual(name, logsIn(join(logDir, name)), logs);
        }
        expectTrue('unknown-0 is still there', !names.includes('unknown-0'));
      },
    };
  }

  async #fillsSluice(): Promise<string> {
    await this.#stage.fill('plain');
    await this.#stage.stop();
    return this.#stage.expectDumpAccepts();
  }

  async #movesBack(): Promise<string> {
    const kafka = await this.#stage.startKafka();
    const ports = kafka.nodes.map(({ port }) => port);
    expectEqual(
      'ports',
      ports,
      kafka.nodes.map(({ id }) => this.#port(id)),
    );
    // It warns of the folders that were planted.
    const evidence = kafka.expectNothingToRecover(this.#stage.logDirs, / stray /);
    return `${evidence}, ${await this.#stage.expectSameView()}`;
  }

  async #isKilled(): Promise<string> {
    await this.#stage.fill('transactions');
    await this.#stage.logStartIsDurable();
    await this.#stage.kill();
    await this.#stage.startSluice();
    return this.#stage.expectSameView();
  }

  async end(): Promise<void> {
    await this.#stage.kill();
  }
}

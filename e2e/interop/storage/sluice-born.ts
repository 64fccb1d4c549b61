import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sluiceTarget } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { besideKafka, expectMatch, expectTrue } from '../check.ts';
import type { Check } from '../check.ts';
import { expectEqualReplicas } from '../oracle/replicas.ts';
import { PARTITIONS, Stage } from './stage.ts';
import type { StorageClient } from './storage-client.ts';

const CHECK_TIMEOUT_MS = 300_000;

/** A cluster that begins in Sluice, and is Apache Kafka's and Sluice's in turn from then on, also after `kill -9`. */
export class SluiceBorn {
  readonly #stage: Stage;
  /** Of each node. */
  readonly #logDirs: number;

  constructor(nodes: number, jars: KafkaJars, client: StorageClient, dir: string, logDirs = 1) {
    this.#logDirs = logDirs;
    const name = logDirs === 1 ? `sluice-${nodes}` : `sluice-${nodes}-dirs-${logDirs}`;
    this.#stage = new Stage(nodes, jars, client, join(dir, name), { logDirs });
  }

  checks(): Check[] {
    const { nodes } = this.#stage;
    const check = besideKafka(
      `${nodes} ${nodes === 1 ? 'node' : 'nodes'} of Sluice` +
        (this.#logDirs === 1 ? '' : ` with ${this.#logDirs} log dirs each`),
      CHECK_TIMEOUT_MS,
    );
    return [
      check('killed before there is a topic: Apache Kafka boots on the empty checkpoints', () =>
        this.#isKilledEmpty(),
      ),
      check('filled by Java clients', () => this.#fillsSluice()),
      check('its locks keep Apache Kafka out', () => this.#keepsKafkaOut()),
      check('after a clean stop DumpLogSegments accepts every file', () => this.#stopsCleanly()),
      check('Apache Kafka boots on it: no recovery, the same view', () => this.#kafkaTakesOver()),
      check("Apache Kafka's locks keep Sluice out", () => this.#isKeptOut()),
      check('Apache Kafka writes more, with transactions, and stops', () => this.#fillsKafka()),
      check('Sluice opens it again: the same view', () => this.#sluiceTakesOver()),
      check('more is written, kill -9: DumpLogSegments accepts every file', () => this.#isKilled()),
      check('Apache Kafka recovers it: the same view', () => this.#kafkaRecovers()),
      check('Sluice opens it once more: the same view', () => this.#sluiceTakesOver()),
    ];
  }

  /** A log dir has a checkpoint of recovery points before it has a log: one that is missing later was lost. */
  async #isKilledEmpty(): Promise<string> {
    await this.#stage.startSluice();
    await this.#stage.kill();
    const { logDirs, nodes } = this.#stage;
    expectTrue(`log dirs are ${logDirs.join(', ')}`, logDirs.length === nodes * this.#logDirs);
    for (const logDir of logDirs) {
      const text = readFileSync(join(logDir, 'recovery-point-offset-checkpoint'), 'utf8');
      expectTrue(`${logDir} says ${JSON.stringify(text)}`, text === '0\n0\n');
    }
    const kafka = await this.#stage.startKafka();
    kafka.expectNoComplaints();
    await this.#stage.stop();
    return `${logDirs.length} empty checkpoints, nothing to complain of`;
  }

  async #fillsSluice(): Promise<string> {
    await this.#stage.startSluice();
    return this.#stage.fill('plain');
  }

  /** Kafka takes its locks only after it has opened the metadata log, so its own lock is tried, not a whole process. */
  async #keepsKafkaOut(): Promise<string> {
    const { client, logDirs } = this.#stage;
    const states = await Promise.all(logDirs.map((logDir) => client.lockState(join(logDir, '.lock'))));
    expectTrue(
      `locks are ${states.join(', ')}`,
      states.every((state) => state === 'taken'),
    );
    return `${logDirs.length} locks are taken for Kafka's FileLock`;
  }

  async #stopsCleanly(): Promise<string> {
    await this.#stage.compacted();
    await this.#stage.stop();
    const { logDirs, nodes } = this.#stage;
    const states = await Promise.all(
      logDirs.map((path) => this.#stage.client.lockState(join(path, '.lock'))),
    );
    expectTrue(`locks are ${states.join(', ')} afterwards`, !states.includes('taken'));
    const owned = logDirs.map((path) => ({ owner: path, path }));
    for (const topic of ['codecs', 'times'])
      expectEqualReplicas(owned, topic, { partitions: PARTITIONS, replicas: nodes });
    return this.#stage.expectDumpAccepts();
  }

  async #kafkaTakesOver(): Promise<string> {
    const kafka = await this.#stage.startKafka();
    const evidence = kafka.expectNothingToRecover(this.#stage.logDirs);
    return `${evidence}, ${await this.#stage.expectSameView()}`;
  }

  async #isKeptOut(): Promise<string> {
    const { dataDir, nodes } = this.#stage;
    const properties = () => readFileSync(join(dataDir, 'node-1', 'server.properties'), 'utf8');
    const before = properties();
    const failure = await sluiceTarget('host')
      .start({ dataDir, nodes })
      .then(
        async (running) => {
          await running.kill();
          return null;
        },
        (error: Error) => error,
      );
    expectTrue('Sluice started on folders that Kafka has open', failure !== null);
    const [message] = expectMatch('why', failure!.message, /\S+ is in use: another process holds its \.lock/);
    // Kafka goes on with the addresses that the files name.
    expectTrue('Sluice has changed server.properties', before === properties());
    return message;
  }

  async #fillsKafka(): Promise<string> {
    const evidence = await this.#stage.fill('transactions');
    await this.#stage.stop();
    return evidence;
  }

  async #sluiceTakesOver(): Promise<string> {
    await this.#stage.stop();
    await this.#stage.startSluice();
    return this.#stage.expectSameView();
  }

  async #isKilled(): Promise<string> {
    await this.#stage.fill('plain');
    await this.#stage.logStartIsDurable();
    await this.#stage.kill();
    return this.#stage.expectDumpAccepts();
  }

  async #kafkaRecovers(): Promise<string> {
    await this.#stage.startKafka();
    return this.#stage.expectSameView();
  }

  async end(): Promise<void> {
    await this.#stage.kill();
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectEqual, expectTrue, runChecks } from '../check.ts';
import type { Check, CheckContext, CheckResult } from '../check.ts';
import { kafkaShell } from '../checks/kafka-tools.ts';
import { digestDifference, summarize } from '../digest/digest.ts';
import type { Digests } from '../digest/digest.ts';
import { producers, readers } from '../digest/participants.ts';
import { CODECS, writeWorkload } from '../digest/workload.ts';
import { kafkaJs } from '../node-clients/kafkajs.ts';
import { isWhole, waitForMetadata } from '../../support/cluster-view.ts';
import { bootstrapOf, logDirsOf } from './mixed-cluster.ts';
import type { MixedCluster } from './mixed-cluster.ts';
import { expectEqualReplicas } from './replicas.ts';
import { SteadyProducer } from './steady-producer.ts';

const WORKLOAD_RECORDS = 5_000;
const CHECK_TIMEOUT_MS = 240_000;
const MIN_IN_SYNC = '2';

/**
 * The oracle: brokers of Apache Kafka and of Sluice in one cluster must agree on every byte. The checks run in their
 * order: each goes on where the one before has left the cluster.
 */
export async function oracleRun(
  makeCluster: (dir: string) => MixedCluster,
  context: Omit<CheckContext, 'bootstrapServers'>,
  onResult: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-oracle-'));
  const run = new OracleRun(makeCluster(dir), dir, context);
  try {
    return await runChecks(run.checks(), run.context, onResult);
  } finally {
    await run.end();
    await rm(dir, { recursive: true, force: true });
  }
}

class OracleRun {
  readonly context: CheckContext;
  readonly #cluster: MixedCluster;
  readonly #dir: string;
  readonly #workloadTopic: string;
  readonly #movesTopic: string;
  #producer: SteadyProducer | null = null;

  constructor(cluster: MixedCluster, dir: string, context: Omit<CheckContext, 'bootstrapServers'>) {
    this.#cluster = cluster;
    this.#dir = dir;
    this.context = { ...context, bootstrapServers: '' };
    this.#workloadTopic = context.unique('oracle-workload');
    this.#movesTopic = context.unique('oracle-moves');
  }

  checks(): Check[] {
    const check = (name: string, run: () => Promise<string>): Check => ({
      client: this.#cluster.name,
      name: `oracle: ${name}`,
      needs: ['kafka'],
      timeoutMs: CHECK_TIMEOUT_MS,
      run,
    });
    return [
      check('joins the quorum, registers, is unfenced', () => this.#joins()),
      check('leads and follows; all codecs, acks=all', () => this.#replicates()),
      check('kill -9 of every broker in turn, preferred leaders again', () => this.#movesLeaders()),
      check('equal bytes on all replicas', () => this.#comparesReplicas()),
    ];
  }

  async #joins(): Promise<string> {
    const evidence = await this.#cluster.start();
    this.context.bootstrapServers = bootstrapOf(this.#cluster);
    const brokers = this.#cluster.brokers();
    await waitForMetadata(
      `all brokers: ${brokers.map(({ name }) => name).join(', ')}`,
      this.#ports,
      [],
      ({ brokerCount }) => brokerCount === brokers.length,
    );
    return evidence;
  }

  async #replicates(): Promise<string> {
    const workload = await writeWorkload({
      seed: 4,
      recordCount: WORKLOAD_RECORDS,
      partitions: this.#cluster.assignment.length,
      codecs: CODECS,
      dir: await mkdtemp(join(this.#dir, 'workload-')),
    });
    await this.#createTopics();
    const java = producers.find(({ client }) => client.includes('Java'))!;
    await java.produce(this.context, this.#workloadTopic, workload);
    return this.#expectDigests(this.#workloadTopic, workload.recordCount, workload.expected);
  }

  async #expectDigests(topic: string, recordCount: number, expected: Digests): Promise<string> {
    const java = readers.find(({ client }) => client.includes('Java'))!;
    const digests = await java.digest(this.context, topic, recordCount);
    const difference = digestDifference(digests, expected);
    expectTrue(`${topic}: ${difference}`, difference === null);
    return summarize(digests);
  }

  async #createTopics(): Promise<void> {
    const admin = kafkaJs(this.context.bootstrapServers).admin();
    await admin.connect();
    try {
      const replicaAssignment = this.#cluster.assignment.map((replicas, partition) => ({
        partition,
        replicas: [...replicas],
      }));
      const configEntries = [{ name: 'min.insync.replicas', value: MIN_IN_SYNC }];
      const topics = this.#topics.map((topic) => ({ topic, replicaAssignment, configEntries }));
      expectEqual('create topics', await admin.createTopics({ topics }), true);
    } finally {
      await admin.disconnect();
    }
    await this.#waitUntilWhole('every replica in sync', { preferred: true });
  }

  /** Everybody dies once while the producer goes on: leaderships go from Kafka to Sluice, and the other way. */
  async #movesLeaders(): Promise<string> {
    const { clients, bootstrapServers } = this.context;
    const partitions = this.#cluster.assignment.length;
    const producer = new SteadyProducer(clients.kafka!, bootstrapServers, this.#movesTopic, partitions);
    this.#producer = producer;
    await producer.progress('before anything has happened');
    for (const broker of this.#cluster.brokers()) {
      await broker.kill();
      await producer.progress(`after the death of ${broker.name}`);
      await broker.revive();
      await this.#waitUntilWhole(`${broker.name} back in every ISR`);
      await producer.progress(`with ${broker.name} back`);
    }
    await kafkaShell(this.context)('kafka-leader-election --election-type preferred --all-topic-partitions');
    await this.#waitUntilWhole('the preferred leaders', { preferred: true });
    await producer.progress('led by the preferred leaders again');
    const { recordCount, expected } = await producer.stop();
    await this.#expectDigests(this.#movesTopic, recordCount, expected);
    return `${recordCount} records, none lost, doubled or out of order`;
  }

  async #comparesReplicas(): Promise<string> {
    await this.#waitUntilWhole('every replica in sync');
    const logDirs = logDirsOf(this.#cluster);
    await this.#cluster.stop();
    const { assignment } = this.#cluster;
    const size = { partitions: assignment.length, replicas: assignment[0]!.length };
    return this.#topics.map((topic) => expectEqualReplicas(logDirs, topic, size)).join('; ');
  }

  get #topics(): string[] {
    return [this.#workloadTopic, this.#movesTopic];
  }

  get #ports(): number[] {
    return this.#cluster.brokers().map(({ port }) => port);
  }

  #waitUntilWhole(what: string, options?: { preferred: boolean }): Promise<void> {
    return waitForMetadata(what, this.#ports, this.#topics, (seen) =>
      this.#topics.every((topic) => {
        const partitions = seen.partitions.filter((partition) => partition.topic === topic);
        return isWhole({ ...seen, partitions }, this.#cluster.assignment, options);
      }),
    );
  }

  async end(): Promise<void> {
    this.#producer?.kill();
    await this.#cluster.end();
  }
}

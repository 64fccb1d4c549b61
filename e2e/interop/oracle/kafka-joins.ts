/** The oracle: an unmodified Apache Kafka broker in a quorum of Sluice's controllers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../support/ports.ts';
import { formatKafkaNode, KafkaProcess } from '../../targets/index.ts';
import type { RunningTarget, Target } from '../../targets/index.ts';
import { expectEqual, expectTrue, runChecks } from '../check.ts';
import type { Check, CheckContext, CheckResult } from '../check.ts';
import { kafkaShell } from '../checks/kafka-tools.ts';
import { digestDifference, summarize } from '../digest/digest.ts';
import { producers, readers } from '../digest/participants.ts';
import { CODECS, writeWorkload } from '../digest/workload.ts';
import { kafkaJs } from '../node-clients/kafkajs.ts';
import { isWhole, waitForMetadata } from './cluster-view.ts';
import { expectEqualReplicas } from './replicas.ts';
import type { LogDir } from './replicas.ts';
import { SteadyProducer } from './steady-producer.ts';

const KAFKA_ID = 4;
const SLUICE_IDS = [1, 2, 3];
/** Kafka leads one partition and follows in the others; each of Sluice's nodes is with it somewhere. */
const ASSIGNMENT = [
  [KAFKA_ID, 1, 2],
  [1, KAFKA_ID, 3],
  [2, 3, KAFKA_ID],
];
const WORKLOAD_RECORDS = 5_000;
const CHECK_TIMEOUT_MS = 240_000;

/** What the supervisor writes beside the nodes' folders. */
interface ClusterFile {
  clusterId: string;
  nodes: { id: number; port: number; controllerPort: number }[];
}

/** Runs the checks in their order: each goes on where the one before has left the cluster. */
export async function kafkaJoinsRun(
  target: Target,
  context: Omit<CheckContext, 'bootstrapServers'>,
  onResult: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-oracle-'));
  const run = new KafkaJoins(target, dir, context);
  try {
    return await runChecks(run.checks(), run.context, onResult);
  } finally {
    await run.end();
    await rm(dir, { recursive: true, force: true });
  }
}

class KafkaJoins {
  readonly context: CheckContext;
  readonly #target: Target;
  readonly #dir: string;
  readonly #workloadTopic: string;
  readonly #movesTopic: string;
  #sluice: RunningTarget | null = null;
  #kafka: KafkaProcess | null = null;
  #kafkaPort = 0;
  #producer: SteadyProducer | null = null;

  constructor(target: Target, dir: string, context: Omit<CheckContext, 'bootstrapServers'>) {
    this.#target = target;
    this.#dir = dir;
    this.context = { ...context, bootstrapServers: '' };
    this.#workloadTopic = context.unique('oracle-workload');
    this.#movesTopic = context.unique('oracle-moves');
  }

  checks(): Check[] {
    const check = (name: string, run: () => Promise<string>): Check => ({
      client: 'kafka broker',
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
    const sluice = await this.#target.start({ dataDir: join(this.#dir, 'sluice'), nodes: SLUICE_IDS.length });
    this.#sluice = sluice;
    this.context.bootstrapServers = sluice.bootstrapServers;
    const file = JSON.parse(await readFile(join(this.#dir, 'sluice', 'cluster.json'), 'utf8')) as ClusterFile;
    const [port] = await freePorts(1);
    this.#kafkaPort = port!;
    const controllers = file.nodes.map(({ controllerPort }) => `127.0.0.1:${controllerPort}`);
    await formatKafkaNode(this.context.clients.kafka!, this.#kafkaDir, {
      clusterId: file.clusterId,
      properties: [
        'process.roles=broker',
        `node.id=${KAFKA_ID}`,
        `controller.quorum.bootstrap.servers=${controllers.join(',')}`,
        'controller.listener.names=CONTROLLER',
        `listeners=PLAINTEXT://127.0.0.1:${port}`,
        'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        `log.dirs=${join(this.#kafkaDir, 'data')}`,
      ],
    });
    const startedAtMs = performance.now();
    await this.#startKafka();
    await this.#waitFor('four brokers', [], ({ brokerCount }) => brokerCount === ASSIGNMENT.length + 1);
    return `among ${SLUICE_IDS.length} nodes after ${(performance.now() - startedAtMs).toFixed(0)} ms`;
  }

  async #replicates(): Promise<string> {
    const { context } = this;
    const workload = await writeWorkload({
      seed: 4,
      recordCount: WORKLOAD_RECORDS,
      partitions: ASSIGNMENT.length,
      codecs: CODECS,
      dir: await mkdtemp(join(this.#dir, 'workload-')),
    });
    await this.#createTopics();
    const java = producers.find(({ client }) => client.includes('Java'))!;
    await java.produce(context, this.#workloadTopic, workload);
    const reader = readers.find(({ client }) => client.includes('Java'))!;
    const digests = await reader.digest(context, this.#workloadTopic, workload.recordCount);
    const difference = digestDifference(digests, workload.expected);
    expectTrue(difference ?? '', difference === null);
    return summarize(digests);
  }

  async #createTopics(): Promise<void> {
    const admin = kafkaJs(this.context.bootstrapServers).admin();
    await admin.connect();
    try {
      const replicaAssignment = ASSIGNMENT.map((replicas, partition) => ({ partition, replicas }));
      const topics = [this.#workloadTopic, this.#movesTopic].map((topic) => ({ topic, replicaAssignment }));
      expectEqual('create topics', await admin.createTopics({ topics }), true);
    } finally {
      await admin.disconnect();
    }
    await this.#waitUntilWhole('every replica in sync', { preferred: true });
  }

  /** Everybody dies once while the producer goes on: leaderships go from Kafka to Sluice, and the other way. */
  async #movesLeaders(): Promise<string> {
    const { context } = this;
    const brokers = [`127.0.0.1:${this.#kafkaPort}`, context.bootstrapServers].join(',');
    const producer = new SteadyProducer(context.clients.kafka!, brokers, this.#movesTopic, ASSIGNMENT.length);
    this.#producer = producer;
    await producer.progress('before anything has happened');

    await this.#kafka!.end('SIGKILL');
    await producer.progress('without Kafka');
    await this.#startKafka();
    await this.#waitUntilWhole('Kafka back in every ISR');
    await this.#electPreferred();
    await producer.progress('led by Kafka again');

    for (const id of SLUICE_IDS) {
      await this.#sluice!.killNode(id);
      await producer.progress(`after the death of node ${id}`);
      await this.#waitUntilWhole(`node ${id} back in every ISR`);
    }
    await this.#electPreferred();

    const { recordCount, expected } = await producer.stop();
    const reader = readers.find(({ client }) => client.includes('Java'))!;
    const digests = await reader.digest(context, this.#movesTopic, recordCount);
    const difference = digestDifference(digests, expected);
    expectTrue(difference ?? '', difference === null);
    return `${recordCount} records, none lost, doubled or out of order`;
  }

  async #electPreferred(): Promise<void> {
    const elect = 'kafka-leader-election --election-type preferred --all-topic-partitions';
    await kafkaShell(this.context)(elect);
    await this.#waitUntilWhole('the preferred leaders', { preferred: true });
  }

  async #comparesReplicas(): Promise<string> {
    await this.#waitUntilWhole('every replica in sync');
    await this.#kafka!.end('SIGTERM');
    await this.#sluice!.stop();
    this.#sluice = null;
    const logDirs: LogDir[] = SLUICE_IDS.map((id) => ({
      owner: `sluice ${id}`,
      path: join(this.#dir, 'sluice', `node-${id}`, 'data-1'),
    }));
    logDirs.push({ owner: 'kafka', path: join(this.#kafkaDir, 'data') });
    const size = { partitions: ASSIGNMENT.length, replicas: 3 };
    return [this.#workloadTopic, this.#movesTopic]
      .map((topic) => expectEqualReplicas(logDirs, topic, size))
      .join('; ');
  }

  async #startKafka(): Promise<void> {
    this.#kafka = new KafkaProcess(this.context.clients.kafka!, 'small', this.#kafkaDir);
    await this.#kafka.ready('the Kafka broker', this.#kafkaPort);
  }

  get #kafkaDir(): string {
    return join(this.#dir, 'kafka');
  }

  #waitUntilWhole(what: string, options?: { preferred: boolean }): Promise<void> {
    return this.#waitFor(what, [this.#workloadTopic, this.#movesTopic], (seen) =>
      [this.#workloadTopic, this.#movesTopic].every((topic) => {
        const partitions = seen.partitions.filter((partition) => partition.topic === topic);
        return isWhole({ ...seen, partitions }, ASSIGNMENT, options);
      }),
    );
  }

  #waitFor(
    what: string,
    topics: readonly string[],
    isAsExpected: Parameters<typeof waitForMetadata>[3],
  ): Promise<void> {
    const ports = this.#sluice!.nodes().map(({ port }) => port);
    return waitForMetadata(what, ports, topics, isAsExpected);
  }

  /** Whatever has happened: nothing is left running. */
  async end(): Promise<void> {
    this.#producer?.kill();
    await this.#kafka?.end('SIGKILL');
    await this.#sluice?.kill();
  }
}

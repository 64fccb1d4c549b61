/** Nodes of Sluice that are brokers only, beside an Apache Kafka broker, in a quorum of Apache Kafka's controller. */
import { join } from 'node:path';
import { freePorts } from '../../support/ports.ts';
import { formatKafkaNode, KafkaProcess, SluiceBroker } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { KafkaBroker } from './kafka-broker.ts';
import type { MixedBroker, MixedCluster } from './mixed-cluster.ts';

const CLUSTER_ID = 'c2x1aWNlLWUyZS1vcmFjbA';
const CONTROLLER_ID = 100;
const KAFKA_ID = 3;
const SLUICE_IDS = [1, 2];
/** A controller refuses brokers that lack a feature which is finalized: these are not built yet. */
const NOT_FINALIZED = ['transaction.version', 'group.version', 'share.version', 'streams.version'];

export class SluiceJoins implements MixedCluster {
  readonly name = 'sluice brokers, kafka quorum';
  readonly assignment = [
    [KAFKA_ID, 1, 2],
    [1, KAFKA_ID, 2],
    [2, KAFKA_ID, 1],
  ];
  readonly #jars: KafkaJars;
  readonly #dir: string;
  #controller: KafkaProcess | null = null;
  #kafka: KafkaBroker | null = null;
  #sluice: (MixedBroker & { readonly process: SluiceBroker })[] = [];

  constructor(jars: KafkaJars, dir: string) {
    this.#jars = jars;
    this.#dir = dir;
  }

  async start(): Promise<string> {
    const ports = await freePorts(SLUICE_IDS.length + 2);
    const [controllerPort, kafkaPort] = ports as [number, number];
    await this.#startController(controllerPort);
    const kafka = new KafkaBroker(this.#jars, {
      id: KAFKA_ID,
      port: kafkaPort,
      clusterId: CLUSTER_ID,
      dir: join(this.#dir, 'kafka'),
      bootstrapServers: [`127.0.0.1:${controllerPort}`],
    });
    await kafka.format();
    this.#kafka = kafka;
    await kafka.revive();
    this.#sluice = SLUICE_IDS.map((id, index) => this.#sluiceBroker(id, ports[index + 2]!, controllerPort));
    const startedAtMs = performance.now();
    for (const { process } of this.#sluice) await process.start();
    return `${SLUICE_IDS.length} brokers unfenced after ${(performance.now() - startedAtMs).toFixed(0)} ms`;
  }

  async #startController(port: number): Promise<void> {
    const dir = join(this.#dir, 'controller');
    await formatKafkaNode(this.#jars, dir, {
      clusterId: CLUSTER_ID,
      properties: [
        'process.roles=controller',
        `node.id=${CONTROLLER_ID}`,
        `controller.quorum.bootstrap.servers=127.0.0.1:${port}`,
        'controller.listener.names=CONTROLLER',
        `listeners=CONTROLLER://127.0.0.1:${port}`,
        'listener.security.protocol.map=CONTROLLER:PLAINTEXT',
        `log.dirs=${join(dir, 'data')}`,
      ],
      formatArguments: ['--standalone', ...NOT_FINALIZED.flatMap((name) => ['--feature', `${name}=0`])],
    });
    this.#controller = new KafkaProcess(this.#jars, 'small', dir);
    await this.#controller.ready('the controller of Apache Kafka', port);
  }

  #sluiceBroker(id: number, port: number, controllerPort: number) {
    const process = new SluiceBroker({
      nodeId: id,
      clusterId: CLUSTER_ID,
      dir: join(this.#dir, `sluice-${id}`),
      port,
      controllers: [{ id: CONTROLLER_ID, port: controllerPort }],
    });
    return {
      id,
      name: `sluice ${id}`,
      port,
      logDir: process.logDir,
      process,
      kill: () => process.kill(),
      revive: () => process.start(),
    };
  }

  brokers(): MixedBroker[] {
    return this.#kafka === null ? [] : [this.#kafka, ...this.#sluice];
  }

  async stop(): Promise<void> {
    for (const { process } of this.#sluice) await process.stop();
    await this.#kafka?.stop();
    await this.#controller?.end('SIGTERM');
  }

  async end(): Promise<void> {
    for (const { process } of this.#sluice) await process.kill();
    await this.#kafka?.kill();
    await this.#controller?.end('SIGKILL');
  }
}

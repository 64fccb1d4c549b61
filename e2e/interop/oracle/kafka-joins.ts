/** An unmodified Apache Kafka broker in a quorum of Sluice's controllers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../../support/ports.ts';
import type { RunningTarget, Target } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { KafkaBroker } from './kafka-broker.ts';
import type { MixedBroker, MixedCluster } from './mixed-cluster.ts';

const KAFKA_ID = 4;
const SLUICE_NODES = 3;

/** What the supervisor writes beside the nodes' folders. */
interface ClusterFile {
  clusterId: string;
  nodes: { id: number; port: number; controllerPort: number }[];
}

export class KafkaJoins implements MixedCluster {
  readonly name = 'kafka broker, sluice quorum';
  readonly assignment = [
    [KAFKA_ID, 1, 2],
    [1, KAFKA_ID, 3],
    [2, 3, KAFKA_ID],
    [3, KAFKA_ID, 1],
  ];
  readonly #target: Target;
  readonly #jars: KafkaJars;
  readonly #dir: string;
  #sluice: RunningTarget | null = null;
  #kafka: KafkaBroker | null = null;

  constructor(target: Target, jars: KafkaJars, dir: string) {
    this.#target = target;
    this.#jars = jars;
    this.#dir = dir;
  }

  async start(): Promise<string> {
    const dataDir = join(this.#dir, 'sluice');
    this.#sluice = await this.#target.start({ dataDir, nodes: SLUICE_NODES });
    const { clusterId, nodes } = JSON.parse(
      await readFile(join(dataDir, 'cluster.json'), 'utf8'),
    ) as ClusterFile;
    const [port] = await freePorts(1);
    const kafka = new KafkaBroker(this.#jars, {
      id: KAFKA_ID,
      port: port!,
      clusterId,
      dir: join(this.#dir, 'kafka'),
      bootstrapServers: nodes.map(({ controllerPort }) => `127.0.0.1:${controllerPort}`),
    });
    await kafka.format();
    const startedAtMs = performance.now();
    this.#kafka = kafka;
    await kafka.revive();
    return `unfenced after ${(performance.now() - startedAtMs).toFixed(0)} ms`;
  }

  brokers(): MixedBroker[] {
    if (this.#sluice === null || this.#kafka === null) return [];
    const sluice = this.#sluice;
    const nodes = sluice.nodes().map(({ id, port }): MixedBroker => ({
      id,
      name: `sluice ${id}`,
      port,
      logDir: join(this.#dir, 'sluice', `node-${id}`, 'data-1'),
      kill: () => sluice.killNode(id),
      revive: async () => {}, // the supervisor does
    }));
    return [this.#kafka, ...nodes];
  }

  async stop(): Promise<void> {
    await this.#kafka?.stop();
    await this.#sluice?.stop();
    this.#sluice = null;
  }

  async end(): Promise<void> {
    await this.#kafka?.kill();
    await this.#sluice?.kill();
  }
}

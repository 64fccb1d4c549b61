import { join } from 'node:path';
import { formatKafkaNode, KafkaProcess } from '../../targets/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import type { MixedBroker } from './mixed-cluster.ts';

export interface KafkaBrokerOptions {
  id: number;
  port: number;
  clusterId: string;
  /** Folder of its own. */
  dir: string;
  /** Of the controllers. */
  bootstrapServers: readonly string[];
}

/** An unmodified Apache Kafka process with process.roles=broker. */
export class KafkaBroker implements MixedBroker {
  readonly #jars: KafkaJars;
  readonly #options: KafkaBrokerOptions;
  #process: KafkaProcess | null = null;

  constructor(jars: KafkaJars, options: KafkaBrokerOptions) {
    this.#jars = jars;
    this.#options = options;
  }

  get id(): number {
    return this.#options.id;
  }

  get name(): string {
    return `kafka ${this.id}`;
  }

  get port(): number {
    return this.#options.port;
  }

  get logDir(): string {
    return join(this.#options.dir, 'data');
  }

  async format(): Promise<void> {
    const { id, port, clusterId, dir, bootstrapServers } = this.#options;
    await formatKafkaNode(this.#jars, dir, {
      clusterId,
      properties: [
        'process.roles=broker',
        `node.id=${id}`,
        `controller.quorum.bootstrap.servers=${bootstrapServers.join(',')}`,
        'controller.listener.names=CONTROLLER',
        `listeners=PLAINTEXT://127.0.0.1:${port}`,
        'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        `log.dirs=${this.logDir}`,
      ],
    });
  }

  /** Resolves when it serves, which it does when it is unfenced. */
  async revive(): Promise<void> {
    this.#process = new KafkaProcess(this.#jars, 'small', this.#options.dir);
    await this.#process.ready(`the broker ${this.name}`, this.port);
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  /** Controlled shutdown. */
  async stop(): Promise<void> {
    await this.#process?.end('SIGTERM');
  }
}

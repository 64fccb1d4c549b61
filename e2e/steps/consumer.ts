import { Kafka, logLevel } from 'kafkajs';
import type { Admin, Consumer, Producer } from 'kafkajs';
import { waitUntil } from '../support/processes.ts';

/** A real consumer group of one member that can be made to stop reading, and a producer to run away from it. */
export class StoppableConsumer implements AsyncDisposable {
  readonly #consumer: Consumer;
  readonly #producer: Producer;
  readonly #admin: Admin;
  readonly #groupId: string;
  readonly #topic: string;

  private constructor(kafka: Kafka, topic: string, groupId: string) {
    this.#topic = topic;
    this.#consumer = kafka.consumer({ groupId, sessionTimeout: 30_000 });
    this.#producer = kafka.producer();
    this.#admin = kafka.admin();
    this.#groupId = groupId;
  }

  static async start(bootstrapServers: string, topic: string, groupId: string): Promise<StoppableConsumer> {
    const kafka = new Kafka({
      brokers: bootstrapServers.split(','),
      clientId: 'warehouse',
      logLevel: logLevel.ERROR,
    });
    const it = new StoppableConsumer(kafka, topic, groupId);
    await it.#producer.connect();
    await it.#admin.connect();
    await it.#consumer.connect();
    await it.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    await it.#consumer.run({ autoCommitInterval: 200, eachMessage: async () => {} });
    return it;
  }

  /** Resolves when the group has committed that many records. A partition that it never committed has no lag. */
  async hasCommitted(count: number): Promise<void> {
    await waitUntil(`the group to have committed ${count} records`, async () => {
      const topics = await this.#admin.fetchOffsets({ groupId: this.#groupId, topics: [this.#topic] });
      const offsets = topics.flatMap(({ partitions }) => partitions.map(({ offset }) => Number(offset)));
      return offsets.reduce((sum, offset) => sum + Math.max(0, offset), 0) === count;
    });
  }

  stopReading(): void {
    this.#consumer.pause([{ topic: this.#topic }]);
  }

  readOn(): void {
    this.#consumer.resume([{ topic: this.#topic }]);
  }

  async produce(count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, i) => ({
      key: `customer-${i % 7}`,
      value: `{"order":${i}}`,
    }));
    await this.#producer.send({ topic: this.#topic, messages });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#consumer, this.#producer, this.#admin].map((client) => client.disconnect()));
  }
}

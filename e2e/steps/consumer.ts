import { Kafka, logLevel } from 'kafkajs';
import type { Consumer, Producer } from 'kafkajs';

/** A real consumer group of one member that can be made to stop reading, and a producer to run away from it. */
export class StoppableConsumer implements AsyncDisposable {
  readonly #consumer: Consumer;
  readonly #producer: Producer;
  readonly #topic: string;

  private constructor(kafka: Kafka, topic: string, groupId: string) {
    this.#topic = topic;
    this.#consumer = kafka.consumer({ groupId, sessionTimeout: 30_000 });
    this.#producer = kafka.producer();
  }

  static async start(bootstrapServers: string, topic: string, groupId: string): Promise<StoppableConsumer> {
    const kafka = new Kafka({
      brokers: bootstrapServers.split(','),
      clientId: 'warehouse',
      logLevel: logLevel.ERROR,
    });
    const it = new StoppableConsumer(kafka, topic, groupId);
    await it.#producer.connect();
    await it.#consumer.connect();
    await it.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    await it.#consumer.run({ autoCommitInterval: 200, eachMessage: async () => {} });
    return it;
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
    await Promise.all([this.#consumer.disconnect(), this.#producer.disconnect()]);
  }
}

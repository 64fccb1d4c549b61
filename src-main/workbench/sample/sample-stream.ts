/** An order stream with a consumer that is too slow for it, so that every screen has something alive to show. */
import {
  createTopic,
  deleteGroup,
  deleteTopic,
  GroupConsumer,
  initProducerId,
  type KafkaClient,
  KafkaError,
  partitionOfKey,
  produce,
  type ProducerIdentity,
} from '../../client/index.ts';
import type { SampleStream as SampleState } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { buildBatch } from '../../wire/index.ts';
import { consumedPerSecond, ordersPerSecond, sampleOrder, type SampleRecord } from './orders.ts';

export const SAMPLE_TOPIC = 'sample-orders';
export const SAMPLE_GROUP = 'sample-slow-consumer';
const PARTITIONS = 4;
const TICK_MS = 250;
/** Sent at once, so that no screen is empty when the first one opens. */
const FIRST_ORDERS = 40;
/** A few orders at a time, so that what it reads flows as slowly as what it consumes. */
const CONSUMER_FETCH_BYTES = 2_048;
const CONSUMER_TICK_MS = 500;
const RETRY_MS = 1_000;

interface Run {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class SampleStream {
  readonly #client: KafkaClient;
  readonly #consumerClient: KafkaClient;
  readonly #onChange: (state: SampleState) => void;
  #run: Run | undefined;
  #sent = 0;
  #consumed = 0;

  /** `onChange` hears each start, stop and step. */
  constructor(
    clients: { readonly shop: KafkaClient; readonly consumer: KafkaClient },
    onChange: (state: SampleState) => void,
  ) {
    this.#client = clients.shop;
    this.#consumerClient = clients.consumer;
    this.#onChange = onChange;
  }

  get state(): SampleState {
    return {
      running: this.#run !== undefined,
      topic: SAMPLE_TOPIC,
      groupId: SAMPLE_GROUP,
      sent: this.#sent,
      consumed: this.#consumed,
    };
  }

  /** Makes the topic where it is missing and begins to send and to consume. */
  async start(): Promise<void> {
    if (this.#run !== undefined) return;
    const abort = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    this.#run = { abort, ended };
    try {
      await this.#createTopic();
    } catch (error) {
      this.#run = undefined;
      resolve();
      throw error;
    }
    const { signal } = abort;
    void Promise.all([
      this.#keepGoing(signal, () => this.#send(signal)),
      this.#keepGoing(signal, () => this.#consume(signal)),
    ]).then(() => resolve());
    this.#changed();
  }

  /** Resolves when nothing is sent or consumed any more. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    run.abort.abort();
    await run.ended;
    this.#changed();
  }

  /** Stops it and deletes its topic and its group. */
  async remove(): Promise<void> {
    await this.stop();
    await deleteGroup(this.#client, SAMPLE_GROUP);
    await deleteTopic(this.#client, SAMPLE_TOPIC).catch((error: unknown) => {
      if (!isCode(error, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)) throw error;
    });
    this.#sent = 0;
    this.#consumed = 0;
    this.#changed();
  }

  async #createTopic(): Promise<void> {
    const topic = { name: SAMPLE_TOPIC, partitions: PARTITIONS, replicationFactor: -1 };
    await createTopic(this.#client, topic).catch((error: unknown) => {
      if (!isCode(error, ErrorCode.TOPIC_ALREADY_EXISTS)) throw error;
    });
  }

  /** Begins anew after an error: nodes are stopped and killed while this runs, that is what they are for. */
  async #keepGoing(signal: AbortSignal, action: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await action();
      } catch (error) {
        if (signal.aborted) return;
        this.#client.env.log.warn(`sample stream: ${(error as Error).message}`);
        await this.#client.pause(RETRY_MS, signal).catch(() => {}); // stopped while it waited
      }
    }
  }

  async #send(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#client.env;
    const identity = await initProducerId(this.#client);
    const sequences = Array.from({ length: PARTITIONS }, () => 0);
    const startMs = clock.monotonicMs();
    let owed = FIRST_ORDERS;
    while (!signal.aborted) {
      owed += (ordersPerSecond(clock.monotonicMs() - startMs) * TICK_MS) / 1_000;
      const orders = Array.from({ length: Math.floor(owed) }, () =>
        sampleOrder(() => random.next(), ++this.#sent, clock.wallMs()),
      );
      owed -= orders.length;
      await this.#sendBatches(orders, identity, sequences);
      this.#changed();
      await this.#client.pause(TICK_MS, signal);
    }
  }

  /** One batch per partition, as an idempotent producer sends them. */
  async #sendBatches(
    orders: readonly SampleRecord[],
    { producerId, producerEpoch }: ProducerIdentity,
    sequences: number[],
  ): Promise<void> {
    const byPartition = Map.groupBy(orders, ({ key }) => partitionOfKey(Buffer.from(key), PARTITIONS));
    for (const [partition, group] of byPartition) {
      const records = group.map(({ key, value, headers }) => ({
        key: Buffer.from(key),
        value: Buffer.from(value),
        headers: headers.map((header) => ({ key: header.key, value: Buffer.from(header.value) })),
      }));
      const batch = buildBatch(records, {
        timestamp: this.#client.env.clock.wallMs(),
        producerId,
        producerEpoch,
        baseSequence: sequences[partition],
      });
      await produce(this.#client, { topic: SAMPLE_TOPIC, partition }, batch, {
        acks: 'all',
        idempotent: true,
      });
      sequences[partition] += records.length;
    }
  }

  async #consume(signal: AbortSignal): Promise<void> {
    const { clock } = this.#client.env;
    const consumer = new GroupConsumer(this.#consumerClient, {
      groupId: SAMPLE_GROUP,
      topics: [SAMPLE_TOPIC],
      partitionFetchBytes: CONSUMER_FETCH_BYTES,
    });
    const startMs = clock.monotonicMs();
    try {
      while (!signal.aborted) {
        const allowed = (consumedPerSecond(clock.monotonicMs() - startMs) * CONSUMER_TICK_MS) / 1_000;
        let left = Math.ceil(allowed);
        while (left > 0) {
          const records = await consumer.poll(left);
          if (records.length === 0) break;
          left -= records.length;
          this.#consumed += records.length;
          await consumer.commit(records);
        }
        await this.#client.pause(CONSUMER_TICK_MS, signal);
      }
    } finally {
      await consumer.close();
    }
  }

  #changed(): void {
    this.#onChange(this.state);
  }
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof KafkaError && error.code === code;
}

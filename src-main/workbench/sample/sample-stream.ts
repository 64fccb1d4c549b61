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
  UnreachableError,
} from '../../client/index.ts';
import type { SampleStream as SampleState } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { buildBatch } from '../../wire/index.ts';
import { consumedPerSecond, ordersPerSecond, sampleOrder, type SampleRecord } from './orders.ts';

export const SAMPLE_TOPIC = 'sample-orders';
export const SAMPLE_GROUP = 'sample-slow-consumer';
const PARTITIONS = 4;
const TICK_MS = 250;
const BATCH_MAX = 500;
const QUEUE_MAX = 2_000;
/** A paused node takes a request and answers nothing: its partitions are led by another one after its session. */
const ATTEMPT_MS = 3_000;
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

/** How far this life of it is. */
export type SampleProgress = Omit<SampleState, 'exists'>;

export class SampleStream {
  readonly #client: KafkaClient;
  readonly #consumerClient: KafkaClient;
  readonly #onChange: (state: SampleProgress) => void;
  #run: Run | undefined;
  /** Numbers of orders. */
  #ordered = 0;
  /** Acknowledged. */
  #sent = 0;
  #consumed = 0;

  /** `onChange` hears each start, stop and step. */
  constructor(
    clients: { readonly shop: KafkaClient; readonly consumer: KafkaClient },
    onChange: (state: SampleProgress) => void,
  ) {
    this.#client = clients.shop;
    this.#consumerClient = clients.consumer;
    this.#onChange = onChange;
  }

  get state(): SampleProgress {
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

  /** As an idempotent producer sends them: a partition whose leader is away holds up no other. */
  async #send(signal: AbortSignal): Promise<void> {
    const identity = await initProducerId(this.#client);
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const queues = Array.from({ length: PARTITIONS }, (): SampleRecord[] => []);
    try {
      await Promise.all([
        this.#takeOrders(queues, either),
        ...queues.map((queue, partition) => this.#ship(partition, queue, { identity, signal: either })),
      ]);
    } finally {
      stop.abort();
    }
  }

  async #takeOrders(queues: readonly SampleRecord[][], signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#client.env;
    const startMs = clock.monotonicMs();
    let owed = FIRST_ORDERS;
    for (; ; await this.#client.pause(TICK_MS, signal)) {
      owed += (ordersPerSecond(clock.monotonicMs() - startMs) * TICK_MS) / 1_000;
      for (; owed >= 1; owed--) {
        const order = sampleOrder(() => random.next(), ++this.#ordered, clock.wallMs());
        const queue = queues[partitionOfKey(Buffer.from(order.key), PARTITIONS)];
        // Customers of a shop that is closed for so long go elsewhere.
        if (queue.length < QUEUE_MAX) queue.push(order);
      }
    }
  }

  /** What waits for one partition, a batch after the other. */
  async #ship(
    partition: number,
    queue: SampleRecord[],
    { identity, signal }: { readonly identity: ProducerIdentity; readonly signal: AbortSignal },
  ): Promise<void> {
    const { producerId, producerEpoch } = identity;
    for (let baseSequence = 0; ;) {
      const orders = queue.splice(0, BATCH_MAX);
      if (orders.length === 0) {
        await this.#client.pause(TICK_MS, signal);
        continue;
      }
      const records = orders.map(({ key, value, headers }) => ({
        key: Buffer.from(key),
        value: Buffer.from(value),
        headers: headers.map((header) => ({ key: header.key, value: Buffer.from(header.value) })),
      }));
      const timestamp = this.#client.env.clock.wallMs();
      const batch = buildBatch(records, { timestamp, producerId, producerEpoch, baseSequence });
      await this.#insist(partition, batch, signal);
      baseSequence += records.length;
      this.#sent += records.length;
      this.#changed();
    }
  }

  /** Sends one batch until it is acknowledged. A leader that answers nothing may be none any more: it is asked for anew. */
  async #insist(partition: number, batch: Buffer, signal: AbortSignal): Promise<void> {
    const options = {
      acks: 'all',
      idempotent: true,
      timeoutMs: ATTEMPT_MS,
      deadlineMs: ATTEMPT_MS,
    } as const;
    for (;;) {
      signal.throwIfAborted();
      try {
        await produce(this.#client, { topic: SAMPLE_TOPIC, partition }, batch, options);
        return;
      } catch (error) {
        const isSilent = error instanceof UnreachableError;
        if (!isSilent && !(error instanceof KafkaError && error.retriable)) throw error;
        // Whatever is wrong still, the next attempt tells.
        if (isSilent) await this.#client.refreshMetadata().catch(() => {});
      }
      await this.#client.pause(TICK_MS, signal);
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

/** Sends records to one topic, and knows of each whether it was written: the heart of batches, load and redrive. */
import {
  initProducerId,
  type KafkaClient,
  KafkaError,
  partitionOfKey,
  produce,
  type ProducerIdentity,
  StickyPartitioner,
  type Transaction,
} from '../../client/index.ts';
import { type Said, type SaidValue, say, type SendOptions } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { buildBatch } from '../../wire/index.ts';
import { notFound } from '../router/index.ts';
import { Latencies } from './latencies.ts';
import { type Outgoing, outgoingBytes } from './outgoing.ts';

/** A record that the broker does not take, or that has no partition to go to; the others are not concerned. */
export interface Refusal {
  readonly record: Outgoing;
  readonly reason: SaidValue;
}

export interface SendReport {
  readonly refused: readonly Refusal[];
  /** Why it could not go on: the records in `unsent` are not written, or not known to be. */
  readonly error: Error | null;
  readonly unsent: readonly Outgoing[];
}

/** What a broker says of the records and not of itself. Nothing of the batch was written. */
export const REFUSALS = new Set<number>([
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
  ErrorCode.INVALID_RECORD,
  ErrorCode.INVALID_TIMESTAMP,
]);
/** Below the 1 MiB that brokers take by default, with room for what records are wrapped in. */
const BATCH_BYTES = 512 * 1024;
const BATCH_RECORDS = 5_000;
const DEADLINE_MS = 20_000;

interface Lane {
  nextSequence: number;
  /** Handed to the connection without an answer: sent again first, under its old sequence, so that nothing doubles. */
  unanswered: { readonly batch: Buffer; readonly records: readonly Outgoing[] } | null;
}

export interface SenderOptions extends SendOptions {
  /** All batches are part of it. */
  readonly transaction: Transaction | null;
  readonly observer?: SendObserver;
}

/** Hears of each batch: whoever writes down what is on its way can say after a crash what was written. */
export interface SendObserver {
  /** Before it is handed over; when this throws it is not. */
  handing(
    partition: number,
    batch: Buffer,
    identity: ProducerIdentity & { readonly baseSequence: number },
    records: readonly Outgoing[],
  ): void;
  written(partition: number, records: readonly Outgoing[]): void;
  /** Nothing of it was written; its records may come again in smaller batches. */
  refused(partition: number): void;
}

export class TopicSender {
  readonly topic: string;
  /** Aborted: what is on its way is waited for, nothing more is sent. Another one after that lets it go on. */
  signal: AbortSignal;
  readonly latencies = new Latencies();
  readonly #client: KafkaClient;
  readonly #options: SenderOptions;
  /** Null: with acks below all there is no idempotence, and a lost answer is a lost answer. */
  readonly #identity: ProducerIdentity | null;
  readonly #lanes = new Map<number, Lane>();
  readonly #sticky: StickyPartitioner;
  #partitions: readonly { readonly partition: number; readonly leader: number }[];
  readonly #written = new WeakSet<Outgoing>();
  #sent = 0;
  #sentBytes = 0;

  private constructor(
    client: KafkaClient,
    topic: string,
    options: SenderOptions,
    identity: ProducerIdentity | null,
    partitions: TopicSender['partitions'],
    signal: AbortSignal,
  ) {
    this.signal = signal;
    this.#client = client;
    this.topic = topic;
    this.#options = options;
    this.#identity = identity;
    this.#partitions = partitions;
    this.#sticky = new StickyPartitioner(() => client.env.random.next());
  }

  /** Throws a Failure when there is no such topic, KafkaError, ReadOnlyError, UnreachableError. */
  static async open(
    client: KafkaClient,
    topic: string,
    options: SenderOptions & { readonly signal: AbortSignal },
  ): Promise<TopicSender> {
    const found = (await client.describeTopics([topic])).topics.get(topic);
    if (found === undefined || found.errorCode !== 0) throw notFound(say('topic.none', { topic }));
    const identity =
      options.transaction?.identity ?? (options.acks === 'all' ? await initProducerId(client) : null);
    return new TopicSender(client, topic, options, identity, found.partitions, options.signal);
  }

  get partitions(): readonly { readonly partition: number; readonly leader: number }[] {
    return this.#partitions;
  }

  /** Acknowledged so far (with acks none: handed over). */
  get sent(): number {
    return this.#sent;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** It was acknowledged (with acks none: handed over). */
  wasWritten(record: Outgoing): boolean {
    return this.#written.has(record);
  }

  /** Where a record goes, or that there is no such partition. */
  partitionOf(record: Outgoing): number | Said {
    const count = this.#partitions.length;
    if (record.partition !== null)
      return record.partition < count
        ? record.partition
        : say('job.noPartition', { partition: record.partition, topic: this.topic, last: count - 1 });
    return record.key === null
      ? this.#sticky.next(this.#partitions, record.value?.length ?? 0)
      : partitionOfKey(record.key, count);
  }

  /** All of them, each partition's in order, partitions beside each other. Never throws for what brokers say. */
  async send(records: readonly Outgoing[]): Promise<SendReport> {
    const refused: Refusal[] = [];
    const byPartition = new Map<number, Outgoing[]>();
    for (const record of records) {
      const partition = this.partitionOf(record);
      if (typeof partition === 'object') refused.push({ record, reason: partition });
      else if (byPartition.has(partition)) byPartition.get(partition)!.push(record);
      else byPartition.set(partition, [record]);
    }
    const reports = await Promise.all(
      [...byPartition].map(([partition, some]) => this.sendTo(partition, some)),
    );
    for (const report of reports) refused.push(...report.refused);
    return {
      refused,
      error: reports.find(({ error }) => error !== null)?.error ?? null,
      unsent: reports.flatMap(({ unsent }) => unsent),
    };
  }

  /** What had no answer when sending ended is sent again as it was: the broker knows what it has of it. */
  async settle(): Promise<SendReport> {
    const open = [...this.#lanes].filter(([, { unanswered }]) => unanswered !== null);
    const reports = await Promise.all(open.map(([partition]) => this.sendTo(partition, [])));
    return {
      refused: reports.flatMap(({ refused }) => refused),
      error: reports.find(({ error }) => error !== null)?.error ?? null,
      unsent: reports.flatMap(({ unsent }) => unsent),
    };
  }

  /** One call at a time for a partition. */
  async sendTo(partition: number, records: readonly Outgoing[]): Promise<SendReport> {
    let lane = this.#lanes.get(partition);
    if (lane === undefined) this.#lanes.set(partition, (lane = { nextSequence: 0, unanswered: null }));
    const refused: Refusal[] = [];
    const chunks = chunksOf(records);
    let done = 0;
    try {
      const { transaction } = this.#options;
      if (transaction !== null) await transaction.addPartitions([{ topic: this.topic, partition }]);
      if (lane.unanswered !== null)
        await this.#deliver(partition, lane, lane.unanswered.batch, lane.unanswered.records);
      for (; done < chunks.length; done++) {
        this.signal.throwIfAborted();
        await this.#sendChunk(partition, lane, chunks[done], refused);
      }
      return { refused, error: null, unsent: [] };
    } catch (error) {
      const lost = new Set(refused.map(({ record }) => record));
      const left = chunks.slice(done).flat();
      return {
        refused,
        error: error as Error,
        // Those in front of the failing part of a chunk that had been split were written.
        unsent: left.filter((record) => !lost.has(record) && !this.#written.has(record)),
      };
    }
  }

  async #sendChunk(
    partition: number,
    lane: Lane,
    records: readonly Outgoing[],
    refused: Refusal[],
  ): Promise<void> {
    const identity = this.#identity;
    const { compression, transaction } = this.#options;
    const batch = buildBatch(
      records.map(({ key, value, headers, timestampMs }) => ({
        key,
        value,
        headers,
        ...(timestampMs !== null && { timestamp: timestampMs }),
      })),
      {
        timestamp: this.#client.env.clock.wallMs(),
        codec: compression,
        transactional: transaction !== null,
        ...(identity !== null && { ...identity, baseSequence: lane.nextSequence }),
      },
    );
    try {
      await this.#deliver(partition, lane, batch, records);
    } catch (error) {
      if (!(error instanceof KafkaError && REFUSALS.has(error.code))) throw error;
      lane.unanswered = null;
      this.#options.observer?.refused(partition);
      if (records.length === 1) {
        refused.push({ record: records[0], reason: `${error.message} (${error.kafka})` });
        return;
      }
      const middle = records.length >> 1;
      await this.#sendChunk(partition, lane, records.slice(0, middle), refused);
      await this.#sendChunk(partition, lane, records.slice(middle), refused);
    }
  }

  async #deliver(partition: number, lane: Lane, batch: Buffer, records: readonly Outgoing[]): Promise<void> {
    const { clock } = this.#client.env;
    const { acks, transaction, observer } = this.#options;
    const startMs = clock.monotonicMs();
    if (this.#identity !== null)
      observer?.handing(partition, batch, { ...this.#identity, baseSequence: lane.nextSequence }, records);
    // Without an identity a batch that is sent again may be there twice: it is better left to whoever resumes.
    if (this.#identity !== null) lane.unanswered = { batch, records };
    await produce(this.#client, { topic: this.topic, partition }, batch, {
      acks: transaction === null ? acks : 'all',
      idempotent: this.#identity !== null,
      deadlineMs: DEADLINE_MS,
      ...(transaction !== null && { transaction }),
    });
    lane.unanswered = null;
    lane.nextSequence = (lane.nextSequence + records.length) % 0x8000_0000;
    if (acks !== 'none') this.latencies.add(clock.monotonicMs() - startMs, records.length);
    this.#sent += records.length;
    for (const record of records) {
      this.#written.add(record);
      this.#sentBytes += outgoingBytes(record);
    }
    observer?.written(partition, records);
  }
}

function chunksOf(records: readonly Outgoing[]): Outgoing[][] {
  const chunks: Outgoing[][] = [];
  let chunk: Outgoing[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = outgoingBytes(record) + 32;
    if (chunk.length > 0 && (bytes + size > BATCH_BYTES || chunk.length >= BATCH_RECORDS)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

/** Sends generated messages at a rate, until a count or a time is reached, and measures what came of it. */
import type { KafkaClient } from '../../client/index.ts';
import type { LoadRequest } from '../../contract/index.ts';
import type { Registry } from '../registry/index.ts';
import { MessageEncoder } from './encoder.ts';
import { Job } from './jobs.ts';
import type { Generator } from './generator.ts';
import type { Outgoing } from './outgoing.ts';
import { TopicSender } from './topic-sender.ts';

const TICK_MS = 20;
/** More than a tick's worth at once would be a burst, not a rate. */
const CATCH_UP_MS = 200;
/** So much may wait for its partition; the rate falls behind then, and that is shown. */
const WAITING_MAX = 20_000;
const SLICE = 500;

export interface LoadContext {
  readonly client: KafkaClient;
  /** Of the cluster, where it has one. */
  readonly registry: Registry | undefined;
  readonly id: string;
}

export class LoadJob extends Job {
  readonly #client: KafkaClient;
  readonly #registry: Registry | undefined;
  readonly #request: LoadRequest;
  readonly #generator: Generator;
  #sender: TopicSender | null = null;
  #generated = 0;
  #waiting = 0;
  readonly #queues = new Map<number, { records: Outgoing[]; shipping: Promise<void> | null }>();
  #error: Error | null = null;
  #encoder: MessageEncoder | null = null;

  constructor({ client, registry, id }: LoadContext, request: LoadRequest, generator: Generator) {
    const { cluster, topic } = request;
    super(id, { kind: 'load', cluster, topic, from: null }, client.env.clock);
    this.#client = client;
    this.#registry = registry;
    this.#request = request;
    this.#generator = generator;
  }

  protected override get counts() {
    const { stop } = this.#request;
    const sent = this.#sender?.sent ?? 0;
    const total = stop.kind === 'count' ? stop.count : null;
    return {
      sent,
      sentBytes: this.#sender?.sentBytes ?? 0,
      total,
      progress: total === null ? this.#elapsedPart() : Math.min(1, sent / total),
    };
  }

  protected override get wantedPerSecond() {
    return this.#request.messagesPerSecond;
  }

  protected override get ackMs() {
    return this.#sender?.latencies.summary() ?? null;
  }

  #startMs: number | null = null;
  #elapsedPart(): number {
    const { stop } = this.#request;
    if (stop.kind !== 'duration' || this.#startMs === null) return 0;
    return Math.min(1, (this.clock.monotonicMs() - this.#startMs) / stop.durationMs);
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    const { topic, template, options, messagesPerSecond, stop } = this.#request;
    this.#encoder = await MessageEncoder.open(this.#registry, topic, template.schemas);
    const sender = await TopicSender.open(this.#client, topic, { ...options, transaction: null, signal });
    this.#sender = sender;
    const startMs = (this.#startMs = this.clock.monotonicMs());
    let lastMs = startMs;
    let owed = 1;
    const stopsAtMs = stop.kind === 'duration' ? startMs + stop.durationMs : Infinity;
    const most = stop.kind === 'count' ? stop.count : Infinity;
    while (!signal.aborted && this.#error === null && this.#generated < most) {
      const nowMs = this.clock.monotonicMs();
      if (nowMs >= stopsAtMs) break;
      owed += (Math.min(nowMs - lastMs, CATCH_UP_MS) * messagesPerSecond) / 1_000;
      lastMs = nowMs;
      const room = WAITING_MAX - this.#waiting;
      const due = Math.min(Math.floor(owed), most - this.#generated, room);
      for (let left = due; left > 0; left -= SLICE) {
        await this.#encoder?.refresh();
        for (let one = Math.min(left, SLICE); one > 0; one--) this.#enqueue(sender);
        this.#ship(sender);
        // Making up ten thousand messages takes a while; others want the event loop, too.
        if (left > SLICE) await new Promise((resolve) => setImmediate(resolve));
      }
      owed -= due;
      if (owed > messagesPerSecond) owed = messagesPerSecond;
      await this.#client.pause(TICK_MS, signal).catch(() => {}); // cancelled while it waited
    }
    await Promise.all([...this.#queues.values()].flatMap(({ shipping }) => shipping ?? []));
    if (this.#error !== null) throw this.#error;
  }

  #enqueue(sender: TopicSender): void {
    const made = this.#generator.message(this.#generated++, this.clock.wallMs());
    const message = this.#encoder?.encode(made) ?? made;
    if ('problem' in message) return this.addProblem(String(made.line), message.problem, 'failed');
    const partition = sender.partitionOf(message);
    if (typeof partition === 'object') return this.addProblem(String(made.line), partition, 'failed');
    let queue = this.#queues.get(partition);
    if (queue === undefined) this.#queues.set(partition, (queue = { records: [], shipping: null }));
    queue.records.push(message);
    this.#waiting++;
  }

  /** Each partition sends what waits for it, one batch after the other. */
  #ship(sender: TopicSender): void {
    for (const [partition, queue] of this.#queues) {
      if (queue.shipping !== null || queue.records.length === 0) continue;
      queue.shipping = this.#shipAll(sender, partition, queue).finally(() => (queue.shipping = null));
    }
  }

  async #shipAll(sender: TopicSender, partition: number, queue: { records: Outgoing[] }): Promise<void> {
    while (queue.records.length > 0 && this.#error === null) {
      const records = queue.records.splice(0, SLICE);
      const { refused, error } = await sender.sendTo(partition, records);
      this.#waiting -= records.length;
      for (const { record, reason } of refused) this.addProblem(String(record.line), reason, 'failed');
      if (error !== null && !sender.signal.aborted) this.#error ??= error;
      if (error !== null) return;
    }
  }
}

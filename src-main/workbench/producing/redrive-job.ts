/** Sends stored records on to another topic, byte for byte, and reports where each went or why not. */
import type { KafkaClient } from '../../client/index.ts';
import type { RedrivePreview, RedriveRequest } from '../../contract/index.ts';
import { Failure } from '../router/index.ts';
import { Job } from './jobs.ts';
import { type Outgoing, partitionOf, plannedOf } from './outgoing.ts';
import { redriven, type StoredRecord } from './redrive-plan.ts';
import { type ReadingContext, readStored } from './stored-records.ts';
import { TopicSender } from './topic-sender.ts';

export type StoredSource = Omit<ReadingContext, 'signal' | 'take' | 'onMissing' | 'onScanned'>;

const WINDOW = 2_000;
/** A preview looks no further. */
const PREVIEW_RECORDS = 10_000;
const SAMPLE = 20;
const SKIPPED_SHOWN = 100;

const placeOf = ({ partition, record }: StoredRecord) => `${partition}-${record.offset}`;

export class RedriveJob extends Job {
  readonly #request: RedriveRequest;
  readonly #source: StoredSource;
  readonly #target: KafkaClient;
  /** A record may name its own topic. */
  readonly #senders = new Map<string, TopicSender | string>();
  #line = 0;
  #part: number | null = null;
  readonly #places = new Map<Outgoing, string>();

  constructor(id: string, request: RedriveRequest, source: StoredSource, target: KafkaClient) {
    const topic = request.target.topic || `{${request.target.topicHeader}}`;
    super(
      id,
      { kind: 'redrive', cluster: request.target.cluster, topic, from: request.topic },
      target.env.clock,
    );
    this.#request = request;
    this.#source = source;
    this.#target = target;
  }

  protected override get counts() {
    const { source } = this.#request;
    let [sent, sentBytes] = [0, 0];
    for (const sender of this.#senders.values()) {
      if (typeof sender === 'string') continue;
      sent += sender.sent;
      sentBytes += sender.sentBytes;
    }
    const total = source.kind === 'selection' ? source.records.length : null;
    return { sent, sentBytes, total, progress: this.#part };
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    await readStored(this.#request.source, {
      ...this.#source,
      signal,
      onMissing: (place, reason) => this.addProblem(place, reason, 'skipped'),
      onScanned: (part) => (this.#part = part),
      take: async (records) => {
        for (let at = 0; at < records.length; at += WINDOW)
          await this.#sendOn(records.slice(at, at + WINDOW), signal);
      },
    });
    this.#part = 1;
  }

  async #sendOn(records: readonly StoredRecord[], signal: AbortSignal): Promise<void> {
    const byTopic = new Map<string, Outgoing[]>();
    this.#places.clear();
    for (const stored of records) {
      const plan = redriven(stored, ++this.#line, this.#request);
      if ('skipped' in plan) {
        this.addProblem(placeOf(stored), plan.skipped, 'skipped');
        continue;
      }
      this.#places.set(plan.outgoing, placeOf(stored));
      if (byTopic.has(plan.topic)) byTopic.get(plan.topic)!.push(plan.outgoing);
      else byTopic.set(plan.topic, [plan.outgoing]);
    }
    for (const [topic, outgoing] of byTopic) {
      const sender = await this.#senderOf(topic, signal);
      if (typeof sender === 'string') {
        for (const one of outgoing) this.addProblem(this.#places.get(one)!, sender, 'skipped');
        continue;
      }
      const { refused, error } = await sender.send(outgoing);
      for (const { record, reason } of refused) this.addProblem(this.#places.get(record)!, reason, 'failed');
      if (error !== null) throw error;
    }
  }

  /** Or why there is none: a header may name a topic that does not exist. */
  async #senderOf(topic: string, signal: AbortSignal): Promise<TopicSender | string> {
    let sender = this.#senders.get(topic);
    if (sender !== undefined) return sender;
    try {
      sender = await TopicSender.open(this.#target, topic, {
        ...this.#request.options,
        transaction: null,
        signal,
      });
    } catch (error) {
      const isMissing = error instanceof Failure && error.error.code === 'not-found';
      if (!isMissing || topic === this.#request.target.topic) throw error;
      sender = error.error.message;
    }
    this.#senders.set(topic, sender);
    return sender;
  }
}

/** What would happen, without writing anything. Throws a Failure when the chosen topic does not exist. */
export async function previewRedrive(
  request: RedriveRequest,
  source: StoredSource,
  target: KafkaClient,
  signal: AbortSignal,
): Promise<RedrivePreview> {
  const skipped: { place: string; message: string }[] = [];
  let skippedCount = 0;
  const skip = (place: string, message: string) => {
    skippedCount++;
    if (skipped.length < SKIPPED_SHOWN) skipped.push({ place, message });
  };
  const partitions = new Map<string, number | null>();
  const partitionsOf = async (topic: string): Promise<number | null> => {
    if (!partitions.has(topic)) {
      const found = (await target.describeTopics([topic])).topics.get(topic);
      partitions.set(topic, found?.errorCode === 0 ? found.partitions.length : null);
    }
    return partitions.get(topic)!;
  };
  const counts = new Map<string, RedrivePreview['targets'][number]>();
  const sample: RedrivePreview['sample'][number][] = [];
  let [records, sizeBytes, line] = [0, 0, 0];
  const wanted = limitOf(request.source);
  const looked = { ...request, source: limited(request.source) };
  if (request.target.topic !== '' && (await partitionsOf(request.target.topic)) === null)
    throw new Failure({
      code: 'not-found',
      message: `There is no topic '${request.target.topic}' to send to.`,
      nextStep: 'Create it first, or choose another.',
    });
  await readStored(looked.source, {
    ...source,
    signal,
    onMissing: skip,
    async take(stored) {
      for (const one of stored) {
        const plan = redriven(one, ++line, request);
        if ('skipped' in plan) {
          skip(placeOf(one), plan.skipped);
          continue;
        }
        const count = await partitionsOf(plan.topic);
        if (count === null) {
          skip(placeOf(one), `there is no topic '${plan.topic}'`);
          continue;
        }
        const partition = partitionOf(plan.outgoing, count);
        if (partition !== null && partition >= count) {
          skip(placeOf(one), `${plan.topic} has no partition ${partition}`);
          continue;
        }
        records++;
        const planned = plannedOf(plan.outgoing, count);
        sizeBytes += planned.sizeBytes;
        const place = `${plan.topic}/${partition}`;
        counts.set(place, {
          topic: plan.topic,
          partition,
          records: (counts.get(place)?.records ?? 0) + 1,
        });
        if (sample.length < SAMPLE) sample.push({ ...planned, from: placeOf(one), topic: plan.topic });
      }
    },
  });
  const targets = [...counts.values()].sort(
    (a, b) => a.topic.localeCompare(b.topic) || (a.partition ?? -1) - (b.partition ?? -1),
  );
  return {
    records,
    more: line >= PREVIEW_RECORDS && wanted > PREVIEW_RECORDS,
    sizeBytes,
    targets,
    skipped,
    skippedCount,
    sample,
  };
}

function limitOf(source: RedriveRequest['source']): number {
  if (source.kind === 'selection') return source.records.length;
  return source.from.kind === 'newest' ? Math.min(source.limit, source.from.count) : source.limit;
}

function limited(source: RedriveRequest['source']): RedriveRequest['source'] {
  if (source.kind === 'filter') return { ...source, limit: Math.min(source.limit, PREVIEW_RECORDS) };
  return { ...source, records: source.records.slice(0, PREVIEW_RECORDS) };
}

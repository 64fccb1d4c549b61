/**
 * Sends stored records on to another topic, byte for byte, and reports where each went or why not. What it has done is
 * written down before and after every batch: stopped, failed or interrupted, it goes on behind what was written.
 */
import type { KafkaClient } from '../../client/index.ts';
import { type JobView, type RedriveRequest, type Said, say } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import { Failure, failure } from '../router/index.ts';
import type { BatchInDoubt, RedriveJournal, RedriveProgress, UnfinishedRedrive } from '../store/index.ts';
import { settleDoubts } from './doubts.ts';
import { JournaledJob } from './journaled-job.ts';
import { type Outgoing, outgoingBytes } from './outgoing.ts';
import { redriven, type StoredRecord } from './redrive-plan.ts';
import { rangesToRead, type ReadingContext, readStored } from './stored-records.ts';
import { TopicSender } from './topic-sender.ts';

export type StoredSource = Pick<ReadingContext, 'client' | 'topic' | 'sieve' | 'lane'>;

const WINDOW = 2_000;

export interface RedriveContext {
  readonly clock: Clock;
  readonly journal: RedriveJournal;
  /** Each time that it begins or goes on: connections may have changed meanwhile. */
  readonly open: () => Promise<{ readonly source: StoredSource; readonly target: KafkaClient }>;
}

export function placeOf({ partition, record }: StoredRecord): string {
  return `${partition}-${record.offset}`;
}

const NOTHING_YET: RedriveProgress = {
  topicId: null,
  ranges: null,
  positions: {},
  written: [],
  taken: 0,
  sent: 0,
  sentBytes: 0,
  failed: 0,
  skipped: 0,
  problems: [],
};

export class RedriveJob extends JournaledJob<RedriveRequest, RedriveProgress> {
  readonly #context: RedriveContext;
  readonly #request: RedriveRequest;
  /** As it is written down: counts and problems of whole windows, and what is written of the one at work. */
  readonly #progress: RedriveProgress;
  /** A record may name its own topic. */
  readonly #senders = new Map<string, TopicSender | Said>();
  #places = new Map<Outgoing, string>();
  readonly #written: Set<string>;
  #part: number | null = null;

  /** Takes up one that an earlier life of the workbench did not finish. */
  static restored(context: RedriveContext, unfinished: UnfinishedRedrive): RedriveJob {
    const { id, request, progress } = unfinished;
    const job = new RedriveJob(context, id, request, progress);
    job.takeUp(
      unfinished,
      failure('interrupted', say('redrive.interrupted'), say('redrive.interrupted.next')),
    );
    return job;
  }

  static begun(context: RedriveContext, id: string, request: RedriveRequest): RedriveJob {
    const job = new RedriveJob(context, id, request, { ...NOTHING_YET, positions: {} });
    context.journal.begin(id, request, job.#progress, job.view);
    return job;
  }

  private constructor(
    context: RedriveContext,
    id: string,
    request: RedriveRequest,
    progress: RedriveProgress,
  ) {
    const topic = request.target.topic || `{${request.target.topicHeader}}`;
    super(
      id,
      { kind: 'redrive', cluster: request.target.cluster, topic, from: request.topic },
      context.clock,
      context.journal,
    );
    this.#context = context;
    this.#request = request;
    this.#progress = progress;
    this.#written = new Set(progress.written);
  }

  override get resumeLine(): number | null {
    return this.done ? null : this.#progress.taken + 1;
  }

  protected override get counts(): Pick<JobView, 'sent' | 'sentBytes' | 'total' | 'progress'> {
    const { source } = this.#request;
    const { sent, sentBytes } = this.#progress;
    const total = source.kind === 'selection' ? source.records.length : null;
    return { sent, sentBytes, total, progress: this.#part ?? this.#partDealtWith() };
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    const { source, target } = await this.#context.open();
    const progress = this.#progress;
    this.restoreProblems(progress);
    this.#senders.clear();
    try {
      await this.#settleDoubts(target);
      await this.#sameTopic(source);
      if (this.#request.source.kind === 'filter')
        progress.ranges ??= await rangesToRead(this.#request.source, { ...source, signal });
      this.#save();
      const before = this.#partDealtWith() ?? 0;
      await readStored(this.#request.source, {
        ...source,
        ranges: progress.ranges ?? [],
        behind: (partition) => progress.positions[partition] ?? 0,
        taken: progress.taken,
        signal,
        onMissing: (place, reason) => this.addProblem(place, reason, 'skipped'),
        onScanned: (part) => (this.#part = part === null ? null : before + (1 - before) * part),
        take: async (records) => {
          for (let at = 0; at < records.length; at += WINDOW)
            await this.#window(target, records.slice(at, at + WINDOW), signal);
        },
      });
      signal.throwIfAborted();
      this.#part = 1;
      this.done = true;
    } finally {
      source.client.closeLane(source.lane);
    }
  }

  /** Of the ranges; null: they are not known, or a selection was not begun. */
  #partDealtWith(): number | null {
    const { ranges, positions, taken } = this.#progress;
    const { source } = this.#request;
    if (source.kind === 'selection')
      return source.records.length === 0 ? null : taken / source.records.length;
    if (ranges === null || source.from.kind === 'newest') return null;
    let [all, dealtWith] = [0, 0];
    for (const { partition, from, to } of ranges) {
      all += to - from;
      dealtWith += Math.max(0, (positions[partition] ?? from) - from);
    }
    return all === 0 ? null : Math.min(1, dealtWith / all);
  }

  async #sameTopic({ client, topic }: StoredSource): Promise<void> {
    const id = (await client.describeTopics([topic])).topics.get(topic)?.id ?? null;
    this.#progress.topicId ??= id;
    if (id !== null && this.#progress.topicId !== id)
      throw failure('invalid-input', say('redrive.madeAnew', { topic }), say('redrive.madeAnew.next'));
  }

  #settleDoubts(target: KafkaClient): Promise<void> {
    return settleDoubts(target, this.#context.journal.inDoubt(this.id), {
      written: (batch) => this.#wasWritten(batch),
      // Its records are read again, and parted as far as needed.
      refused: (batch) => this.#settled(batch),
      unknown: (batch) => {
        for (const place of batch.places) {
          this.addProblem(place, say('redrive.unknown', { topic: batch.topic }), 'failed');
          this.#written.add(place);
        }
        Object.assign(this.#progress, this.problemCounts);
        this.#settled(batch);
      },
    });
  }

  #wasWritten(batch: Pick<BatchInDoubt, 'topic' | 'partition' | 'places' | 'sizeBytes'>): void {
    for (const place of batch.places) this.#written.add(place);
    this.#progress.sent += batch.places.length;
    this.#progress.sentBytes += batch.sizeBytes;
    this.#settled(batch);
  }

  #settled(batch: Pick<BatchInDoubt, 'topic' | 'partition'>): void {
    this.#progress.written = [...this.#written];
    const { journal, clock } = this.#context;
    journal.settle(this.id, clock.wallMs(), batch, this.#progress);
  }

  #save(): void {
    const { journal, clock } = this.#context;
    journal.saveProgress(this.id, clock.wallMs(), this.#progress);
  }

  async #window(target: KafkaClient, records: readonly StoredRecord[], signal: AbortSignal): Promise<void> {
    const progress = this.#progress;
    await this.#sendOn(
      target,
      records.filter((stored) => !this.#written.has(placeOf(stored))),
      signal,
    );
    for (const stored of records) {
      progress.positions[stored.partition] = stored.record.offset + 1;
      this.#written.delete(placeOf(stored));
    }
    progress.taken += records.length;
    progress.written = [...this.#written];
    Object.assign(progress, this.problemCounts);
    this.#save();
  }

  async #sendOn(target: KafkaClient, records: readonly StoredRecord[], signal: AbortSignal): Promise<void> {
    const byTopic = new Map<string, Outgoing[]>();
    const places = (this.#places = new Map<Outgoing, string>());
    let line = this.#progress.taken;
    for (const stored of records) {
      const plan = redriven(stored, ++line, this.#request);
      if ('skipped' in plan) {
        this.addProblem(placeOf(stored), plan.skipped, 'skipped');
        continue;
      }
      places.set(plan.outgoing, placeOf(stored));
      if (byTopic.has(plan.topic)) byTopic.get(plan.topic)!.push(plan.outgoing);
      else byTopic.set(plan.topic, [plan.outgoing]);
    }
    for (const [topic, outgoing] of byTopic) {
      const sender = await this.#senderOf(target, topic, signal);
      if (!(sender instanceof TopicSender)) {
        for (const one of outgoing) this.addProblem(places.get(one)!, sender, 'skipped');
        continue;
      }
      const { refused, error } = await sender.send(outgoing);
      if (error !== null) throw error;
      for (const { record, reason } of refused) this.addProblem(places.get(record)!, reason, 'failed');
    }
  }

  /** Or why there is none: a header may name a topic that does not exist. */
  async #senderOf(target: KafkaClient, topic: string, signal: AbortSignal): Promise<TopicSender | Said> {
    let sender = this.#senders.get(topic);
    if (sender !== undefined) return sender;
    const { compression } = this.#request.options;
    try {
      sender = await TopicSender.open(target, topic, {
        compression,
        // Only so does the broker know a batch that it has already.
        acks: 'all',
        transaction: null,
        signal,
        observer: {
          handing: (partition, batch, identity, records) =>
            this.#context.journal.intend(this.id, {
              topic,
              partition,
              ...identity,
              atMs: this.clock.wallMs(),
              places: records.map((record) => this.#places.get(record)!),
              sizeBytes: records.reduce((sum, record) => sum + outgoingBytes(record), 0),
              bytes: batch,
            }),
          written: (partition, records) =>
            this.#wasWritten({
              topic,
              partition,
              places: records.map((record) => this.#places.get(record)!),
              sizeBytes: records.reduce((sum, record) => sum + outgoingBytes(record), 0),
            }),
          refused: (partition) => this.#settled({ topic, partition }),
        },
      });
    } catch (error) {
      const isMissing = error instanceof Failure && error.error.code === 'not-found';
      if (!isMissing || topic === this.#request.target.topic) throw error;
      sender = error.error.said ?? say('topic.none', { topic });
    }
    this.#senders.set(topic, sender);
    return sender;
  }
}

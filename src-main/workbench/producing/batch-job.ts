/**
 * Sends what a source holds, line by line; knows at every moment which line is not written yet. What it has done is
 * written down before and after every batch, so that it knows also after the workbench has died meanwhile.
 */
import { type KafkaClient, Transaction } from '../../client/index.ts';
import { type BatchRequest, type Said, type SaidValue, say } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import type { Registry } from '../registry/index.ts';
import { type Failure, failure } from '../router/index.ts';
import type { BatchInDoubt, BatchJournal, BatchProgress, UnfinishedBatch } from '../store/index.ts';
import { settleDoubts } from './doubts.ts';
import { MessageEncoder } from './encoder.ts';
import { JournaledJob } from './journaled-job.ts';
import { type Outgoing, outgoingBytes } from './outgoing.ts';
import type { Sources } from './sources.ts';
import { type SendObserver, TopicSender } from './topic-sender.ts';

/** So much is read, sent and waited for at a time: nothing more is ever in memory. */
const WINDOW = { records: 2_000, bytes: 4 * 1024 * 1024 } as const;
/** What brokers allow by default (`transaction.max.timeout.ms`). */
const TRANSACTION_TIMEOUT_MS = 15 * 60_000;

export interface BatchContext {
  readonly clock: Clock;
  readonly journal: BatchJournal;
  readonly sources: Sources;
  /** Each time that it begins or goes on: connections may have changed meanwhile. */
  readonly open: () => {
    readonly client: KafkaClient;
    /** Of the cluster, where it has one. */
    readonly registry: Registry | undefined;
  };
}

const NOTHING_YET: BatchProgress = {
  line: 0,
  written: [],
  atRisk: null,
  transactionalId: null,
  committing: false,
  sent: 0,
  sentBytes: 0,
  failed: 0,
  skipped: 0,
  problems: [],
};

export class BatchJob extends JournaledJob<BatchRequest, BatchProgress> {
  readonly #context: BatchContext;
  readonly #request: BatchRequest;
  #onError: BatchRequest['onError'];
  /** As it is written down. */
  readonly #progress: BatchProgress;
  /** Of lines behind those that have been dealt with. */
  readonly #written: Set<number>;
  #sender: TopicSender | null = null;
  #transaction: Transaction | null = null;
  /** All up to here has been read; what of it is not written lies in `left`. */
  #readLine = 0;
  #left: readonly Outgoing[] = [];
  /** A line that is no message, at which it stopped. */
  #badLine: number | null = null;
  #sizeBytes = 0;
  #readBytes = 0;
  #lines: number | null = null;
  /** Of senders before this one. */
  #sentBefore = { sent: 0, sentBytes: 0 };

  static begun(context: BatchContext, id: string, request: BatchRequest): BatchJob {
    const job = new BatchJob(context, id, request, NOTHING_YET);
    context.journal.begin(id, request, job.#progress, job.view);
    return job;
  }

  /** Takes up one that an earlier life of the workbench did not finish. */
  static restored(context: BatchContext, unfinished: UnfinishedBatch): BatchJob {
    const { id, request, progress } = unfinished;
    const job = new BatchJob(context, id, request, progress);
    job.takeUp(unfinished, interrupted(request, progress));
    return job;
  }

  private constructor(context: BatchContext, id: string, request: BatchRequest, progress: BatchProgress) {
    const { cluster, topic, onError } = request;
    super(id, { kind: 'batch', cluster, topic, from: null }, context.clock, context.journal);
    this.#context = context;
    this.#request = request;
    this.#onError = onError;
    this.#progress = { ...progress };
    this.#written = new Set(progress.written);
    // Of a transaction that did not end nothing is there.
    if (request.transaction) return;
    this.#readLine = progress.line;
    this.#sentBefore = { sent: progress.sent, sentBytes: progress.sentBytes };
  }

  /** What it does with lines that cannot be sent, from the next resumption on. */
  setOnError(onError: BatchRequest['onError']): void {
    this.#onError = onError;
  }

  override get resumeLine(): number | null {
    if (this.done) return null;
    let next = this.#readLine + 1;
    while (this.#written.has(next)) next++;
    return this.#left[0]?.line ?? this.#badLine ?? next;
  }

  protected override get counts() {
    const sent = this.#sentBefore.sent + (this.#sender?.sent ?? 0);
    return {
      sent,
      sentBytes: this.#sentBefore.sentBytes + (this.#sender?.sentBytes ?? 0),
      total: this.#lines,
      progress: this.#sizeBytes === 0 ? null : Math.min(1, this.#readBytes / this.#sizeBytes),
    };
  }

  protected override get ackMs() {
    return this.#sender?.latencies.summary() ?? null;
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    await this.#context.sources.drop(this.#request.source);
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    const { transaction } = this.#request;
    if (transaction) this.#startOver();
    try {
      const { client, registry } = this.#context.open();
      const sender = await this.#open(client, signal);
      await this.#settleDoubts(client);
      await this.#goOn(sender);
      await this.#readOn(sender, registry, signal);
      if (signal.aborted) throw signal.reason as Error;
      await this.#commit();
      this.#lines = this.counts.sent;
      this.#readBytes = this.#sizeBytes;
      this.done = true;
    } catch (error) {
      await this.#giveBack();
      throw error;
    }
  }

  /** A transaction that failed left nothing behind: it begins with the first line again. */
  #startOver(): void {
    this.#sender = null;
    this.#sentBefore = { sent: 0, sentBytes: 0 };
    this.#readLine = 0;
    this.#left = [];
    this.#badLine = null;
    this.forgetProblems();
  }

  async #commit(): Promise<void> {
    const transaction = this.#transaction;
    if (transaction === null) return;
    this.#progress.committing = true;
    this.#save();
    await transaction.end('commit');
    this.#transaction = null;
  }

  #settleDoubts(client: KafkaClient): Promise<void> {
    // Those of this life are with the sender, who has them in their order.
    const left = new Set(this.#left.map(({ line }) => String(line)));
    const { journal } = this.#context;
    const ofEarlierLives = journal.inDoubt(this.id).filter(({ places }) => !left.has(places[0]));
    return settleDoubts(client, ofEarlierLives, {
      written: (batch) => {
        this.#sentBefore.sent += batch.places.length;
        this.#sentBefore.sentBytes += batch.sizeBytes;
        this.#dealtWith(batch);
      },
      refused: (batch) => this.#settle(batch),
      unknown: (batch) => {
        for (const line of batch.places)
          this.addProblem(line, say('redrive.unknown', { topic: batch.topic }), 'failed');
        Object.assign(this.#progress, this.problemCounts);
        this.#dealtWith(batch);
      },
    });
  }

  #dealtWith(batch: Pick<BatchInDoubt, 'topic' | 'partition' | 'places'>): void {
    for (const line of batch.places) this.#written.add(Number(line));
    this.#settle(batch);
  }

  #settle(batch: Pick<BatchInDoubt, 'topic' | 'partition'>): void {
    const { journal, clock } = this.#context;
    journal.settle(this.id, clock.wallMs(), batch, this.#current());
  }

  #save(): void {
    const { journal, clock } = this.#context;
    journal.saveProgress(this.id, clock.wallMs(), this.#current());
  }

  #current(): BatchProgress {
    const { sent, sentBytes } = this.counts;
    return Object.assign(this.#progress, { written: [...this.#written], sent, sentBytes });
  }

  /** Nothing of what was read is left. */
  #allDealtWith(): void {
    if (this.#request.transaction) return;
    // A life before this one may have come further, when this one stops at a line.
    for (const line of this.#written) if (line <= this.#readLine) this.#written.delete(line);
    Object.assign(this.#progress, { line: this.#readLine, atRisk: null }, this.problemCounts);
    this.#save();
  }

  /** What a transaction has written so far is not there for anybody. */
  async #giveBack(): Promise<void> {
    const transaction = this.#transaction;
    if (!this.#request.transaction) return;
    this.#transaction = null;
    this.#sender = null;
    this.#readLine = 0;
    this.#left = [];
    this.#badLine = null;
    // Its coordinator aborts it by itself when nobody can tell it to.
    await transaction?.end('abort').catch(() => {});
  }

  async #open(client: KafkaClient, signal: AbortSignal): Promise<TopicSender> {
    if (this.#sender !== null) {
      this.#sender.signal = signal;
      return this.#sender;
    }
    const { topic, options, transaction, source } = this.#request;
    this.#sizeBytes = await this.#context.sources.sizeBytes(source);
    if (transaction) {
      const fresh = () => `sluice-batch-${Buffer.from(client.env.random.bytes(6)).toString('hex')}`;
      // The same one again: what a life before this one left open is aborted by that.
      const id = (this.#progress.transactionalId ??= fresh());
      this.#progress.committing = false;
      this.#save();
      this.#transaction = await Transaction.begin(client, id, { timeoutMs: TRANSACTION_TIMEOUT_MS });
    }
    this.#sender = await TopicSender.open(client, topic, {
      ...options,
      transaction: this.#transaction,
      signal,
      // Nothing of a transaction counts before it is committed.
      ...(!transaction && { observer: this.#observer() }),
    });
    return this.#sender;
  }

  #observer(): SendObserver {
    const { topic } = this.#request;
    const { journal, clock } = this.#context;
    const placesOf = (records: readonly Outgoing[]) => records.map(({ line }) => String(line));
    return {
      handing: (partition, batch, identity, records) =>
        journal.intend(this.id, {
          topic,
          partition,
          ...identity,
          atMs: clock.wallMs(),
          places: placesOf(records),
          sizeBytes: records.reduce((sum, record) => sum + outgoingBytes(record), 0),
          bytes: batch,
        }),
      written: (partition, records) => this.#dealtWith({ topic, partition, places: placesOf(records) }),
      refused: (partition) => this.#settle({ topic, partition }),
    };
  }

  /** Sends what the last attempt left, first of all what it does not know the fate of. */
  async #goOn(sender: TopicSender): Promise<void> {
    if (this.#left.length === 0) return;
    const left = this.#left;
    const settled = await sender.settle();
    if (settled.error !== null) {
      this.#left = left.filter((record) => !sender.wasWritten(record));
      throw settled.error;
    }
    await this.#send(
      sender,
      left.filter((record) => !sender.wasWritten(record)),
    );
    if (this.#left.length === 0) this.#allDealtWith();
  }

  async #readOn(sender: TopicSender, registry: Registry | undefined, signal: AbortSignal): Promise<void> {
    let window: Outgoing[] = [];
    let bytes = 0;
    /** Whatever becomes of it, what was read is sent or among what is left. */
    const flush = async (): Promise<void> => {
      const full = window;
      window = [];
      bytes = 0;
      await this.#send(sender, full);
      if (this.#left.length === 0) this.#allDealtWith();
    };
    const stopAt = async (line: number, readBytes: number, said: Said): Promise<never> => {
      await flush();
      this.#readBytes = readBytes;
      this.#badLine = line;
      throw failure('invalid-input', said, say('job.badLine.next'));
    };
    try {
      const { source, topic, schemas } = this.#request;
      const encoder = await MessageEncoder.open(registry, topic, schemas);
      for await (const entry of this.#context.sources.read(source, this.#request, encoder?.encoded)) {
        const { line, readBytes } = entry;
        if (line <= this.#readLine) continue;
        if (this.#written.has(line)) {
          this.#readLine = line;
          continue;
        }
        signal.throwIfAborted();
        if (window.length === 0) await encoder?.refresh();
        const message = 'problem' in entry ? entry : (encoder?.encode(entry.message) ?? entry.message);
        if (!('problem' in message)) {
          window.push(message);
          bytes += outgoingBytes(message);
        } else if (this.#onError === 'stop') {
          await stopAt(line, readBytes, whyNot(line, message.problem, 'problem' in entry));
        } else {
          this.addProblem(String(line), message.problem, 'failed');
        }
        this.#badLine = null;
        this.#readLine = line;
        if (window.length < WINDOW.records && bytes < WINDOW.bytes) continue;
        await flush();
        this.#readBytes = readBytes;
      }
      await flush();
    } catch (error) {
      if (window.length > 0) this.#left = window;
      throw error;
    }
  }

  async #send(sender: TopicSender, window: readonly Outgoing[]): Promise<void> {
    if (window.length === 0) return;
    if (this.#request.options.acks !== 'all' && !this.#request.transaction) {
      this.#progress.atRisk = { from: window[0].line, to: window.at(-1)!.line };
      this.#save();
    }
    const { refused, error, unsent } = await sender.send(window);
    const byLine = (records: readonly Outgoing[]) => records.toSorted((a, b) => a.line - b.line);
    if (this.#onError === 'skip')
      for (const { record, reason } of refused) this.addProblem(String(record.line), reason, 'failed');
    const again = this.#onError === 'skip' ? [] : refused.map(({ record }) => record);
    this.#left = byLine([...unsent, ...again]);
    if (error !== null) throw error;
    const [first] = refused.toSorted((a, b) => a.record.line - b.record.line);
    if (first !== undefined && this.#onError === 'stop')
      throw failure(
        'kafka',
        say('job.lineRefused', { line: first.record.line, reason: first.reason }),
        say('job.lineRefused.next'),
      );
  }
}

/** What a schema does not take is a sentence of its own; what stands on a line is a part of one. */
function whyNot(line: number, problem: SaidValue, isNoMessage: boolean): Said {
  return say(isNoMessage ? 'job.badLine' : 'job.unfitLine', { line, problem });
}

/** Why it has ended, and what is known of what it did. */
function interrupted({ transaction }: BatchRequest, progress: BatchProgress): Failure {
  const next = (): Said => {
    if (transaction)
      return say(progress.committing ? 'batch.interrupted.committing' : 'batch.interrupted.transaction');
    const atRisk = unknownLines(progress);
    return atRisk === null ? say('redrive.interrupted.next') : say('batch.interrupted.atRisk', atRisk);
  };
  return failure('interrupted', say('redrive.interrupted'), next());
}

function unknownLines({ atRisk, written }: BatchProgress): BatchProgress['atRisk'] {
  if (atRisk === null) return null;
  const known = new Set(written);
  let { from, to } = atRisk;
  while (from <= to && known.has(from)) from++;
  while (from <= to && known.has(to)) to--;
  return from <= to ? { from, to } : null;
}

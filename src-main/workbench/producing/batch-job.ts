/** Sends what a source holds, line by line; knows at every moment which line is not written yet. */
import { type KafkaClient, Transaction } from '../../client/index.ts';
import { type BatchRequest, type Said, type SaidValue, say } from '../../contract/index.ts';
import type { Registry } from '../registry/index.ts';
import { failure } from '../router/index.ts';
import { MessageEncoder } from './encoder.ts';
import { Job } from './jobs.ts';
import { type Outgoing, outgoingBytes } from './outgoing.ts';
import type { Sources } from './sources.ts';
import { TopicSender } from './topic-sender.ts';

/** So much is read, sent and waited for at a time: nothing more is ever in memory. */
const WINDOW = { records: 2_000, bytes: 4 * 1024 * 1024 } as const;
/** What brokers allow by default (`transaction.max.timeout.ms`). */
const TRANSACTION_TIMEOUT_MS = 15 * 60_000;

export interface BatchContext {
  readonly client: KafkaClient;
  readonly sources: Sources;
  /** Of the cluster, where it has one. */
  readonly registry: Registry | undefined;
  readonly id: string;
}

export class BatchJob extends Job {
  readonly #client: KafkaClient;
  readonly #sources: Sources;
  readonly #registry: Registry | undefined;
  readonly #request: BatchRequest;
  #onError: BatchRequest['onError'];
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
  #done = false;
  /** Of senders before this one. */
  #sentBefore = { sent: 0, sentBytes: 0 };

  constructor({ client, sources, registry, id }: BatchContext, request: BatchRequest) {
    const { cluster, topic, onError } = request;
    super(id, { kind: 'batch', cluster, topic, from: null }, client.env.clock);
    this.#client = client;
    this.#sources = sources;
    this.#registry = registry;
    this.#request = request;
    this.#onError = onError;
  }

  /** What it does with lines that cannot be sent, from the next resumption on. */
  setOnError(onError: BatchRequest['onError']): void {
    this.#onError = onError;
  }

  override get resumeLine(): number | null {
    if (this.#done) return null;
    return this.#left[0]?.line ?? this.#badLine ?? this.#readLine + 1;
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

  override dispose(): Promise<void> {
    return this.#sources.drop(this.#request.source);
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    const { transaction } = this.#request;
    if (transaction) this.#startOver();
    try {
      const sender = await this.#open(signal);
      await this.#goOn(sender);
      await this.#readOn(sender, signal);
      if (signal.aborted) throw signal.reason as Error;
      await this.#transaction?.end('commit');
      this.#transaction = null;
      this.#lines = this.counts.sent;
      this.#readBytes = this.#sizeBytes;
      this.#done = true;
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

  async #open(signal: AbortSignal): Promise<TopicSender> {
    if (this.#sender !== null) {
      this.#sender.signal = signal;
      return this.#sender;
    }
    const { topic, options, transaction, source } = this.#request;
    this.#sizeBytes = await this.#sources.sizeBytes(source);
    if (transaction) {
      const id = `sluice-batch-${Buffer.from(this.#client.env.random.bytes(6)).toString('hex')}`;
      this.#transaction = await Transaction.begin(this.#client, id, { timeoutMs: TRANSACTION_TIMEOUT_MS });
    }
    this.#sender = await TopicSender.open(this.#client, topic, {
      ...options,
      transaction: this.#transaction,
      signal,
    });
    return this.#sender;
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
  }

  async #readOn(sender: TopicSender, signal: AbortSignal): Promise<void> {
    let window: Outgoing[] = [];
    let bytes = 0;
    /** Whatever becomes of it, what was read is sent or among what is left. */
    const flush = async (): Promise<void> => {
      const full = window;
      window = [];
      bytes = 0;
      await this.#send(sender, full);
    };
    const stopAt = async (line: number, readBytes: number, said: Said): Promise<never> => {
      await flush();
      this.#readBytes = readBytes;
      this.#badLine = line;
      throw failure('invalid-input', said, say('job.badLine.next'));
    };
    try {
      const { source, topic, schemas } = this.#request;
      const encoder = await MessageEncoder.open(this.#registry, topic, schemas);
      for await (const entry of this.#sources.read(source, this.#request, encoder?.encoded)) {
        const { line, readBytes } = entry;
        if (line <= this.#readLine) continue;
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

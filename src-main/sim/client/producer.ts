import { ErrorCode, errorName, InitProducerId, isRetriable, Produce } from '../../protocol/index.ts';
import { buildBatch, type CodecName } from '../../wire/index.ts';
import { type ClusterView, NotSentError } from './cluster-view.ts';
import { provesNothingAppended, type SendOutcome } from './outcome.ts';

export interface ProducerOptions {
  readonly topic: string;
  /** From `send` until the outcome is told; `delivery.timeout.ms`. */
  readonly deliveryTimeoutMs: number;
  readonly maxInFlight: number;
  readonly maxBatchRecords: number;
  readonly codec: CodecName;
}

interface Pending {
  readonly value: Buffer;
  readonly expiresMs: number;
  readonly done: (outcome: SendOutcome) => void;
}

interface Batch {
  readonly records: readonly Pending[];
  /** -1 until it is sent for the first time. */
  baseSequence: number;
  state: 'waiting' | 'in flight' | 'backing off';
  /** An attempt may have been appended, for all we know. */
  doubtful: boolean;
  lastError: string;
}

interface PartitionQueue {
  readonly partition: number;
  readonly unbatched: Pending[];
  /** In the order of their sequences. */
  readonly batches: Batch[];
  nextSequence: number;
  producerEpoch: number;
  inFlight: number;
  /** What comes after the newest sequence of this epoch that was acknowledged; -1: none was. */
  acknowledgedTo: number;
  /** A batch went without a known end: sequences begin anew, under a higher epoch, once nothing is in flight. */
  mustBumpEpoch: boolean;
}

/**
 * An idempotent producer with acks=all that keeps to the rules of Kafka's (KIP-98, KIP-360): sequences per partition,
 * several requests in flight, retries in order, a higher epoch after a batch whose end nobody knows. Batches that were
 * not delivered in time are given up as unknown, never sent again under another sequence: a duplicate is always the
 * broker's doing.
 */
export class Producer {
  readonly #view: ClusterView;
  readonly #options: ProducerOptions;
  readonly #queues = new Map<number, PartitionQueue>();
  #producerId = -1;
  #producerEpoch = 0;
  #initializing = false;

  constructor(view: ClusterView, options: ProducerOptions) {
    this.#view = view;
    this.#options = options;
  }

  /** Never rejects. */
  send(partition: number, value: Buffer): Promise<SendOutcome> {
    const { clock } = this.#view.env;
    return new Promise((done) => {
      const queue = this.#queueOf(partition);
      const { deliveryTimeoutMs } = this.#options;
      queue.unbatched.push({ value, expiresMs: clock.monotonicMs() + deliveryTimeoutMs, done });
      clock.schedule(deliveryTimeoutMs + 1, () => this.#expire(queue));
      this.#advance(queue);
    });
  }

  #queueOf(partition: number): PartitionQueue {
    let queue = this.#queues.get(partition);
    if (queue === undefined) {
      queue = {
        partition,
        unbatched: [],
        batches: [],
        nextSequence: 0,
        producerEpoch: 0,
        inFlight: 0,
        acknowledgedTo: -1,
        mustBumpEpoch: false,
      };
      this.#queues.set(partition, queue);
    }
    return queue;
  }

  /** Sends whatever may be sent now, oldest first; nothing overtakes a batch that has to be sent again. */
  #advance(queue: PartitionQueue): void {
    if (this.#view.closed) return;
    if (this.#producerId < 0) {
      if (!this.#initializing) void this.#initialize();
      return;
    }
    if (queue.mustBumpEpoch) {
      if (queue.inFlight > 0) return;
      this.#bumpEpoch(queue);
    }
    const { maxBatchRecords } = this.#options;
    const { maxInFlight } = this.#options;
    for (const batch of queue.batches) {
      if (batch.state === 'backing off') return;
      if (batch.state === 'waiting' && queue.inFlight < maxInFlight) this.#launch(queue, batch);
    }
    while (queue.unbatched.length > 0 && queue.inFlight < maxInFlight && queue.batches.length < maxInFlight) {
      const records = queue.unbatched.splice(0, maxBatchRecords);
      const batch: Batch = { records, baseSequence: -1, state: 'waiting', doubtful: false, lastError: '' };
      queue.batches.push(batch);
      this.#launch(queue, batch);
    }
  }

  /** Asks until it has a producer id. */
  async #initialize(): Promise<void> {
    this.#initializing = true;
    while (!this.#view.closed) {
      try {
        const answer = await this.#view.request('any', InitProducerId, {
          transactionalId: null,
          transactionTimeoutMs: 60_000,
        });
        if (answer.errorCode === ErrorCode.NONE) {
          this.#producerId = answer.producerId;
          this.#producerEpoch = answer.producerEpoch;
          for (const queue of this.#queues.values()) {
            queue.producerEpoch = answer.producerEpoch;
            this.#advance(queue);
          }
          return;
        }
      } catch {
        // Another broker may answer.
      }
      await this.#view.backOff();
    }
  }

  #bumpEpoch(queue: PartitionQueue): void {
    queue.mustBumpEpoch = false;
    queue.producerEpoch = Math.max(this.#producerEpoch, queue.producerEpoch + 1);
    this.#producerEpoch = queue.producerEpoch;
    queue.nextSequence = 0;
    queue.acknowledgedTo = -1;
    for (const batch of queue.batches) batch.baseSequence = -1;
  }

  #launch(queue: PartitionQueue, batch: Batch): void {
    if (batch.baseSequence < 0) {
      batch.baseSequence = queue.nextSequence;
      queue.nextSequence += batch.records.length;
    }
    batch.state = 'in flight';
    queue.inFlight++;
    void this.#attempt(queue, batch).then((answer) => {
      queue.inFlight--;
      this.#answered(queue, batch, answer);
      this.#advance(queue);
    });
  }

  /** One request. 'not sent' when it never left us, 'lost' when it left and nothing came back. */
  async #attempt(
    queue: PartitionQueue,
    batch: Batch,
  ): Promise<{ errorCode: number; baseOffset: number } | 'not sent' | 'lost'> {
    const { topic, codec } = this.#options;
    const view = this.#view.topic(topic);
    const leaderId = view?.partitions[queue.partition]?.leaderId ?? -1;
    if (view === undefined || leaderId < 0) return 'not sent';
    const { clock } = this.#view.env;
    const records = buildBatch(
      batch.records.map(({ value }) => ({ key: null, value })),
      {
        timestamp: clock.wallMs(),
        codec,
        producerId: this.#producerId,
        producerEpoch: queue.producerEpoch,
        baseSequence: batch.baseSequence,
      },
    );
    try {
      const answer = await this.#view.request(leaderId, Produce, {
        transactionalId: null,
        acks: -1,
        timeoutMs: this.#view.options.requestTimeoutMs,
        topicData: [{ name: topic, topicId: view.id, partitionData: [{ index: queue.partition, records }] }],
      });
      return answer.responses[0].partitionResponses[0];
    } catch (error) {
      return error instanceof NotSentError ? 'not sent' : 'lost';
    }
  }

  #answered(
    queue: PartitionQueue,
    batch: Batch,
    answer: { errorCode: number; baseOffset: number } | 'not sent' | 'lost',
  ): void {
    // Given up in the meantime.
    if (!queue.batches.includes(batch)) return;
    batch.state = 'waiting';
    if (answer === 'not sent' || answer === 'lost') {
      if (answer === 'lost') batch.doubtful = true;
      batch.lastError = answer;
      return this.#retry(queue, batch);
    }
    const { errorCode, baseOffset } = answer;
    if (errorCode === ErrorCode.NONE || errorCode === ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
      queue.acknowledgedTo = Math.max(queue.acknowledgedTo, batch.baseSequence + batch.records.length);
      const known = errorCode === ErrorCode.NONE && baseOffset >= 0;
      this.#finish(queue, batch, (index) => ({ type: 'ok', offset: known ? baseOffset + index : null }));
      return;
    }
    if (!provesNothingAppended(errorCode)) batch.doubtful = true;
    batch.lastError = errorName(errorCode);
    const isFirst = queue.batches[0] === batch;
    // Behind a batch that has to be sent again its sequence cannot be the next one yet.
    const outOfOrder = errorCode === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
    if ((outOfOrder && !isFirst) || isRetriable(errorCode)) return this.#retry(queue, batch);
    // The broker has forgotten what it had acknowledged. Kafka's producer sends the batch again under a new epoch: if
    // the broker did have it, it is there twice now, and that is the broker's fault.
    // So it is with out of order though it comes right after what was acknowledged: the five newest batches that are in
    // its log it must know, although the snapshot that a restart begins with tells of the last only.
    const isNext = batch.baseSequence === queue.acknowledgedTo;
    if (errorCode === ErrorCode.UNKNOWN_PRODUCER_ID || (outOfOrder && isNext)) {
      queue.mustBumpEpoch = true;
      return;
    }
    // Among others, out of order and not the next one: to a leader that has never heard of the producer any sequence is
    // the first one, so that a second batch may have taken the place of the first, which was refused (Kafka's brokers are
    // no stricter, and its producer tries until the time is over). It must not come after those that overtook it.
    this.#giveUp(queue);
  }

  #retry(queue: PartitionQueue, batch: Batch): void {
    batch.state = 'backing off';
    const { topic } = this.#options;
    void this.#view
      .refresh(topic)
      .then(() => this.#view.backOff())
      .then(() => {
        if (batch.state === 'backing off') batch.state = 'waiting';
        this.#advance(queue);
      });
  }

  /** The delivery timeout of something has passed. */
  #expire(queue: PartitionQueue): void {
    const nowMs = this.#view.env.clock.monotonicMs();
    const expired = ({ records }: Batch) => records.some(({ expiresMs }) => expiresMs <= nowMs);
    if (queue.batches.some(expired)) this.#giveUp(queue);
    while (queue.unbatched.length > 0 && queue.unbatched[0].expiresMs <= nowMs)
      queue.unbatched.shift()!.done({ type: 'fail', offset: null, error: 'never sent' });
    this.#advance(queue);
  }

  /** Ends everything that has a sequence: what may have been appended is unknown, the rest has failed. */
  #giveUp(queue: PartitionQueue): void {
    queue.mustBumpEpoch = true;
    for (const batch of [...queue.batches]) {
      const doubtful = batch.doubtful || batch.state === 'in flight';
      const error = batch.lastError === '' ? 'no answer' : batch.lastError;
      this.#finish(queue, batch, () => ({ type: doubtful ? 'info' : 'fail', offset: null, error }));
    }
  }

  #finish(queue: PartitionQueue, batch: Batch, outcome: (index: number) => SendOutcome): void {
    queue.batches.splice(queue.batches.indexOf(batch), 1);
    batch.records.forEach(({ done }, index) => done(outcome(index)));
  }
}

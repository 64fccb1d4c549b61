/** One transaction of a producer: begun with its first partition, ended once. */
import { AddPartitionsToTxn, EndTxn, ErrorCode, InitProducerId } from '../protocol/index.ts';
import type { TopicPartition } from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';
import type { ProducerIdentity } from './produce.ts';

/**
 * Before KIP-890's second part (`transaction.version` 2) a producer adds partitions itself, and says by the versions of
 * its requests that it knows no other way (`AddPartitionsToTxnRequest.Builder.forClient`, `ProduceRequest`, `EndTxn`).
 */
const CLASSIC = { addPartitions: 3, produce: 11, endTxn: 4 } as const;
const IMPLICIT_SINCE = 2;
const DEADLINE_MS = 30_000;

/** Partitions of the transaction before are still being marked: the coordinator asks to come again. */
const COME_AGAIN = new Set<number>([ErrorCode.CONCURRENT_TRANSACTIONS, ErrorCode.NOT_COORDINATOR]);

export class Transaction {
  readonly transactionalId: string;
  readonly identity: ProducerIdentity;
  /** Undefined: the broker adds partitions to the transaction with the first batch. */
  readonly produceMaxVersion: number | undefined;
  readonly #client: KafkaClient;
  readonly #added = new Set<string>();

  private constructor(client: KafkaClient, transactionalId: string, identity: ProducerIdentity) {
    this.#client = client;
    this.transactionalId = transactionalId;
    this.identity = identity;
    const implicit = client.finalizedFeature('transaction.version') >= IMPLICIT_SINCE;
    this.produceMaxVersion = implicit ? undefined : CLASSIC.produce;
  }

  /**
   * Asks for a producer id under this transactional id, which fences whoever had it. The coordinator aborts what is not
   * ended within the timeout; brokers refuse one above `transaction.max.timeout.ms` (15 min). Throws KafkaError.
   */
  static async begin(
    client: KafkaClient,
    transactionalId: string,
    options: { readonly timeoutMs: number },
  ): Promise<Transaction> {
    const { producerId, producerEpoch } = await client.request(
      InitProducerId,
      { transactionalId, transactionTimeoutMs: options.timeoutMs },
      {
        to: { transactionCoordinatorOf: transactionalId },
        errorCode: (answer) => answer.errorCode,
        what: `a producer id for ${transactionalId}`,
        deadlineMs: DEADLINE_MS,
      },
    );
    return new Transaction(client, transactionalId, { producerId, producerEpoch });
  }

  /** Partitions that batches are about to go to. Throws KafkaError. */
  async addPartitions(partitions: readonly TopicPartition[]): Promise<void> {
    const fresh = partitions.filter(({ topic, partition }) => !this.#added.has(`${topic}/${partition}`));
    for (const { topic, partition } of fresh) this.#added.add(`${topic}/${partition}`);
    if (fresh.length === 0 || this.produceMaxVersion === undefined) return;
    const topics = [...Map.groupBy(fresh, ({ topic }) => topic)].map(([name, some]) => ({
      name,
      partitions: some.map(({ partition }) => partition),
    }));
    const { producerId, producerEpoch } = this.identity;
    await this.#insist('adding partitions to the transaction', async () => {
      const answer = await this.#client.request(
        AddPartitionsToTxn,
        {
          transactions: [],
          v3AndBelowTransactionalId: this.transactionalId,
          v3AndBelowProducerId: producerId,
          v3AndBelowProducerEpoch: producerEpoch,
          v3AndBelowTopics: topics,
        },
        {
          to: { transactionCoordinatorOf: this.transactionalId },
          maxVersion: CLASSIC.addPartitions,
          deadlineMs: DEADLINE_MS,
        },
      );
      const codes = answer.resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) =>
        resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode),
      );
      return codes.find((code) => code !== 0) ?? 0;
    });
  }

  /** True when no partition was ever added: there is nothing to end. */
  get isEmpty(): boolean {
    return this.#added.size === 0;
  }

  /** Makes all of it visible to `read_committed`, or none. Throws KafkaError. */
  async end(outcome: 'commit' | 'abort'): Promise<void> {
    if (this.isEmpty) return;
    const { producerId, producerEpoch } = this.identity;
    await this.#insist(outcome === 'commit' ? 'committing' : 'aborting', async () => {
      const answer = await this.#client.request(
        EndTxn,
        {
          transactionalId: this.transactionalId,
          producerId,
          producerEpoch,
          committed: outcome === 'commit',
        },
        {
          to: { transactionCoordinatorOf: this.transactionalId },
          maxVersion: this.produceMaxVersion === undefined ? undefined : CLASSIC.endTxn,
          deadlineMs: DEADLINE_MS,
        },
      );
      return answer.errorCode;
    });
  }

  /** Repeats while the coordinator is busy with the step before or is not the coordinator any more. */
  async #insist(what: string, ask: () => Promise<number>): Promise<void> {
    const { clock } = this.#client.env;
    const giveUpMs = clock.monotonicMs() + DEADLINE_MS;
    for (let backoffMs = 20; ; backoffMs = Math.min(500, backoffMs * 2)) {
      const code = await ask();
      if (code === 0) return;
      const error = new KafkaError(code, `${what} (${this.transactionalId})`);
      const again = COME_AGAIN.has(code) || error.retriable;
      if (!again || clock.monotonicMs() + backoffMs >= giveUpMs) throw error;
      await this.#client.noteError(code, { transactionCoordinatorOf: this.transactionalId });
      await this.#client.pause(backoffMs);
    }
  }
}

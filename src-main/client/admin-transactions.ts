/** Who writes into partitions with a producer id, and which transactions are open: as `kafka-transactions.sh` asks. */
import {
  DescribeProducers,
  DescribeTransactions,
  ErrorCode,
  ListTransactions,
  WriteTxnMarkers,
} from '../protocol/index.ts';
import { groupByLeader, groupByTopic, partitionName, type TopicPartition } from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';

/** So many partitions or ids go into one request: a cluster of tens of thousands is asked in pieces. */
const PER_REQUEST = 1_000;
const DEADLINE_MS = 10_000;

/** A producer that a partition remembers (KIP-664). */
export interface PartitionProducer extends TopicPartition {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** -1: only markers are known of it. */
  readonly lastSequence: number;
  /** Wall milliseconds of its last batch; -1: unknown. */
  readonly lastTimestampMs: number;
  /** Of the coordinator that wrote its last marker; -1: none did. */
  readonly coordinatorEpoch: number;
  /** Offset of the first record of its open transaction; null: none is open. */
  readonly transactionStartOffset: number | null;
}

export interface ProducersAnswer {
  readonly producers: PartitionProducer[];
  /** Partitions of which nothing is known, and why. */
  readonly failed: (TopicPartition & { readonly error: Error })[];
}

/** Asks the leaders; a leader that does not answer leaves the partitions of the others alone. */
export async function describeProducers(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
): Promise<ProducersAnswer> {
  const { byBroker, leaderless } = groupByLeader(client, partitions);
  const producers: PartitionProducer[] = [];
  const failed: ProducersAnswer['failed'] = leaderless.map(({ item, error }) => ({ ...item, error }));
  await Promise.all(
    [...byBroker].map(async ([broker, all]) => {
      for (const some of pieces(all)) {
        try {
          await describeAt(client, broker, some, { producers, failed });
        } catch (error) {
          for (const { topic, partition } of some) failed.push({ topic, partition, error: error as Error });
        }
      }
    }),
  );
  return { producers, failed };
}

async function describeAt(
  client: KafkaClient,
  broker: number,
  partitions: readonly TopicPartition[],
  { producers, failed }: ProducersAnswer,
): Promise<void> {
  const response = await client.request(
    DescribeProducers,
    {
      topics: groupByTopic(partitions).map(({ topic, items }) => ({
        name: topic,
        partitionIndexes: items.map(({ partition }) => partition),
      })),
    },
    { to: { broker }, deadlineMs: DEADLINE_MS },
  );
  for (const { name: topic, partitions: answers } of response.topics)
    for (const { partitionIndex: partition, errorCode, errorMessage, activeProducers } of answers) {
      if (errorCode !== 0) {
        const what = partitionName({ topic, partition });
        failed.push({ topic, partition, error: new KafkaError(errorCode, what, errorMessage) });
        continue;
      }
      for (const one of activeProducers)
        producers.push({
          topic,
          partition,
          producerId: one.producerId,
          producerEpoch: one.producerEpoch,
          lastSequence: one.lastSequence,
          lastTimestampMs: Number(one.lastTimestamp),
          coordinatorEpoch: one.coordinatorEpoch,
          transactionStartOffset: one.currentTxnStartOffset < 0 ? null : one.currentTxnStartOffset,
        });
    }
}

export interface DescribedTransaction {
  readonly transactionalId: string;
  /** Kafka's word: Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort, Dead, PrepareEpochFence. */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly timeoutMs: number;
  /** Wall milliseconds; null: none was begun. */
  readonly startedMs: number | null;
  readonly partitions: readonly TopicPartition[];
}

/** The transactional ids that a broker coordinates. Throws KafkaError while it loads them. */
export async function listTransactions(
  client: KafkaClient,
  broker: number,
): Promise<{ transactionalId: string; producerId: number; state: string }[]> {
  const response = await client.request(
    ListTransactions,
    { stateFilters: [], producerIdFilters: [] },
    {
      to: { broker },
      deadlineMs: DEADLINE_MS,
      errorCode: ({ errorCode }) => errorCode,
      what: `the transactions of broker ${broker}`,
    },
  );
  return response.transactionStates.map(({ transactionalId, producerId, transactionState: state }) => ({
    transactionalId,
    producerId,
    state,
  }));
}

/** What their coordinator knows of transactional ids; one that is gone or has moved meanwhile is named in `failed`. */
export async function describeTransactions(
  client: KafkaClient,
  broker: number,
  ids: readonly string[],
): Promise<{
  transactions: DescribedTransaction[];
  failed: { transactionalId: string; error: KafkaError }[];
}> {
  const transactions: DescribedTransaction[] = [];
  const failed: { transactionalId: string; error: KafkaError }[] = [];
  for (const transactionalIds of pieces(ids)) {
    const response = await client.request(
      DescribeTransactions,
      { transactionalIds: [...transactionalIds] },
      { to: { broker }, deadlineMs: DEADLINE_MS },
    );
    for (const one of response.transactionStates) {
      const { transactionalId, errorCode } = one;
      if (errorCode !== 0)
        failed.push({ transactionalId, error: new KafkaError(errorCode, `transaction ${transactionalId}`) });
      else
        transactions.push({
          transactionalId,
          state: one.transactionState,
          producerId: one.producerId,
          producerEpoch: one.producerEpoch,
          timeoutMs: one.transactionTimeoutMs,
          startedMs: one.transactionStartTimeMs < 0 ? null : one.transactionStartTimeMs,
          partitions: one.topics.flatMap(({ topic, partitions }) =>
            partitions.map((partition) => ({ topic, partition })),
          ),
        });
    }
  }
  return { transactions, failed };
}

/**
 * Has the leader write an abort marker for a producer's open transaction, as its coordinator would. The epoch of a
 * coordinator that has never written there is taken as 0, as `kafka-transactions.sh abort` does. Throws KafkaError.
 */
export async function abortTransaction(
  client: KafkaClient,
  { topic, partition, producerId, producerEpoch, coordinatorEpoch }: PartitionProducer,
): Promise<void> {
  const what = `aborting the transaction of producer ${producerId} in ${partitionName({ topic, partition })}`;
  await client.request(
    WriteTxnMarkers,
    {
      markers: [
        {
          producerId,
          producerEpoch,
          transactionResult: false,
          topics: [{ name: topic, partitionIndexes: [partition] }],
          coordinatorEpoch: Math.max(0, coordinatorEpoch),
        },
      ],
    },
    {
      to: { leaderOf: { topic, partition } },
      what,
      // Which of them it was is said by the only partition there is.
      errorCode: ({ markers }) =>
        markers[0]?.topics[0]?.partitions[0]?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR,
    },
  );
}

function* pieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += PER_REQUEST) yield all.slice(at, at + PER_REQUEST);
}

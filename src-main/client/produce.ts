import { ErrorCode, InitProducerId, Produce } from '../protocol/index.ts';
import type { TopicPartition } from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';
import type { Transaction } from './transaction.ts';

export type Acks = 'all' | 'leader' | 'none';

export interface ProduceOptions {
  readonly acks: Acks;
  /** How long the leader waits for its followers. */
  readonly timeoutMs?: number;
  /** The batch carries a producer id and sequence, so that sending it again cannot write it twice. */
  readonly idempotent?: boolean;
  /** The batch is of this transaction; the partition has been added to it. */
  readonly transaction?: Transaction;
  readonly deadlineMs?: number;
}

export interface Produced {
  /** Of the first record; -1 with acks none. */
  readonly baseOffset: number;
  /** -1 unless the topic uses LogAppendTime. */
  readonly logAppendTimeMs: number;
}

const ACKS = { all: -1, leader: 1, none: 0 } as const;

/** After these nothing was written, so a batch may be sent again without an idempotent producer. */
const NOT_WRITTEN = new Set<number>([
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.FENCED_LEADER_EPOCH,
  ErrorCode.UNKNOWN_LEADER_EPOCH,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.UNKNOWN_TOPIC_ID,
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.KAFKA_STORAGE_ERROR,
]);

/** Sends one batch to the leader of its partition. Throws KafkaError or UnreachableError. */
export async function produce(
  client: KafkaClient,
  { topic, partition }: TopicPartition,
  batch: Buffer,
  options: ProduceOptions,
): Promise<Produced> {
  const { acks, timeoutMs = 15_000, idempotent = false, deadlineMs = 15_000, transaction } = options;
  const { clock } = client.env;
  const giveUpMs = clock.monotonicMs() + deadlineMs;
  const what = `sending to ${topic}-${partition}`;
  for (let backoffMs = 50; ; backoffMs = Math.min(1_000, backoffMs * 2)) {
    // The leader is looked up first: that knows the topic's id, too.
    await client.leaderOf(topic, partition);
    const topicId = client.metadata.topics.get(topic)!.id;
    const body = {
      transactionalId: transaction?.transactionalId ?? null,
      acks: ACKS[acks],
      timeoutMs,
      topicData: [{ name: topic, topicId, partitionData: [{ index: partition, records: batch }] }],
    };
    const to = { leaderOf: { topic, partition } };
    if (acks === 'none') {
      (await client.connectionTo(to)).send(Produce, body);
      return { baseOffset: -1, logAppendTimeMs: -1 };
    }
    const remainingMs = Math.max(1, giveUpMs - clock.monotonicMs());
    const response = await client.request(Produce, body, {
      to,
      what,
      deadlineMs: remainingMs,
      repeatable: idempotent,
      maxVersion: transaction?.produceMaxVersion,
    });
    const answer = response.responses[0].partitionResponses[0];
    const { errorCode, baseOffset, logAppendTimeMs } = answer;
    // The first attempt was written and only its answer was lost.
    if (errorCode === 0 || errorCode === ErrorCode.DUPLICATE_SEQUENCE_NUMBER)
      return { baseOffset, logAppendTimeMs };
    const detail = answer.recordErrors[0]?.batchIndexErrorMessage ?? answer.errorMessage;
    const error = new KafkaError(errorCode, what, detail);
    const again = NOT_WRITTEN.has(errorCode) || (idempotent && error.retriable);
    if (!again || clock.monotonicMs() + backoffMs >= giveUpMs) throw error;
    await client.noteError(errorCode, to);
    await client.pause(backoffMs);
  }
}

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A producer id of one's own, for idempotent batches. */
export async function initProducerId(client: KafkaClient): Promise<ProducerIdentity> {
  const { producerId, producerEpoch } = await client.request(
    InitProducerId,
    { transactionalId: null, transactionTimeoutMs: 60_000 },
    { errorCode: (answer) => answer.errorCode, what: 'a producer id', changes: false },
  );
  return { producerId, producerEpoch };
}

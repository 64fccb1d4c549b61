/** Transactions that nobody will end: which there are, and what an abort of one takes away. */
import {
  describeProducers,
  fetchAt,
  type KafkaClient,
  partitionName,
  type PartitionProducer,
  type ProducersAnswer,
  type TopicPartition,
  UnsupportedApiError,
} from '../../client/index.ts';
import type {
  HangingPlace,
  TransactionLoss,
  TransactionsView,
  TransactionView,
} from '../../contract/index.ts';
import {
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchMaxTimestampMs,
  batchPositions,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
} from '../../wire/index.ts';

/** So much of a partition is looked at for what an abort takes away. */
const LOSS_BYTES = 64 * 1024 * 1024;
const FETCH_BYTES = 1024 * 1024;

export interface Hanging {
  readonly producer: PartitionProducer;
  /** Under which id a coordinator knows the producer; null: none does. */
  readonly transactionalId: string | null;
}

export interface Survey extends ProducersAnswer {
  readonly hanging: readonly Hanging[];
  /** The coordinator that did not answer: what hangs cannot be told. Null: all did, or nothing is open. */
  readonly silent: TransactionsView['silent'][number] | null;
}

/** Which transaction it is that is open there; a later one of the same producer is another. */
const identity = (one: PartitionProducer): string =>
  `${partitionName(one)} ${one.producerId} ${one.producerEpoch} ${one.transactionStartOffset}`;

/**
 * A transaction hangs when it is open in a partition and no coordinator has that partition in a transaction of that
 * producer (KIP-664). A coordinator knows a partition before the first record is written there and until its marker is,
 * so one that is found open before the coordinators are asked, unknown to them, and still open afterwards has been
 * forgotten, however young it is. That holds only if every coordinator has answered.
 */
export async function surveyProducers(
  client: KafkaClient,
  places: readonly TopicPartition[],
  coordinators: () => Promise<TransactionsView>,
): Promise<Survey> {
  const first = served(await describeProducers(client, places), places.length);
  const open = first.producers.filter(({ transactionStartOffset: start }) => start !== null);
  if (open.length === 0) return { ...first, hanging: [], silent: null };
  const { transactions, silent } = await coordinators();
  if (silent.length > 0) return { ...first, hanging: [], silent: silent[0] };
  const byProducer = new Map<number, TransactionView>();
  const cared = new Set<string>();
  for (const one of transactions) {
    byProducer.set(one.producerId, one);
    for (const place of one.partitions) cared.add(`${one.producerId} ${partitionName(place)}`);
  }
  const suspects = open.filter((one) => !cared.has(`${one.producerId} ${partitionName(one)}`));
  const again = await describeProducers(client, suspects);
  const before = new Set(suspects.map(identity));
  const hanging = again.producers.filter((one) => before.has(identity(one)));
  return {
    producers: first.producers,
    failed: [...first.failed, ...again.failed],
    hanging: hanging.map((producer) => ({
      producer,
      transactionalId: byProducer.get(producer.producerId)?.transactionalId ?? null,
    })),
    silent: null,
  };
}

/** Throws where no partition could be asked since no broker knows the API. */
function served(answer: ProducersAnswer, asked: number): ProducersAnswer {
  const unsupported = answer.failed.filter(({ error }) => error instanceof UnsupportedApiError);
  if (asked > 0 && unsupported.length === asked) throw unsupported[0].error;
  return answer;
}

/** Walks the partition from where the transaction began; only headers of batches are read. */
export async function lossOf(
  client: KafkaClient,
  { topic, partition, producerId, startOffset }: HangingPlace,
  signal: AbortSignal,
): Promise<TransactionLoss> {
  let [records, sizeBytes, heldBack, budget] = [0, 0, 0, LOSS_BYTES];
  let oldestMs: number | null = null;
  let newestMs: number | null = null;
  let complete = false;
  for (let offset = startOffset; budget > 0;) {
    const [result] = await fetchAt(client, [{ topic, partition, offset }], {
      isolation: 'read_uncommitted',
      maxWaitMs: 0,
      partitionMaxBytes: FETCH_BYTES,
      lane: 'transactions',
      signal,
    });
    if ('error' in result) throw result.error;
    const { records: bytes, highWatermark, lastStableOffset } = result.value;
    heldBack = Math.max(0, highWatermark - lastStableOffset);
    const begin = offset;
    for (const at of batchPositions(bytes)) {
      const last = batchLastOffset(bytes, at);
      if (last < offset) continue;
      offset = last + 1;
      if (batchProducerId(bytes, at) !== producerId) continue;
      if (batchIsControl(bytes, at) || !batchIsTransactional(bytes, at)) continue;
      records += batchRecordCount(bytes, at);
      sizeBytes += batchSizeBytes(bytes, at);
      newestMs = batchMaxTimestampMs(bytes, at);
      oldestMs ??= newestMs;
    }
    complete = offset >= highWatermark || offset === begin;
    if (complete) break;
    budget -= bytes.length;
  }
  return { records, sizeBytes, oldestMs, newestMs, heldBack, complete };
}

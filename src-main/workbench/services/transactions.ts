import {
  abortTransaction,
  type DescribedTransaction,
  describeTransactions,
  type KafkaClient,
  listTransactions,
  partitionName,
  type ProducersAnswer,
  UnreachableError,
  UnsupportedApiError,
} from '../../client/index.ts';
import {
  type HangingTransaction,
  type ProducerView,
  type Said,
  say,
  type TransactionsView,
  type TransactionView,
  type UntoldPartition,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { failure } from '../router/failure.ts';
import { offset, onCluster, onTopic, partition, procedure, stream, z } from '../router/index.ts';
import { changing } from './changing.ts';
import { type Hanging, lossOf, type Survey, surveyProducers } from './hanging.ts';
import { knownPartitions } from './known-partitions.ts';
import { askRepeatedly } from './repeat.ts';

const INTERVAL_MS = 3_000;

const placeInput = z.extend(onTopic, {
  partition,
  producerId: z.int().check(z.minimum(0)),
  producerEpoch: z.int().check(z.minimum(0), z.maximum(32_767)),
  startOffset: offset,
});

export function transactionsService(bench: Bench) {
  return {
    'transactions.watch': stream<'transactions.watch'>(onCluster, async ({ cluster }, outlet) => {
      const { client } = bench.cluster(cluster);
      const { clock } = bench.env;
      let last: TransactionsView | null = null;
      await askRepeatedly(clock, outlet.signal, INTERVAL_MS, async () => {
        let stale = false;
        try {
          last = await allTransactions(client);
        } catch (error) {
          // What was known last stays, greyed.
          if (!(error instanceof UnreachableError)) throw error;
          stale = true;
        }
        outlet.latest({ value: last, asOfMs: clock.wallMs(), stale });
      });
    }),

    'transactions.producers': procedure<'transactions.producers'>(onTopic, async ({ cluster: id, topic }) => {
      const cluster = bench.cluster(id);
      const partitions = await knownPartitions(cluster, topic, []);
      // Leaders are those of the whole picture, which may be older than the topic.
      await cluster.client.refreshMetadata();
      const places = partitions.map((index) => ({ topic, partition: index }));
      const survey = await surveyProducers(cluster.client, places, () => toldTransactions(cluster.client));
      return {
        producers: producerViews(survey),
        failed: survey.failed.map(untold),
        undecided: survey.silent,
      };
    }),

    'transactions.findHanging': procedure<'transactions.findHanging'>(onCluster, async ({ cluster }) => {
      const { client } = bench.cluster(cluster);
      const { topics } = await client.refreshMetadata();
      const places = [...topics].flatMap(([topic, { partitions }]) =>
        partitions.map(({ partition: index }) => ({ topic, partition: index })),
      );
      const { hanging, failed } = decided(
        await surveyProducers(client, places, () => allTransactions(client)),
      );
      return { hanging: hanging.map(hangingView), partitions: places.length, failed: failed.map(untold) };
    }),

    'transactions.loss': procedure<'transactions.loss'>(placeInput, async ({ cluster, ...place }, signal) =>
      lossOf(bench.cluster(cluster).client, place, signal),
    ),

    'transactions.abort': procedure<'transactions.abort'>(placeInput, async ({ cluster: id, ...wanted }) => {
      const cluster = bench.cluster(id);
      const { client } = cluster;
      await client.refreshMetadata();
      const { hanging, failed } = decided(
        await surveyProducers(client, [wanted], () => allTransactions(client)),
      );
      if (failed.length > 0) throw failed[0].error;
      const found = hanging.find(
        ({ producer }) =>
          producer.producerId === wanted.producerId &&
          producer.producerEpoch === wanted.producerEpoch &&
          producer.transactionStartOffset === wanted.startOffset,
      );
      if (found === undefined)
        throw failure(
          'refused',
          say('hanging.over', {
            partition: partitionName(wanted),
            producer: wanted.producerId,
            offset: wanted.startOffset,
          }),
          say('hanging.over.next'),
        );
      const isDone = async () => {
        const now = decided(await surveyProducers(client, [wanted], () => allTransactions(client)));
        if (now.failed.length > 0) throw now.failed[0].error;
        return now.producers.every(
          ({ producerId, transactionStartOffset }) =>
            producerId !== wanted.producerId || transactionStartOffset !== wanted.startOffset,
        );
      };
      await changing(cluster, { facets: ['offsets'], see: say('see.hanging'), isDone }, () =>
        abortTransaction(client, found.producer),
      );
      return null;
    }),
  };
}

function silence({ id, reason }: TransactionsView['silent'][number]): Said {
  return say('hanging.undecided', { broker: id, reason });
}

/** Throws where a coordinator was silent. */
function decided(survey: Survey): Survey {
  if (survey.silent === null) return survey;
  throw failure('refused', silence(survey.silent), say('hanging.undecided.next'));
}

/** Of all coordinators. Throws where none of the brokers knows the API, and UnreachableError where none answers. */
async function allTransactions(client: KafkaClient): Promise<TransactionsView> {
  const { brokers } = await client.refreshMetadata();
  const transactions: TransactionView[] = [];
  const silent: { id: number; reason: string }[] = [];
  const unsupported: Error[] = [];
  await Promise.all(
    [...brokers.keys()].map(async (id) => {
      try {
        const listed = await listTransactions(client, id);
        const ids = listed.map(({ transactionalId }) => transactionalId);
        const described = await describeTransactions(client, id, ids);
        for (const one of described.transactions) transactions.push(transactionView(one, id));
        // One that expired between the two questions is gone; for others it is not known how they stand.
        const lost = described.failed.find(({ error }) => error.kafka !== 'TRANSACTIONAL_ID_NOT_FOUND');
        if (lost !== undefined) silent.push({ id, reason: lost.error.message });
      } catch (error) {
        if (error instanceof UnsupportedApiError) unsupported.push(error);
        silent.push({ id, reason: (error as Error).message });
      }
    }),
  );
  if (unsupported.length === brokers.size && unsupported.length > 0) throw unsupported[0];
  transactions.sort((a, b) => (a.transactionalId < b.transactionalId ? -1 : 1));
  return { transactions, silent: silent.toSorted((a, b) => a.id - b.id) };
}

/** The same, but brokers that do not know the API are silent. */
async function toldTransactions(client: KafkaClient): Promise<TransactionsView> {
  try {
    return await allTransactions(client);
  } catch (error) {
    if (!(error instanceof UnsupportedApiError)) throw error;
    const [id = -1] = client.metadata.brokers.keys();
    return { transactions: [], silent: [{ id, reason: error.message }] };
  }
}

const orNull = (value: number): number | null => (value < 0 ? null : value);

function producerViews({ producers, hanging, silent }: Survey): ProducerView[] {
  const place = (one: Hanging['producer']) => `${one.partition} ${one.producerId}`;
  const hang = new Set(hanging.map(({ producer }) => place(producer)));
  return producers.map((one) => ({
    partition: one.partition,
    producerId: one.producerId,
    producerEpoch: one.producerEpoch,
    lastSequence: orNull(one.lastSequence),
    lastTimestampMs: orNull(one.lastTimestampMs),
    coordinatorEpoch: orNull(one.coordinatorEpoch),
    transactionStartOffset: one.transactionStartOffset,
    hangs: one.transactionStartOffset !== null && silent !== null ? null : hang.has(place(one)),
  }));
}

/** States in which a transaction is under way: in the others the last one's start and partitions are of the past. */
const UNDER_WAY: ReadonlySet<string> = new Set([
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'PrepareEpochFence',
]);

function transactionView(one: DescribedTransaction, coordinator: number): TransactionView {
  return { ...one, coordinator, startedMs: UNDER_WAY.has(one.state) ? one.startedMs : null };
}

function hangingView({ producer, transactionalId }: Hanging): HangingTransaction {
  const { topic, partition: index, producerId, producerEpoch, lastTimestampMs } = producer;
  return {
    topic,
    partition: index,
    producerId,
    producerEpoch,
    startOffset: producer.transactionStartOffset!,
    lastTimestampMs: orNull(lastTimestampMs),
    transactionalId,
  };
}

function untold({ topic, partition: index, error }: ProducersAnswer['failed'][number]): UntoldPartition {
  return { topic, partition: index, reason: error.message };
}

/** Fetch at explicit offsets, without a group and without a fetch session. */
import { Fetch } from '../protocol/index.ts';
import {
  groupByLeader,
  groupByTopic,
  type PartitionResult,
  partitionName,
  type TopicPartition,
} from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';
import type { Isolation } from './list-offsets.ts';

export interface FetchPosition extends TopicPartition {
  readonly offset: number;
}

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface Fetched {
  readonly position: FetchPosition;
  /** Whole batches, perhaps with a cut one at the end. The first may begin below the position's offset. */
  readonly records: Buffer;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** Of read_committed, ascending by first offset. */
  readonly aborted: readonly AbortedTransaction[];
}

export interface FetchOptions {
  readonly isolation: Isolation;
  /** How long a broker may wait while it has nothing. */
  readonly maxWaitMs: number;
  readonly partitionMaxBytes: number;
  readonly maxBytes?: number;
  readonly lane?: string;
  /** How much longer than `maxWaitMs` an answer may take. */
  readonly slackMs?: number;
  readonly signal?: AbortSignal;
}

const NO_BYTES = Buffer.alloc(0);
const TIMEOUT_SLACK_MS = 10_000;

/**
 * One request per leader for all positions; resolves when every leader has answered. A partition's error is its own:
 * OFFSET_OUT_OF_RANGE, a leader that moved, a broker that is gone.
 */
export async function fetchAt(
  client: KafkaClient,
  positions: readonly FetchPosition[],
  options: FetchOptions,
): Promise<PartitionResult<Fetched>[]> {
  if (positions.some(({ topic }) => !client.metadata.topics.has(topic))) await client.refreshMetadata();
  const { byBroker, leaderless } = groupByLeader(client, positions);
  const results: PartitionResult<Fetched>[] = leaderless.map(({ item, error }) => ({
    ...place(item),
    error,
  }));
  await Promise.all(
    [...byBroker].map(async ([broker, group]) => {
      try {
        results.push(...(await fetchFrom(client, broker, group, options)));
      } catch (error) {
        options.signal?.throwIfAborted();
        for (const position of group) results.push({ ...place(position), error: error as Error });
      }
    }),
  );
  return results;
}

/** As fetchAt, but of one leader: a live tail listens to each without waiting for the slowest. */
export async function fetchFrom(
  client: KafkaClient,
  broker: number,
  positions: readonly FetchPosition[],
  options: FetchOptions,
): Promise<PartitionResult<Fetched>[]> {
  const response = await client.request(
    Fetch,
    {
      maxWaitMs: options.maxWaitMs,
      minBytes: 1,
      maxBytes: options.maxBytes ?? 52_428_800,
      isolationLevel: options.isolation === 'read_committed' ? 1 : 0,
      topics: groupByTopic(positions).map(({ topic, items }) => ({
        topic,
        topicId: client.metadata.topics.get(topic)!.id,
        partitions: items.map(({ partition, offset }) => ({
          partition,
          fetchOffset: offset,
          partitionMaxBytes: options.partitionMaxBytes,
        })),
      })),
    },
    {
      to: { broker },
      deadlineMs: options.maxWaitMs + (options.slackMs ?? TIMEOUT_SLACK_MS),
      lane: options.lane,
      errorCode: (answer) => answer.errorCode,
      what: 'reading',
      signal: options.signal,
    },
  );
  const byPlace = new Map(positions.map((position) => [partitionName(position), position]));
  const names = new Map(positions.map(({ topic }) => [client.metadata.topics.get(topic)?.id, topic]));
  const results: PartitionResult<Fetched>[] = [];
  for (const { topic, topicId, partitions } of response.responses) {
    const name = topic !== '' ? topic : (names.get(topicId) ?? '');
    for (const answer of partitions) {
      const position = byPlace.get(partitionName({ topic: name, partition: answer.partitionIndex }));
      if (position === undefined) continue;
      byPlace.delete(partitionName(position));
      results.push(
        answer.errorCode === 0
          ? { ...place(position), value: fetched(position, answer) }
          : { ...place(position), error: new KafkaError(answer.errorCode, partitionName(position)) },
      );
    }
  }
  for (const position of byPlace.values())
    results.push({
      ...place(position),
      error: new Error(`broker ${broker} left out ${partitionName(position)}`),
    });
  return results;
}

function fetched(
  position: FetchPosition,
  answer: {
    records: Buffer | null;
    highWatermark: number;
    lastStableOffset: number;
    logStartOffset: number;
    abortedTransactions: readonly AbortedTransaction[] | null;
  },
): Fetched {
  const { records, highWatermark, lastStableOffset, logStartOffset, abortedTransactions } = answer;
  return {
    position,
    records: records ?? NO_BYTES,
    highWatermark,
    lastStableOffset,
    logStartOffset,
    aborted: abortedTransactions ?? [],
  };
}

function place({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

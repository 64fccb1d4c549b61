import { ListOffsets } from '../protocol/index.ts';
import {
  groupByLeader,
  groupByTopic,
  type PartitionResult,
  partitionName,
  type TopicPartition,
} from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { KafkaError } from './errors.ts';

/** Names of positions in ListOffsets; anything from 0 on is a time. */
export const OffsetSpec = { latest: -1, earliest: -2, maxTimestamp: -3 } as const;

export type Isolation = 'read_uncommitted' | 'read_committed';

export interface OffsetQuery extends TopicPartition {
  /** Ms since 1970, or one of OffsetSpec. */
  readonly timestamp: number;
}

export interface FoundOffset {
  /** -1: no record is that late. */
  readonly offset: number;
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

/**
 * Looks up all positions with one request per leader. Each partition has a result of its own; leaders that have moved
 * are asked a second time. With read_committed, `latest` is the last stable offset.
 */
export async function listOffsets(
  client: KafkaClient,
  queries: readonly OffsetQuery[],
  options: { readonly isolation?: Isolation; readonly signal?: AbortSignal } = {},
): Promise<PartitionResult<FoundOffset>[]> {
  const results = new Map<OffsetQuery, PartitionResult<FoundOffset>>();
  let open = queries;
  for (let attempt = 0; attempt < 2 && open.length > 0; attempt++) {
    if (attempt > 0 || open.some(({ topic }) => !client.metadata.topics.has(topic)))
      await client.refreshMetadata();
    await askLeaders(client, open, options, results);
    open = open.filter((query) => {
      const result = results.get(query)!;
      return 'error' in result && (!(result.error instanceof KafkaError) || result.error.retriable);
    });
  }
  return queries.map((query) => results.get(query)!);
}

async function askLeaders(
  client: KafkaClient,
  queries: readonly OffsetQuery[],
  options: { readonly isolation?: Isolation; readonly signal?: AbortSignal },
  results: Map<OffsetQuery, PartitionResult<FoundOffset>>,
): Promise<void> {
  const { byBroker, leaderless } = groupByLeader(client, queries);
  for (const { item, error } of leaderless) results.set(item, { ...place(item), error });
  await Promise.all(
    [...byBroker].map(async ([broker, group]) => {
      try {
        await askBroker(client, broker, group, options, results);
      } catch (error) {
        options.signal?.throwIfAborted();
        for (const query of group) results.set(query, { ...place(query), error: error as Error });
      }
    }),
  );
}

async function askBroker(
  client: KafkaClient,
  broker: number,
  queries: readonly OffsetQuery[],
  { isolation, signal }: { readonly isolation?: Isolation; readonly signal?: AbortSignal },
  results: Map<OffsetQuery, PartitionResult<FoundOffset>>,
): Promise<void> {
  const response = await client.request(
    ListOffsets,
    {
      replicaId: -1,
      isolationLevel: isolation === 'read_committed' ? 1 : 0,
      topics: groupByTopic(queries).map(({ topic, items }) => ({
        name: topic,
        partitions: items.map(({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
      })),
      timeoutMs: 5_000,
    },
    { to: { broker }, deadlineMs: 5_000, signal },
  );
  const answers = new Map<string, (typeof response.topics)[number]['partitions'][number]>();
  for (const { name, partitions } of response.topics)
    for (const answer of partitions)
      answers.set(partitionName({ topic: name, partition: answer.partitionIndex }), answer);
  for (const query of queries) {
    const answer = answers.get(partitionName(query));
    results.set(
      query,
      answer === undefined
        ? { ...place(query), error: new Error(`broker ${broker} said nothing about ${partitionName(query)}`) }
        : answer.errorCode === 0
          ? { ...place(query), value: found(answer) }
          : { ...place(query), error: new KafkaError(answer.errorCode, partitionName(query)) },
    );
  }
}

function found(answer: { offset: number; timestamp: number | bigint; leaderEpoch: number }): FoundOffset {
  const { offset, timestamp, leaderEpoch } = answer;
  return { offset, timestampMs: Number(timestamp), leaderEpoch };
}

function place({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

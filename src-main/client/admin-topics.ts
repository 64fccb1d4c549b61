import { ZERO_UUID } from '../base/index.ts';
import {
  CreatePartitions,
  CreateTopics,
  DeleteRecords,
  DeleteTopics,
  DescribeConfigs,
  IncrementalAlterConfigs,
  type ResponseOf,
} from '../protocol/index.ts';
import {
  groupByLeader,
  groupByTopic,
  type PartitionResult,
  partitionName,
  type TopicPartition,
} from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { check, errorOf, KafkaError, UnreachableError } from './errors.ts';

/** Codes of ConfigResource.Type. */
export const ConfigResource = { topic: 2, broker: 4, group: 32 } as const;
const ALTER = { set: 0, delete: 1 } as const;
const TIMEOUT_MS = 15_000;

export interface NewTopic {
  readonly name: string;
  /** -1: the broker's default. */
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/** Throws KafkaError with the broker's reason. */
export async function createTopic(
  client: KafkaClient,
  topic: NewTopic,
  { validateOnly = false } = {},
): Promise<void> {
  const { name, partitions, replicationFactor, configs = {} } = topic;
  const response = await client.request(
    CreateTopics,
    {
      topics: [
        {
          name,
          numPartitions: partitions,
          replicationFactor,
          assignments: [],
          configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
        },
      ],
      timeoutMs: TIMEOUT_MS,
      validateOnly,
    },
    { to: 'controller', repeatable: validateOnly, changes: !validateOnly },
  );
  const { errorCode, errorMessage } = response.topics[0];
  check(errorCode, `creating ${name}`, errorMessage);
}

export async function deleteTopic(client: KafkaClient, name: string): Promise<void> {
  const response = await client.request(
    DeleteTopics,
    { topics: [{ name, topicId: ZERO_UUID }], topicNames: [name], timeoutMs: TIMEOUT_MS },
    { to: 'controller', repeatable: false },
  );
  const { errorCode, errorMessage } = response.responses[0];
  check(errorCode, `deleting ${name}`, errorMessage);
}

/** Several topics with one request; each has its own outcome, null where it is gone. */
export async function deleteTopics(
  client: KafkaClient,
  names: readonly string[],
): Promise<{ topic: string; error: KafkaError | null }[]> {
  const response = await client.request(
    DeleteTopics,
    {
      topics: names.map((name) => ({ name, topicId: ZERO_UUID })),
      topicNames: [...names],
      timeoutMs: TIMEOUT_MS,
    },
    { to: 'controller', repeatable: false },
  );
  const answers = new Map(response.responses.map((answer) => [answer.name, answer]));
  return names.map((topic) => {
    const { errorCode, errorMessage } = answers.get(topic)!;
    return { topic, error: errorOf(errorCode, `deleting ${topic}`, errorMessage) };
  });
}

export async function createPartitions(client: KafkaClient, name: string, total: number): Promise<void> {
  const response = await client.request(
    CreatePartitions,
    { topics: [{ name, count: total, assignments: null }], timeoutMs: TIMEOUT_MS, validateOnly: false },
    { to: 'controller', repeatable: false },
  );
  const { errorCode, errorMessage } = response.results[0];
  check(errorCode, `adding partitions to ${name}`, errorMessage);
}

/**
 * Moves the log start of the partitions up to an offset; -1 stands for the high watermark. One request per leader, and
 * each partition has its own outcome: one leader that does not answer says nothing of the others. The value is the new
 * log start.
 */
export async function deleteRecords(
  client: KafkaClient,
  positions: readonly (TopicPartition & { readonly offset: number })[],
): Promise<PartitionResult<number>[]> {
  await client.refreshMetadata();
  const { byBroker, leaderless } = groupByLeader(client, positions);
  const results: PartitionResult<number>[] = leaderless.map(({ item, error }) => ({ ...item, error }));
  await Promise.all(
    [...byBroker].map(async ([broker, group]) => {
      const body = {
        topics: groupByTopic(group).map(({ topic, items }) => ({
          name: topic,
          partitions: items.map(({ partition, offset }) => ({ partitionIndex: partition, offset })),
        })),
        timeoutMs: TIMEOUT_MS,
      };
      const policy = { to: { broker }, deadlineMs: TIMEOUT_MS + 5_000 };
      const response = await client.request(DeleteRecords, body, policy).catch((error: unknown) => {
        if (!(error instanceof UnreachableError)) throw error;
        return error;
      });
      if (response instanceof UnreachableError) {
        results.push(...group.map(({ topic, partition }) => ({ topic, partition, error: response })));
        return;
      }
      for (const { name: topic, partitions } of response.topics)
        for (const { partitionIndex: partition, errorCode, lowWatermark } of partitions)
          results.push(
            errorCode === 0
              ? { topic, partition, value: lowWatermark }
              : { topic, partition, error: new KafkaError(errorCode, partitionName({ topic, partition })) },
          );
    }),
  );
  return results;
}

export type DescribedConfig = ResponseOf<typeof DescribeConfigs>['results'][number]['configs'][number];

export interface ConfigQuery {
  readonly type: keyof typeof ConfigResource;
  readonly name: string;
  /** Null: all. */
  readonly keys: readonly string[] | null;
}

export interface ConfigAnswer {
  readonly name: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly configs: readonly DescribedConfig[];
}

/** All resources with one request; those of a broker must be asked of itself (`to`). */
export async function describeConfigs(
  client: KafkaClient,
  queries: readonly ConfigQuery[],
  options: { readonly full?: boolean; readonly broker?: number } = {},
): Promise<ConfigAnswer[]> {
  const { full = false, broker } = options;
  const response = await client.request(
    DescribeConfigs,
    {
      resources: queries.map(({ type, name, keys }) => ({
        resourceType: ConfigResource[type],
        resourceName: name,
        configurationKeys: keys,
      })),
      includeSynonyms: full,
      includeDocumentation: full,
    },
    { to: broker === undefined ? 'any' : { broker } },
  );
  return response.results.map(({ resourceName: name, errorCode, errorMessage, configs }) => ({
    name,
    errorCode,
    errorMessage,
    configs,
  }));
}

/** Sets configs of a topic; null resets one to its default. Throws KafkaError with the broker's reason. */
export async function alterTopicConfigs(
  client: KafkaClient,
  topic: string,
  changes: Readonly<Record<string, string | null>>,
): Promise<void> {
  const response = await client.request(
    IncrementalAlterConfigs,
    {
      resources: [
        {
          resourceType: ConfigResource.topic,
          resourceName: topic,
          configs: Object.entries(changes).map(([name, value]) => ({
            name,
            configOperation: value === null ? ALTER.delete : ALTER.set,
            value,
          })),
        },
      ],
      validateOnly: false,
    },
    { to: 'controller' },
  );
  const { errorCode, errorMessage } = response.responses[0];
  check(errorCode, `changing the configuration of ${topic}`, errorMessage);
}

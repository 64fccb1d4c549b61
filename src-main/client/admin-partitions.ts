/** Where replicas are, and who leads them. */
import {
  AlterPartitionReassignments,
  AlterReplicaLogDirs,
  ElectLeaders,
  ErrorCode,
  IncrementalAlterConfigs,
  ListPartitionReassignments,
} from '../protocol/index.ts';
import { ConfigResource } from './admin-topics.ts';
import { groupByTopic, partitionName, type TopicPartition } from './by-leader.ts';
import type { KafkaClient } from './client.ts';
import { afterOthers, check, KafkaError } from './errors.ts';

const TIMEOUT_MS = 15_000;
/** ElectionType of ElectLeaders (KIP-460). */
const PREFERRED = 0;

export interface Reassignment extends TopicPartition {
  /** Null ends a move where it stands (KIP-455). */
  readonly replicas: readonly number[] | null;
}

/** Begins or ends moves of replicas. Throws KafkaError with the first reason; what was not refused goes on. */
export async function alterReassignments(client: KafkaClient, moves: readonly Reassignment[]): Promise<void> {
  const response = await client.request(
    AlterPartitionReassignments,
    {
      timeoutMs: TIMEOUT_MS,
      topics: groupByTopic(moves).map(({ topic, items }) => ({
        name: topic,
        partitions: items.map(({ partition, replicas }) => ({
          partitionIndex: partition,
          replicas: replicas === null ? null : [...replicas],
        })),
      })),
    },
    {
      to: 'controller',
      what: 'moving replicas',
      errorCode: ({ errorCode }) => errorCode,
      // A move that was ended cannot be ended again, and that refusal would hide that it was done.
      repeatable: moves.every(({ replicas }) => replicas !== null),
    },
  );
  for (const { name, partitions } of response.responses)
    for (const { partitionIndex: partition, errorCode, errorMessage } of partitions)
      check(errorCode, `moving ${partitionName({ topic: name, partition })}`, errorMessage);
}

export interface MovingPartition extends TopicPartition {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/** All partitions that are on their way. */
export async function listReassignments(client: KafkaClient): Promise<MovingPartition[]> {
  const response = await client.request(
    ListPartitionReassignments,
    { timeoutMs: TIMEOUT_MS, topics: null },
    { to: 'controller', what: 'listing reassignments', errorCode: ({ errorCode }) => errorCode },
  );
  return response.topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, replicas, addingReplicas, removingReplicas }) => ({
      topic,
      partition,
      replicas,
      adding: addingReplicas,
      removing: removingReplicas,
    })),
  );
}

/** Elects the first replica of each partition (null: of all) where it is in sync; says which changed and which could not. */
export async function electPreferredLeaders(
  client: KafkaClient,
  partitions: readonly TopicPartition[] | null,
): Promise<{ elected: TopicPartition[]; failed: (TopicPartition & { error: KafkaError })[] }> {
  const response = await client.request(
    ElectLeaders,
    {
      electionType: PREFERRED,
      topicPartitions:
        partitions === null
          ? null
          : groupByTopic(partitions).map(({ topic, items }) => ({
              topic,
              partitions: items.map(({ partition }) => partition),
            })),
      timeoutMs: TIMEOUT_MS,
    },
    { to: 'controller', what: 'electing preferred leaders', errorCode: ({ errorCode }) => errorCode },
  );
  const elected: TopicPartition[] = [];
  const failed: (TopicPartition & { error: KafkaError })[] = [];
  for (const { topic, partitionResult } of response.replicaElectionResults)
    for (const { partitionId: partition, errorCode, errorMessage } of partitionResult)
      if (errorCode === 0) elected.push({ topic, partition });
      else if (errorCode !== ErrorCode.ELECTION_NOT_NEEDED)
        failed.push({
          topic,
          partition,
          error: new KafkaError(errorCode, partitionName({ topic, partition }), errorMessage),
        });
  return { elected, failed };
}

/** Has a broker move its replicas into another of its log directories; it copies in the background. */
export async function moveToLogDirectory(
  client: KafkaClient,
  broker: number,
  path: string,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const response = await client.request(
    AlterReplicaLogDirs,
    {
      dirs: [
        {
          path,
          topics: groupByTopic(partitions).map(({ topic, items }) => ({
            name: topic,
            partitions: items.map(({ partition }) => partition),
          })),
        },
      ],
    },
    { to: { broker } },
  );
  for (const { topicName: topic, partitions: results } of response.results)
    for (const { partitionIndex: partition, errorCode } of results)
      check(errorCode, `moving ${partitionName({ topic, partition })} to ${path}`);
}

export interface ConfigChange {
  readonly type: keyof typeof ConfigResource;
  readonly name: string;
  /** Null resets one to its default. */
  readonly changes: Readonly<Record<string, string | null>>;
}

/**
 * Changes dynamic configs of several resources; what is about one broker is asked of that broker, which takes it of
 * itself only (ConfigAdminManager). Throws KafkaError with the first reason.
 */
export async function alterConfigs(client: KafkaClient, resources: readonly ConfigChange[]): Promise<void> {
  const byTarget = Map.groupBy(resources, ({ type, name }) =>
    type === 'broker' && client.metadata.brokers.has(Number(name)) && name !== '' ? Number(name) : null,
  );
  let isFirst = true;
  for (const [broker, some] of byTarget) {
    await (isFirst ? alterAt(client, some, broker) : afterOthers(alterAt(client, some, broker)));
    isFirst = false;
  }
}

async function alterAt(
  client: KafkaClient,
  resources: readonly ConfigChange[],
  broker: number | null,
): Promise<void> {
  const response = await client.request(
    IncrementalAlterConfigs,
    {
      resources: resources.map(({ type, name, changes }) => ({
        resourceType: ConfigResource[type],
        resourceName: name,
        configs: Object.entries(changes).map(([key, value]) => ({
          name: key,
          configOperation: value === null ? 1 : 0,
          value,
        })),
      })),
      validateOnly: false,
    },
    { to: broker === null ? 'controller' : { broker } },
  );
  for (const { resourceName, errorCode, errorMessage } of response.responses)
    check(errorCode, `changing the configuration of ${resourceName || 'all brokers'}`, errorMessage);
}

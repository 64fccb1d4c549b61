/** Short forms of what tests ask a node for, over a raw connection. */
import type { ClientConnection } from '../net/index.ts';
import {
  CreateTopics,
  ErrorCode,
  errorName,
  Fetch,
  Metadata,
  Produce,
  type ResponseOf,
} from '../protocol/index.ts';
import {
  type BatchOptions,
  buildBatch,
  readRecords,
  type RecordInput,
  batchPositions,
} from '../wire/index.ts';

export const NOW_MS = 1_750_000_000_000;

/** One batch of records with these values. */
export function batchOf(values: readonly string[], options: Partial<BatchOptions> = {}): Buffer {
  const records: RecordInput[] = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  return buildBatch(records, { timestamp: NOW_MS, ...options });
}

export async function createTopic(
  connection: ClientConnection,
  name: string,
  options: { partitions?: number; configs?: Record<string, string> } = {},
): Promise<void> {
  const configs = Object.entries(options.configs ?? {}).map(([key, value]) => ({ name: key, value }));
  const topic = {
    name,
    numPartitions: options.partitions ?? 1,
    replicationFactor: 1,
    assignments: [],
    configs,
  };
  const { topics } = await connection.request(CreateTopics, { topics: [topic] });
  if (topics[0].errorCode !== ErrorCode.NONE)
    throw new Error(`${errorName(topics[0].errorCode)}: ${topics[0].errorMessage}`);
}

export type Produced = ResponseOf<typeof Produce>['responses'][number]['partitionResponses'][number];

export interface ProduceOptions {
  readonly acks?: number;
  readonly version?: number;
  readonly partition?: number;
  readonly transactionalId?: string;
}

/** What the node says of one partition's records. */
export async function produceTo(
  connection: ClientConnection,
  topic: string,
  records: Buffer | null,
  { acks = -1, version = 12, partition = 0, transactionalId }: ProduceOptions = {},
): Promise<Produced> {
  const response = await connection.request(
    Produce,
    {
      transactionalId: transactionalId ?? null,
      acks,
      timeoutMs: 5_000,
      topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
    },
    { version },
  );
  return response.responses[0].partitionResponses[0];
}

export type FetchedTopic = ResponseOf<typeof Fetch>['responses'][number];

export interface FetchOptions {
  readonly partition?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly currentLeaderEpoch?: number;
  readonly readCommitted?: boolean;
  readonly rackId?: string;
  /** 12 unless given. */
  readonly version?: number;
}

/** One partition by name, without a session. */
export async function fetchFrom(
  connection: ClientConnection,
  topic: string,
  fetchOffset: number,
  options: FetchOptions = {},
): Promise<FetchedTopic['partitions'][number]> {
  const { partition = 0, maxWaitMs = 0, minBytes = 1, maxBytes = 1 << 20 } = options;
  const { partitionMaxBytes = 1 << 20, currentLeaderEpoch = -1, rackId = '', version = 12 } = options;
  const response = await connection.request(
    Fetch,
    {
      maxWaitMs,
      minBytes,
      maxBytes,
      isolationLevel: options.readCommitted ? 1 : 0,
      topics: [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes, currentLeaderEpoch }] }],
      rackId,
    },
    { version },
  );
  return response.responses[0].partitions[0];
}

/** `offset:value` of every record in the bytes of a fetch. */
export function valuesIn(records: Buffer | null): string[] {
  const values: string[] = [];
  if (records === null) return values;
  for (const at of batchPositions(records)) {
    for (const record of readRecords(records, at)) values.push(`${record.offset}:${String(record.value)}`);
  }
  return values;
}

/** `name:error` of the topics that Metadata knows by these names. */
export async function topicErrors(connection: ClientConnection, names: readonly string[]): Promise<string[]> {
  const { topics } = await connection.request(Metadata, {
    topics: names.map((name) => ({ name })),
    allowAutoTopicCreation: false,
  });
  return topics.map(({ name, errorCode }) => `${name}:${errorName(errorCode)}`);
}

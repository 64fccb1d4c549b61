import { DescribeCluster, DescribeLogDirs, DescribeQuorum, type ResponseOf } from '../protocol/index.ts';
import type { KafkaClient } from './client.ts';
import { errorOf, type KafkaError } from './errors.ts';

/** Cluster id, controller and brokers as one broker sees them. */
export function describeCluster(client: KafkaClient): Promise<ResponseOf<typeof DescribeCluster>> {
  return client.request(
    DescribeCluster,
    { includeClusterAuthorizedOperations: false },
    { errorCode: (answer) => answer.errorCode },
  );
}

export interface LogDirectory {
  readonly path: string;
  readonly error: KafkaError | null;
  /** -1: the broker does not tell. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly sizeBytes: number;
    /** A replica that moves here from another directory. */
    readonly future: boolean;
  }[];
}

/** The log directories of one broker with all partitions in them, in one request. */
export async function describeLogDirectories(client: KafkaClient, broker: number): Promise<LogDirectory[]> {
  const response = await client.request(
    DescribeLogDirs,
    { topics: null },
    { to: { broker }, deadlineMs: 5_000, errorCode: (answer) => answer.errorCode },
  );
  return response.results.map(({ logDir, errorCode, totalBytes, usableBytes, topics }) => ({
    path: logDir,
    error: errorOf(errorCode, logDir),
    totalBytes,
    usableBytes,
    partitions: topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, partitionSize, isFutureKey }) => ({
        topic: name,
        partition: partitionIndex,
        sizeBytes: partitionSize,
        future: isFutureKey,
      })),
    ),
  }));
}

/** The metadata quorum, as its leader sees it. */
export async function describeQuorum(
  client: KafkaClient,
): Promise<ResponseOf<typeof DescribeQuorum>['topics'][number]['partitions'][number]> {
  const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
  const response = await client.request(
    DescribeQuorum,
    { topics },
    {
      errorCode: (answer) => answer.errorCode || (answer.topics[0]?.partitions[0]?.errorCode ?? 0),
      what: 'the metadata quorum',
    },
  );
  return response.topics[0].partitions[0];
}

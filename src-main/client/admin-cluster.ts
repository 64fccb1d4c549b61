import {
  ApiVersions,
  DescribeCluster,
  DescribeLogDirs,
  DescribeQuorum,
  type ResponseOf,
} from '../protocol/index.ts';
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
    readonly offsetLag: number;
    /** A replica that moves here from another directory. */
    readonly future: boolean;
  }[];
}

/** Which features a broker could have, and which levels the cluster has finalized as it knows. */
export async function describeFeatures(
  client: KafkaClient,
  broker: number,
): Promise<{
  supported: { name: string; min: number; max: number }[];
  finalized: { name: string; level: number }[];
}> {
  const response = await client.request(
    ApiVersions,
    { clientSoftwareName: 'sluice', clientSoftwareVersion: '1' },
    { to: { broker }, deadlineMs: 5_000, errorCode: (answer) => answer.errorCode },
  );
  return {
    supported: response.supportedFeatures.map(({ name, minVersion: min, maxVersion: max }) => ({
      name,
      min,
      max,
    })),
    finalized: response.finalizedFeatures.map(({ name, maxVersionLevel: level }) => ({ name, level })),
  };
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
      partitions.map(({ partitionIndex, partitionSize, offsetLag, isFutureKey }) => ({
        topic: name,
        partition: partitionIndex,
        sizeBytes: partitionSize,
        offsetLag,
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

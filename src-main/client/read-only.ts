/** Which requests change nothing. A connection that is read-only sends no others, whoever asks for them. */
import {
  type Api,
  ApiVersions,
  ConsumerGroupDescribe,
  DescribeAcls,
  DescribeClientQuotas,
  DescribeCluster,
  DescribeConfigs,
  DescribeGroups,
  DescribeLogDirs,
  DescribeProducers,
  DescribeQuorum,
  DescribeShareGroupOffsets,
  DescribeTopicPartitions,
  DescribeTransactions,
  DescribeUserScramCredentials,
  Fetch,
  FindCoordinator,
  ListConfigResources,
  ListGroups,
  ListOffsets,
  ListPartitionReassignments,
  ListTransactions,
  Metadata,
  OffsetFetch,
  OffsetForLeaderEpoch,
  SaslAuthenticate,
  SaslHandshake,
  ShareGroupDescribe,
  StreamsGroupDescribe,
} from '../protocol/index.ts';

/**
 * A list of what is allowed and not of what is forbidden: an API that is new here is refused until somebody has thought
 * about it. Joining a group counts as a change, since it takes partitions away from its members.
 */
const READING = new Set<Api>([
  ApiVersions,
  SaslHandshake,
  SaslAuthenticate,
  Metadata,
  Fetch,
  ListOffsets,
  OffsetForLeaderEpoch,
  FindCoordinator,
  ListGroups,
  DescribeGroups,
  ConsumerGroupDescribe,
  ShareGroupDescribe,
  StreamsGroupDescribe,
  OffsetFetch,
  DescribeShareGroupOffsets,
  DescribeConfigs,
  ListConfigResources,
  DescribeLogDirs,
  DescribeCluster,
  DescribeTopicPartitions,
  DescribeQuorum,
  DescribeProducers,
  ListTransactions,
  DescribeTransactions,
  ListPartitionReassignments,
  DescribeAcls,
  DescribeClientQuotas,
  DescribeUserScramCredentials,
]);

/** Something that would change the cluster was asked of a connection that is read-only. Nothing was sent. */
export class ReadOnlyError extends Error {
  override readonly name = 'ReadOnlyError';

  constructor(api: Api) {
    super(`the connection is read-only, and ${api.name} would change the cluster`);
  }
}

export function onlyReads(api: Api): boolean {
  return READING.has(api);
}

/** Throws ReadOnlyError unless the request only reads. */
export function refuseWrites(api: Api): void {
  if (!onlyReads(api)) throw new ReadOnlyError(api);
}

export * from './admin-cluster.ts';
export * from './admin-groups.ts';
export * from './admin-partitions.ts';
export * from './admin-topics.ts';
export * from './admin-transactions.ts';
export { groupByLeader, partitionName, type PartitionResult, type TopicPartition } from './by-leader.ts';
export {
  type ClientOptions,
  type ConnectionState,
  KafkaClient,
  type RequestPolicy,
  type Target,
} from './client.ts';
export * from './errors.ts';
export { UnsupportedApiError } from '../net/index.ts';
export * from './fetch.ts';
export { type ConsumedRecord, GroupConsumer, type GroupConsumerOptions } from './group-consumer.ts';
export * from './list-offsets.ts';
export type { BrokerEndpoint, ClusterMetadata, PartitionMetadata, TopicMetadata } from './metadata.ts';
export * from './partitioner.ts';
export * from './produce.ts';
export { ReadOnlyError, refuseWrites } from './read-only.ts';
export { parseBootstrap } from './bootstrap.ts';
export * from './keystore/index.ts';
export { clientCredentials, type TokenEndpoint } from './oauth-token.ts';
export { oauthBearer, plain, SaslError, scram } from '../net/index.ts';
export {
  probe,
  PROBE_STEPS,
  type ProbeProblem,
  probeProblem,
  type ProbeReport,
  type ProbeStep,
} from './probe.ts';
export type { Security, SecuritySource } from './security.ts';
export { assignRanges } from './range-assignor.ts';
export { Transaction } from './transaction.ts';
export * from './visible-batches.ts';

// The broker keys that are read again and again, typed. Others are read where they count (`brokerValue`); those that nobody
// reads are accepted, checked, stored and described all the same.
import { brokerValue } from './layers.ts';
import type { Properties } from './types.ts';

const MINUTE_MS = 60_000;

export type BrokerConfig = ReturnType<typeof brokerConfig>;

/**
 * Reads a broker's configuration once; every field is a plain value, fit for hot paths, except those at the end. Times are
 * in the unit the name ends with, Infinity stands for Long.MAX_VALUE. Throws ConfigError, naming the key, for a value that
 * Kafka would refuse too.
 *
 * @param properties what the broker runs with: `effectiveProperties(layers)`, or server.properties alone
 */
export function brokerConfig(properties: Properties) {
  const number = (name: string) => Number(brokerValue(properties, name));
  const bool = (name: string) => brokerValue(properties, name) as boolean;
  const text = (name: string) => brokerValue(properties, name) as string;
  const optionalText = (name: string) => brokerValue(properties, name) as string | null;
  const list = (name: string) => (brokerValue(properties, name) ?? []) as readonly string[];
  return {
    // Listeners
    interBrokerListenerName: optionalText('inter.broker.listener.name'),
    securityInterBrokerProtocol: text('security.inter.broker.protocol'),

    // Connections and requests
    socketRequestMaxBytes: number('socket.request.max.bytes'),
    connectionsMaxIdleMs: number('connections.max.idle.ms'),
    maxConnections: number('max.connections'),
    requestTimeoutMs: number('request.timeout.ms'),
    fetchMaxBytes: number('fetch.max.bytes'),
    maxIncrementalFetchSessionCacheSlots: number('max.incremental.fetch.session.cache.slots'),
    maxRequestPartitionSizeLimit: number('max.request.partition.size.limit'),

    // Topics
    autoCreateTopicsEnable: bool('auto.create.topics.enable'),

    // Log: what is not per topic
    logRetentionCheckIntervalMs: number('log.retention.check.interval.ms'),
    logInitialTaskDelayMs: number('log.initial.task.delay.ms'),
    logFlushOffsetCheckpointIntervalMs: number('log.flush.offset.checkpoint.interval.ms'),
    logFlushStartOffsetCheckpointIntervalMs: number('log.flush.start.offset.checkpoint.interval.ms'),
    logCleanerEnable: bool('log.cleaner.enable'),
    logCleanerBackoffMs: number('log.cleaner.backoff.ms'),
    logCleanerDedupeBufferSize: number('log.cleaner.dedupe.buffer.size'),
    logCleanerIoBufferLoadFactor: number('log.cleaner.io.buffer.load.factor'),
    logCleanerIoMaxBytesPerSecond: number('log.cleaner.io.max.bytes.per.second'),

    // Replication
    replicaLagTimeMaxMs: number('replica.lag.time.max.ms'),
    replicaFetchMaxBytes: number('replica.fetch.max.bytes'),
    replicaFetchWaitMaxMs: number('replica.fetch.wait.max.ms'),
    replicaFetchMinBytes: number('replica.fetch.min.bytes'),
    replicaFetchResponseMaxBytes: number('replica.fetch.response.max.bytes'),
    replicaFetchBackoffMs: number('replica.fetch.backoff.ms'),
    replicaSocketTimeoutMs: number('replica.socket.timeout.ms'),
    replicaHighWatermarkCheckpointIntervalMs: number('replica.high.watermark.checkpoint.interval.ms'),
    replicaSelectorClass: optionalText('replica.selector.class'),

    // Groups and offsets
    groupMinSessionTimeoutMs: number('group.min.session.timeout.ms'),
    groupMaxSessionTimeoutMs: number('group.max.session.timeout.ms'),
    groupInitialRebalanceDelayMs: number('group.initial.rebalance.delay.ms'),
    groupMaxSize: number('group.max.size'),
    offsetMetadataMaxBytes: number('offset.metadata.max.bytes'),
    offsetsRetentionMs: number('offsets.retention.minutes') * MINUTE_MS,
    offsetsRetentionCheckIntervalMs: number('offsets.retention.check.interval.ms'),

    // Transactions and producers
    producerIdExpirationMs: number('producer.id.expiration.ms'),
    producerIdExpirationCheckIntervalMs: number('producer.id.expiration.check.interval.ms'),

    // Read on demand: a start needs none of these, and their tables are the larger half.
    get cordonedLogDirs() {
      return list('cordoned.log.dirs');
    },
    get leaderReplicationThrottledRate() {
      return number('leader.replication.throttled.rate');
    },
    get followerReplicationThrottledRate() {
      return number('follower.replication.throttled.rate');
    },
    get replicaAlterLogDirsIoMaxBytesPerSecond() {
      return number('replica.alter.log.dirs.io.max.bytes.per.second');
    },
    get replicationQuotaWindowNum() {
      return number('replication.quota.window.num');
    },
    get replicationQuotaWindowSizeSeconds() {
      return number('replication.quota.window.size.seconds');
    },
  };
}

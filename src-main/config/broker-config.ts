// The broker keys that our broker reads, typed. What is not here is accepted, stored and described all the same.
import { brokerValue } from './layers.ts';
import type { Properties } from './types.ts';

export type BrokerConfig = ReturnType<typeof brokerConfig>;

/**
 * Reads a broker's configuration once; every field is a plain value, fit for hot paths, except those at the end. Times are in the unit
 * the name ends with, Infinity stands for Long.MAX_VALUE. Throws ConfigError, naming the key, for a value that
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
  /** The first of some spellings that is set, in milliseconds; the last one has a default. */
  const firstMs = (...spellings: readonly (readonly [name: string, factor: number])[]) => {
    for (const [name, factor] of spellings) {
      const value = brokerValue(properties, name);
      if (value !== null) return Number(value) * factor;
    }
    return Infinity;
  };
  const MINUTE_MS = 60_000;
  const HOUR_MS = 60 * MINUTE_MS;
  const logDirs = brokerValue(properties, 'log.dirs') ?? brokerValue(properties, 'log.dir');

  return {
    // Identity, roles and listeners
    nodeId: number('node.id'),
    rack: optionalText('broker.rack'),
    processRoles: list('process.roles'),
    listeners: list('listeners'),
    advertisedListeners: list('advertised.listeners'),
    listenerSecurityProtocolMap: text('listener.security.protocol.map'),
    controllerListenerNames: list('controller.listener.names'),
    interBrokerListenerName: optionalText('inter.broker.listener.name'),
    securityInterBrokerProtocol: text('security.inter.broker.protocol'),

    // Connections and requests
    socketRequestMaxBytes: number('socket.request.max.bytes'),
    socketListenBacklogSize: number('socket.listen.backlog.size'),
    connectionsMaxIdleMs: number('connections.max.idle.ms'),
    connectionFailedAuthenticationDelayMs: number('connection.failed.authentication.delay.ms'),
    maxConnections: number('max.connections'),
    maxConnectionsPerIp: number('max.connections.per.ip'),
    maxConnectionCreationRate: number('max.connection.creation.rate'),
    queuedMaxRequests: number('queued.max.requests'),
    queuedMaxRequestBytes: number('queued.max.request.bytes'),
    requestTimeoutMs: number('request.timeout.ms'),
    fetchMaxBytes: number('fetch.max.bytes'),
    maxIncrementalFetchSessionCacheSlots: number('max.incremental.fetch.session.cache.slots'),
    maxRequestPartitionSizeLimit: number('max.request.partition.size.limit'),
    controlledShutdownEnable: bool('controlled.shutdown.enable'),

    // Topics
    numPartitions: number('num.partitions'),
    defaultReplicationFactor: number('default.replication.factor'),
    autoCreateTopicsEnable: bool('auto.create.topics.enable'),
    deleteTopicEnable: bool('delete.topic.enable'),
    messageMaxBytes: number('message.max.bytes'),
    minInsyncReplicas: number('min.insync.replicas'),

    // Log: what is not per topic
    logDirs: logDirs as readonly string[],
    metadataLogDir: optionalText('metadata.log.dir'),
    logRetentionMs: firstMs(
      ['log.retention.ms', 1],
      ['log.retention.minutes', MINUTE_MS],
      ['log.retention.hours', HOUR_MS],
    ),
    logRetentionCheckIntervalMs: number('log.retention.check.interval.ms'),
    logInitialTaskDelayMs: number('log.initial.task.delay.ms'),
    logFlushSchedulerIntervalMs: number('log.flush.scheduler.interval.ms'),
    logFlushOffsetCheckpointIntervalMs: number('log.flush.offset.checkpoint.interval.ms'),
    logFlushStartOffsetCheckpointIntervalMs: number('log.flush.start.offset.checkpoint.interval.ms'),
    logDirFailureTimeoutMs: number('log.dir.failure.timeout.ms'),
    logCleanerEnable: bool('log.cleaner.enable'),
    logCleanerThreads: number('log.cleaner.threads'),
    logCleanerBackoffMs: number('log.cleaner.backoff.ms'),
    logCleanerDedupeBufferSize: number('log.cleaner.dedupe.buffer.size'),
    logCleanerIoBufferSize: number('log.cleaner.io.buffer.size'),
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
    numReplicaFetchers: number('num.replica.fetchers'),
    replicaSelectorClass: optionalText('replica.selector.class'),
    autoLeaderRebalanceEnable: bool('auto.leader.rebalance.enable'),
    leaderImbalanceCheckIntervalSeconds: number('leader.imbalance.check.interval.seconds'),
    uncleanLeaderElectionEnable: bool('unclean.leader.election.enable'),
    uncleanLeaderElectionIntervalMs: number('unclean.leader.election.interval.ms'),

    // Controller and quorum
    brokerHeartbeatIntervalMs: number('broker.heartbeat.interval.ms'),
    brokerSessionTimeoutMs: number('broker.session.timeout.ms'),
    initialBrokerRegistrationTimeoutMs: number('initial.broker.registration.timeout.ms'),
    controllerQuorumVoters: list('controller.quorum.voters'),
    controllerQuorumBootstrapServers: list('controller.quorum.bootstrap.servers'),
    controllerQuorumElectionTimeoutMs: number('controller.quorum.election.timeout.ms'),
    controllerQuorumElectionBackoffMaxMs: number('controller.quorum.election.backoff.max.ms'),
    controllerQuorumFetchTimeoutMs: number('controller.quorum.fetch.timeout.ms'),
    controllerQuorumFetchMaxBytes: number('controller.quorum.fetch.max.bytes'),
    controllerQuorumFetchSnapshotMaxBytes: number('controller.quorum.fetch.snapshot.max.bytes'),
    controllerQuorumAppendLingerMs: number('controller.quorum.append.linger.ms'),
    controllerQuorumRequestTimeoutMs: number('controller.quorum.request.timeout.ms'),
    controllerQuorumRetryBackoffMs: number('controller.quorum.retry.backoff.ms'),
    controllerQuorumAutoJoinEnable: bool('controller.quorum.auto.join.enable'),
    metadataLogSegmentBytes: number('metadata.log.segment.bytes'),
    metadataLogSegmentMs: number('metadata.log.segment.ms'),
    metadataLogMaxRecordBytesBetweenSnapshots: number('metadata.log.max.record.bytes.between.snapshots'),
    metadataLogMaxSnapshotIntervalMs: number('metadata.log.max.snapshot.interval.ms'),
    metadataMaxRetentionBytes: number('metadata.max.retention.bytes'),
    metadataMaxRetentionMs: number('metadata.max.retention.ms'),
    metadataMaxIdleIntervalMs: number('metadata.max.idle.interval.ms'),

    // Groups and offsets
    groupMinSessionTimeoutMs: number('group.min.session.timeout.ms'),
    groupMaxSessionTimeoutMs: number('group.max.session.timeout.ms'),
    groupInitialRebalanceDelayMs: number('group.initial.rebalance.delay.ms'),
    groupMaxSize: number('group.max.size'),
    groupConsumerMaxSize: number('group.consumer.max.size'),
    groupConsumerAssignors: list('group.consumer.assignors'),
    groupConsumerMigrationPolicy: text('group.consumer.migration.policy'),
    groupConsumerRegexRefreshIntervalMs: number('group.consumer.regex.refresh.interval.ms'),
    groupStreamsMaxSize: number('group.streams.max.size'),
    groupCoordinatorAppendLingerMs: number('group.coordinator.append.linger.ms'),
    groupCoordinatorRebalanceProtocols: list('group.coordinator.rebalance.protocols'),
    offsetMetadataMaxBytes: number('offset.metadata.max.bytes'),
    offsetsCommitTimeoutMs: number('offsets.commit.timeout.ms'),
    offsetsLoadBufferSize: number('offsets.load.buffer.size'),
    offsetsRetentionMs: number('offsets.retention.minutes') * MINUTE_MS,
    offsetsRetentionCheckIntervalMs: number('offsets.retention.check.interval.ms'),
    offsetsTopicNumPartitions: number('offsets.topic.num.partitions'),
    offsetsTopicReplicationFactor: number('offsets.topic.replication.factor'),
    offsetsTopicSegmentBytes: number('offsets.topic.segment.bytes'),
    offsetsTopicCompressionCodec: number('offsets.topic.compression.codec'),

    // Transactions and producers
    producerIdExpirationMs: number('producer.id.expiration.ms'),
    producerIdExpirationCheckIntervalMs: number('producer.id.expiration.check.interval.ms'),
    transactionalIdExpirationMs: number('transactional.id.expiration.ms'),
    transactionMaxTimeoutMs: number('transaction.max.timeout.ms'),
    transactionAbortTimedOutCleanupIntervalMs: number(
      'transaction.abort.timed.out.transaction.cleanup.interval.ms',
    ),
    transactionRemoveExpiredCleanupIntervalMs: number(
      'transaction.remove.expired.transaction.cleanup.interval.ms',
    ),
    transactionPartitionVerificationEnable: bool('transaction.partition.verification.enable'),
    transactionTwoPhaseCommitEnable: bool('transaction.two.phase.commit.enable'),
    transactionStateLogNumPartitions: number('transaction.state.log.num.partitions'),
    transactionStateLogReplicationFactor: number('transaction.state.log.replication.factor'),
    transactionStateLogMinIsr: number('transaction.state.log.min.isr'),
    transactionStateLogSegmentBytes: number('transaction.state.log.segment.bytes'),

    // Read on demand: a start needs none of these, and their tables are the larger half.
    get saslEnabledMechanisms() {
      return list('sasl.enabled.mechanisms');
    },
    get authorizerClassName() {
      return text('authorizer.class.name');
    },
    get connectionsMaxReauthMs() {
      return number('connections.max.reauth.ms');
    },
    get groupShareMaxSize() {
      return number('group.share.max.size');
    },
    get groupShareMaxShareSessions() {
      return number('group.share.max.share.sessions');
    },
    get shareCoordinatorStateTopicNumPartitions() {
      return number('share.coordinator.state.topic.num.partitions');
    },
    get shareCoordinatorStateTopicReplicationFactor() {
      return number('share.coordinator.state.topic.replication.factor');
    },
    get shareCoordinatorStateTopicMinIsr() {
      return number('share.coordinator.state.topic.min.isr');
    },
    get shareCoordinatorStateTopicSegmentBytes() {
      return number('share.coordinator.state.topic.segment.bytes');
    },
    get shareCoordinatorSnapshotUpdateRecords() {
      return number('share.coordinator.snapshot.update.records.per.snapshot');
    },
    get quotaWindowNum() {
      return number('quota.window.num');
    },
    get quotaWindowSizeSeconds() {
      return number('quota.window.size.seconds');
    },
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
    get controllerQuotaWindowNum() {
      return number('controller.quota.window.num');
    },
    get controllerQuotaWindowSizeSeconds() {
      return number('controller.quota.window.size.seconds');
    },
    get telemetryMaxBytes() {
      return number('telemetry.max.bytes');
    },
  };
}

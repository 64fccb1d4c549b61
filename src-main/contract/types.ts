/** Plain data that crosses to the screens. Times are ms since 1970; sizes bytes; ids in Kafka's text form. */

/** The cluster that this workbench owns is 'local'; any other id names a connection to a remote one. */
export type ClusterId = string;
export const LOCAL_CLUSTER: ClusterId = 'local';

/** Wraps what may be the last known state: `stale` is painted greyed with its time until fresh data replaces it. */
export interface AsOf<T> {
  readonly value: T;
  readonly asOfMs: number;
  readonly stale: boolean;
}

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'headless';
  readonly platform: string;
  readonly dataDirectory: string;
  /** No topic of the user's was ever seen: the welcome tab opens. */
  readonly firstRun: boolean;
}

/** Whether the workbench remembers what it sees: lag, moments, what was sent, alerts. */
export interface MemoryView {
  /** Something that a person should be told once: the saved history could not be read, or not be opened. */
  readonly notice: string | null;
  /** Why nothing is being remembered at the moment. */
  readonly trouble: string | null;
}

/** `unknown`: a broker of a remote cluster that does not answer; whether it runs nobody here can tell. */
export type NodeStatus = 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'dead' | 'unknown';

export interface NodeView {
  readonly id: number;
  readonly status: NodeStatus;
  readonly roles: readonly ('broker' | 'controller')[];
  readonly pid: number | null;
  readonly host: string;
  readonly port: number;
  readonly controllerPort: number | null;
  readonly rack: string | null;
  readonly upSinceMs: number | null;
  readonly memoryBytes: number | null;
  readonly connections: number | null;
  readonly dataDirectories: readonly {
    path: string;
    usedBytes: number;
    freeBytes: number;
    offline: string | null;
  }[];
  /** Why it is not running, where it is not. */
  readonly reason: string | null;
  /** It is dead because a person killed it: it stays so until they start it. */
  readonly killedByHand: boolean;
  /** After a death: when it is started again by itself. Null: it is not. */
  readonly restartAtMs: number | null;
  /** Of its registration; null while it is not up, or not known. */
  readonly brokerEpoch: number | null;
  /** Whether the cluster keeps it from serving clients (KIP-631). Null: not known. */
  readonly fenced: boolean | null;
  /** Processor time of the last seconds, in percent of one core. */
  readonly cpuPercent: number | null;
  /** Partitions of which it has a replica, and of which it is the leader. */
  readonly replicas: number;
  readonly leads: number;
  /** Of those it leads, the ones that lack a replica in the ISR. */
  readonly underReplicated: number;
  /** Its own replicas that are not in the ISR. */
  readonly outOfSync: number;
}

/** Null: not known. A remote cluster tells how fast its logs grow, in records, and no more. */
export interface Rates {
  readonly recordsInPerSecond: number | null;
  readonly bytesInPerSecond: number | null;
  readonly recordsOutPerSecond: number | null;
  readonly bytesOutPerSecond: number | null;
}

export interface Overview {
  readonly clusterId: string;
  readonly bootstrapServers: string;
  readonly controllerId: number | null;
  /** Null: not known. */
  readonly quorum: {
    /** Null: nobody leads a majority of the voters. */
    leaderId: number | null;
    /** Of those that were seen to lead. */
    lastLeaderId: number | null;
    leaderEpoch: number;
  } | null;
  readonly kafkaVersion: string;
  readonly nodes: readonly NodeView[];
  readonly topics: number;
  readonly internalTopics: number;
  readonly partitions: number;
  /** Up to 2,000, for the drawing: which node leads and follows what. */
  readonly placement: readonly {
    topic: string;
    partition: number;
    leader: number;
    replicas: readonly number[];
    isr: readonly number[];
  }[];
  readonly rates: Rates;
  /** The sum of what is known; null when nothing of it is. */
  readonly totalLag: number | null;
  /** Partitions that are not in `totalLag`: never committed, their end is not known, or beyond it. */
  readonly unknownLags: number;
  readonly attention: readonly Attention[];
}

/** Something that needs a person; `target` is the address of the screen that shows it. */
export interface Attention {
  readonly kind:
    'under-replicated' | 'under-min-isr' | 'offline' | 'lag' | 'beyond-end' | 'disk' | 'node-down';
  readonly subject: string;
  readonly count: number;
  readonly target: string;
}

export interface TopicRow {
  readonly name: string;
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** End offsets minus start offsets: an upper bound where a topic is compacted or transactional. */
  readonly records: number | null;
  /** Partitions that are not in `records`, because their offsets are not known. */
  readonly unknownPartitions: number;
  readonly sizeBytes: number | null;
  readonly recordsInPerSecond: number | null;
  /** The newest 60 samples of records in per second, oldest first. */
  readonly history: readonly number[];
  /** When a node appended the newest record, of our own cluster; of a remote one the newest record's own time. */
  readonly lastRecordMs: number | null;
  readonly retentionMs: number | null;
  readonly cleanupPolicy: string;
  readonly underReplicated: number;
  readonly groups: readonly TopicGroup[];
}

/** A group that has to do with a topic, and its lag there. */
export interface TopicGroup {
  readonly groupId: string;
  /** The sum of what is known; null when nothing is. */
  readonly lag: number | null;
  /** Partitions of the topic that are not in `lag`: never committed, their end is not known, or beyond it. */
  readonly unknownLags: number;
  /** Partitions whose commit lies beyond the end of their log; they are in `unknownLags` too. */
  readonly beyondEnd: number;
}

export interface PartitionView {
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly startOffset: number | null;
  readonly lastStableOffset: number | null;
  readonly highWatermark: number | null;
  readonly endOffset: number | null;
  readonly sizeBytes: number | null;
  readonly lastAppendMs: number | null;
  /** Why its numbers are missing, where they are: one bad partition never fails the page. */
  readonly problem: string | null;
}

/** What holds for the local cluster as a whole. */
export interface ClusterSettingsView {
  /** Whether a node that died by itself is started again. */
  readonly restartDeadNodes: boolean;
  /** Whose defaults settings have: ours for one machine, or Kafka's own. */
  readonly defaults: 'local' | 'kafka';
  /** Whether a node that has certainly ended is fenced at once; else only timeouts decide, as in Kafka. */
  readonly fastFailover: boolean;
  /** Of each node. There may be more, never fewer: what lies in one is not moved. */
  readonly logDirs: number;
  /** What a person has set beside that. `node` null: on all. */
  readonly properties: readonly { node: number | null; name: string; value: string }[];
  /** Nodes that run with other settings than they would be given now. */
  readonly outdated: readonly number[];
  /** Where our defaults differ from Kafka's in a cluster of this size. */
  readonly localDefaults: readonly { name: string; kafka: string; local: string }[];
}

export type ConfigSource =
  'topic' | 'broker' | 'cluster' | 'static' | 'default' | 'group' | 'client-metrics' | 'unknown';

export interface ConfigView {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly type:
    'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'class' | 'password' | 'unknown';
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly documentation: string | null;
  readonly synonyms: readonly { name: string; value: string | null; source: ConfigSource }[];
}

export interface SegmentFileView {
  readonly nodeId: number;
  readonly partition: number;
  readonly directory: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of `.log` files. */
  readonly baseOffset: number | null;
  readonly nextOffset: number | null;
  readonly maxTimestampMs: number | null;
  readonly active: boolean;
}

export interface TopicDetail {
  readonly name: string;
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionView[];
  readonly replicationFactor: number;
  readonly records: number | null;
  readonly unknownPartitions: number;
  /** Its `records` are offsets: compaction may have taken some of them away. */
  readonly compacted: boolean;
  readonly sizeBytes: number | null;
  readonly groups: readonly (TopicGroup & { readonly state: string })[];
}

export interface GroupRow {
  readonly groupId: string;
  readonly state: string;
  readonly type: string;
  readonly protocolType: string;
  readonly members: number | null;
  readonly topics: readonly string[];
  /** The sum of what is known; null when nothing is. */
  readonly lag: number | null;
  /** Partitions of its topics that are not in `lag`: never committed, their end is not known, or beyond it. */
  readonly unknownLags: number;
  /** Partitions whose commit lies beyond the end of their log; they are in `unknownLags` too. */
  readonly beyondEnd: number;
  /** The newest 60 samples of total lag, oldest first. */
  readonly history: readonly number[];
  readonly coordinator: number | null;
}

export interface GroupDetail {
  readonly groupId: string;
  readonly state: string;
  readonly type: string;
  readonly protocol: string;
  readonly coordinator: number;
  readonly members: readonly {
    memberId: string;
    instanceId: string | null;
    clientId: string;
    host: string;
    assignment: readonly { topic: string; partitions: readonly number[] }[];
  }[];
  readonly partitions: readonly GroupPartition[];
  /** Why not all of it was told; what is missing then is not known. */
  readonly problem: string | null;
}

export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** Null: never committed. */
  readonly committedOffset: number | null;
  readonly metadata: string | null;
  readonly startOffset: number | null;
  readonly endOffset: number | null;
  /** Null: never committed, the end is not known, or the commit lies beyond it. */
  readonly lag: number | null;
  /** So far the commit lies beyond the end of the log, which was asked for after it; 0: it does not. */
  readonly beyondEnd: number;
  readonly memberId: string | null;
  readonly problem: string | null;
}

/** What one partition's lag is made of. */
export interface LagMakeup {
  readonly topic: string;
  readonly partition: number;
  /** Offsets between commit and end by what stands there; null for a remote cluster, which would have to be read for it. */
  readonly counts: {
    readonly data: number;
    /** Of transactions that are still open. */
    readonly undecided: number;
    /** Passed over by consumers with read_committed. */
    readonly aborted: number;
    /** Transaction markers, which no consumer gets. */
    readonly control: number;
    /** Compacted or deleted away. */
    readonly gaps: number;
    /** Not looked at yet, or too much to be read. */
    readonly notCounted: number;
  } | null;
  /** Since the oldest record that is still to be read was written; 0: there is none. Null: not known. */
  readonly behindMs: number | null;
}

/** One moment of a group's lag. */
export interface LagSample {
  readonly atMs: number;
  /** Null: of a partition that was committed it was not known, so that no sum is all of it. */
  readonly total: number | null;
  /** `topic-partition` → lag. */
  readonly partitions: Readonly<Record<string, number>>;
}

/** A fact from inside a node, as env/facts.ts declares it, loosely typed: screens show kinds they do not know as text. */
export interface FactView {
  readonly node: number;
  readonly sequence: number;
  readonly wallMs: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface SampleStream {
  readonly running: boolean;
  readonly topic: string;
  readonly groupId: string;
  /** Its topic is there, also from an earlier life of the workbench. */
  readonly exists: boolean;
  /** In this life. */
  readonly sent: number;
  readonly consumed: number;
}

/** The metadata quorum (KRaft), put together from what its leader and each voter say. */
export interface QuorumView {
  /** Null: nobody leads at the moment. */
  readonly leaderId: number | null;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  /** Of the leader's log. */
  readonly endOffset: number;
  /** Whose votes made the leader the leader; null when it cannot be asked. */
  readonly grantedBy: readonly number[] | null;
  readonly replicas: readonly QuorumReplica[];
}

export interface QuorumReplica {
  readonly id: number;
  readonly voter: boolean;
  readonly directoryId: string;
  /** What it says of itself: 'leader', 'follower', 'candidate' …; null when it does not answer. */
  readonly role: string | null;
  readonly epoch: number | null;
  /** As the leader knows it. */
  readonly endOffset: number | null;
  /** Records that it is behind the leader. */
  readonly lag: number | null;
  readonly fetchedAgoMs: number | null;
  /** Since when it is not caught up; 0 for the leader. */
  readonly caughtUpAgoMs: number | null;
}

/** One row of the partition map. */
export interface PartitionPlacement {
  readonly topic: string;
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly minInSyncReplicas: number;
  readonly endOffset: number | null;
  readonly highWatermark: number | null;
  /** In the order of `replicas`: records behind the leader's end. Null: not known. */
  readonly lags: readonly (number | null)[];
}

export interface PartitionMap {
  readonly partitions: readonly PartitionPlacement[];
  /** Before the filter. */
  readonly total: number;
}

/** One partition while its followers fetch from its leader. */
export interface ReplicationView {
  readonly topic: string;
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  /** What only the leader knows; null while it cannot be asked. */
  readonly led: {
    readonly startOffset: number;
    readonly highWatermark: number;
    readonly endOffset: number;
    readonly minInSyncReplicas: number;
    /** A follower that has not been caught up for so long leaves the ISR (`replica.lag.time.max.ms`). */
    readonly maxLagMs: number;
    /** The ISR that the controller was asked for and has not answered yet. */
    readonly askedIsr: readonly number[] | null;
  } | null;
  /** The leader first. */
  readonly replicas: readonly ReplicaView[];
}

export interface ReplicaView {
  readonly id: number;
  readonly status: NodeStatus;
  readonly inSync: boolean;
  /** Of its own log as it says itself; while it cannot be asked, as the leader knew it last. */
  readonly endOffset: number | null;
  readonly highWatermark: number | null;
  /** Since its last fetch reached the leader; null before the first of this leader epoch. */
  readonly fetchedAgoMs: number | null;
  /** Since it last had everything that the leader had; null: never in this leader epoch. */
  readonly caughtUpAgoMs: number | null;
}

/** What clients got done in one interval of `TRAFFIC_INTERVAL_MS` that begins at `atMs`. */
export interface TrafficSample {
  readonly atMs: number;
  /** Records that producers were told are stored. */
  readonly acked: number;
  /** Batches refused to producers. */
  readonly refused: number;
  /** Batches for which producers waited at the end of it (acks=all). Where an interval is missing it stayed as it was. */
  readonly waiting: number;
  /** Records that consumers were sent, in offsets. */
  readonly delivered: number;
}

export const TRAFFIC_INTERVAL_MS = 250;

/** Something that was otherwise at an earlier moment. Null: there was no such thing, or it was not known. */
export interface Change {
  readonly kind:
    | 'broker'
    | 'controller'
    | 'topic'
    | 'partitions'
    | 'leader'
    | 'isr'
    | 'replicas'
    | 'setting'
    /** Sums over a topic's partitions. */
    | 'end'
    | 'start'
    | 'group'
    | 'members'
    /** Sum over the partitions of a topic. */
    | 'committed';
  /** A broker's id, a topic, `topic-partition`, `topic setting`, a group, or `group topic`. */
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** When that was asked for which is known of a moment, topics aside, which are of the moment itself; null: never before it. */
export interface KnownAt {
  readonly offsets: number | null;
  readonly groups: number | null;
  readonly settings: number | null;
}

/** A cluster as it was known at a moment. */
export interface PastMoment {
  readonly atMs: number;
  readonly knownAt: KnownAt;
  readonly topics: readonly {
    readonly name: string;
    readonly internal: boolean;
    readonly partitions: number;
    readonly replicationFactor: number;
    readonly records: number | null;
    readonly underReplicated: number;
  }[];
  readonly groups: readonly {
    readonly groupId: string;
    readonly state: string;
    readonly members: number | null;
    readonly lag: number | null;
    /** As of a `GroupRow`. */
    readonly unknownLags: number;
    readonly beyondEnd: number;
  }[];
}

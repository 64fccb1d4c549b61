/** Plain data that crosses to the screens. Times are ms since 1970; sizes bytes; ids in Kafka's text form. */
import type { RegistrySecretName, RegistrySettings, SchemaInput } from './registry.ts';

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
  /** Something a person should be told, once: the saved history could not be read and was begun anew. */
  readonly notice?: string;
  /** No topic of the user's was ever seen: the welcome tab opens. */
  readonly firstRun: boolean;
}

/** A colour that marks a connection wherever it is shown, so that production is not taken for a test cluster. */
export type ConnectionColour = 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'purple' | 'pink';

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
export type SaslMechanismName = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** A keystore or truststore (PEM, PKCS12, JKS): where it lies, or the name of the file whose content is kept as a secret. */
export type StoreFile =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'kept'; readonly name: string };

/**
 * What must not be shown again. It goes from a screen to the workbench and never back: a screen learns only whether it is
 * there. `truststore` and `keystore` are files in base64.
 */
export type SecretName =
  | 'truststore'
  | 'truststorePassword'
  | 'keystore'
  | 'keystorePassword'
  | 'keyPassword'
  | 'password'
  | 'clientSecret'
  | 'token'
  | RegistrySecretName;
/** New values; null forgets one, and what is not named stays. */
export type SecretChanges = Readonly<Partial<Record<SecretName, string | null>>>;

/** The system's keychain (Electron only), a file that only the user can read, or nothing that outlives the process. */
export type SecretKeeperName = 'keychain' | 'file' | 'memory';

/** What a person says of a connection to a remote cluster. */
export interface ConnectionSettings {
  readonly name: string;
  /** Comma-separated host:port, as clients take it. */
  readonly bootstrapServers: string;
  readonly colour: ConnectionColour | null;
  /** Requests that change anything are refused in the workbench, whoever makes them. */
  readonly readOnly: boolean;
  readonly protocol: SecurityProtocol;
  /** Used with SSL and SASL_SSL. */
  readonly tls: {
    /** Null: the authorities that the system trusts. */
    readonly truststore: StoreFile | null;
    /** Null: the client shows no certificate. */
    readonly keystore: StoreFile | null;
    readonly verifyHostname: boolean;
  };
  /** Used with SASL_PLAINTEXT and SASL_SSL. */
  readonly sasl: {
    readonly mechanism: SaslMechanismName;
    readonly username: string;
    /** Where OAUTHBEARER has its tokens from; empty: the one that is kept as a secret. */
    readonly tokenUrl: string;
    readonly clientId: string;
    readonly scope: string;
  };
  /** Null: it has none. */
  readonly registry: RegistrySettings | null;
  readonly secretsIn: SecretKeeperName;
}

/** A connection that nothing but its name and address is said of. */
export const PLAIN_CONNECTION: ConnectionSettings = {
  name: '',
  bootstrapServers: '',
  colour: null,
  readOnly: false,
  protocol: 'PLAINTEXT',
  tls: { truststore: null, keystore: null, verifyHostname: true },
  sasl: { mechanism: 'SCRAM-SHA-512', username: '', tokenUrl: '', clientId: '', scope: '' },
  registry: null,
  secretsIn: 'memory',
};

/** A connection as a dialog has it, saved or not. */
export interface ConnectionDraft {
  /**
   * Null: it is new. Secrets that are not named in `secrets` are those of this one. Of the local cluster only `registry`
   * and `secretsIn` count: the rest is known.
   */
  readonly id: ClusterId | null;
  /** Another connection whose secrets a new one begins with. */
  readonly copyOf?: ClusterId | null;
  /** Secrets that an import found stay in the workbench under this name. */
  readonly importId?: string | null;
  readonly settings: ConnectionSettings;
  readonly secrets: SecretChanges;
}

/** One step of a test of a connection. */
export interface ConnectionStep {
  readonly step:
    'security' | 'resolve' | 'connect' | 'tls' | 'protocol' | 'login' | 'metadata' | 'brokers' | 'registry';
  readonly state: 'running' | 'passed' | 'failed';
  /** What it is about: an address, the cluster's id, the number of brokers. */
  readonly subject: string;
  /** What is wrong, as a stable word; screens have a sentence and a next step for each. */
  readonly problem: string | null;
  /** The same in words of the system or the broker. */
  readonly detail: string | null;
  /** The server's, where the problem is with it. */
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly validFrom: string;
    readonly validTo: string;
    readonly names: readonly string[];
  } | null;
}

/** What a `client.properties` says. */
export interface ImportedConnection {
  readonly settings: ConnectionSettings;
  /** Null: there was no secret in it. */
  readonly importId: string | null;
  readonly secrets: readonly SecretName[];
  /** Keys that mean nothing to the workbench. */
  readonly ignored: readonly string[];
  /** Values that it cannot do: `sasl.mechanism=GSSAPI`. */
  readonly unsupported: readonly string[];
}

/** A cluster that screens can speak of: the local one first, then the remote ones in the order they were added. */
export interface ConnectionView {
  readonly id: ClusterId;
  readonly kind: 'local' | 'remote';
  readonly settings: ConnectionSettings;
  /** The secrets there are; `lost` ones were kept in memory only, and have to be given again. */
  readonly secrets: readonly { readonly name: SecretName; readonly lost: boolean }[];
  /** Nobody looks at it now: nothing is asked of it, and its state is not known. */
  readonly idle: boolean;
  readonly state: ConnectionState;
  /** As it was last known, and when; null: never connected. */
  readonly lastKnown: { clusterId: string; nodes: number; asOfMs: number } | null;
}

export interface ConnectionState {
  readonly state: 'connected' | 'connecting' | 'disconnected';
  readonly reason: string | null;
  readonly sinceMs: number;
}

export type NodeStatus = 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'dead';

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
  readonly quorum: { leaderId: number; leaderEpoch: number; highWatermark: number } | null;
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
  readonly totalLag: number;
  readonly attention: readonly Attention[];
}

/** Something that needs a person; `target` is the address of the screen that shows it. */
export interface Attention {
  readonly kind: 'under-replicated' | 'under-min-isr' | 'offline' | 'lag' | 'disk' | 'node-down';
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
  readonly sizeBytes: number | null;
  readonly recordsInPerSecond: number | null;
  /** The newest 60 samples of records in per second, oldest first. */
  readonly history: readonly number[];
  /** When a node appended the newest record, of our own cluster; of a remote one the newest record's own time. */
  readonly lastRecordMs: number | null;
  readonly retentionMs: number | null;
  readonly cleanupPolicy: string;
  readonly underReplicated: number;
  readonly groups: readonly { groupId: string; lag: number | null }[];
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
  /** What a person has set beside that. `node` null: on all. */
  readonly properties: readonly { node: number | null; name: string; value: string }[];
  /** Nodes that run with other settings than they would be given now. */
  readonly outdated: readonly number[];
  /** Where our defaults differ from Kafka's in a cluster of this size. */
  readonly localDefaults: readonly { name: string; kafka: string; local: string }[];
}

export interface ConfigView {
  readonly name: string;
  readonly value: string | null;
  readonly source:
    'topic' | 'broker' | 'cluster' | 'static' | 'default' | 'group' | 'client-metrics' | 'unknown';
  readonly type:
    'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'class' | 'password' | 'unknown';
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly documentation: string | null;
  readonly synonyms: readonly { name: string; value: string | null; source: string }[];
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
  readonly sizeBytes: number | null;
  readonly groups: readonly { groupId: string; state: string; lag: number | null }[];
}

/** Where reading begins. Offsets below a partition's start or above its end are moved to them, and said. */
export type ReadFrom =
  | { kind: 'newest'; count: number }
  | { kind: 'oldest' }
  | { kind: 'offset'; offset: number }
  | { kind: 'timestamp'; timestampMs: number }
  /** So long before now, by the clock of the workbench. */
  | { kind: 'ago'; ms: number }
  /** Where a group goes on reading; partitions it never committed are read from their start, and said. */
  | { kind: 'group'; groupId: string }
  | { kind: 'live' };

/** Where reading ends, itself not included. */
export type ReadUntil = { kind: 'offset'; offset: number } | { kind: 'timestamp'; timestampMs: number };

/** What a condition can ask, in the order they are offered. */
export const FILTER_TESTS = [
  'is',
  'is-not',
  'contains',
  'contains-not',
  'above',
  'below',
  'exists',
  'exists-not',
] as const;
export type FilterTest = (typeof FILTER_TESTS)[number];

/**
 * One condition. Texts contain each other whatever their case; numbers are compared as numbers where both sides are
 * some, anything else as text. `operand` is not looked at where something exists or not.
 */
export type FilterClause =
  /**
   * `path` leads into JSON (`customer.id`, `lines[0].sku`, `lines[*].sku` for any of them, `["a.b"]` for odd names);
   * empty: the whole, as text. A value that is not there is none: it `is-not` anything and `exists-not`.
   */
  | { on: 'key' | 'value'; path: string; test: FilterTest; operand: string }
  /** `name` empty: any header. */
  | { on: 'header'; name: string; test: FilterTest; operand: string }
  /** Milliseconds since 1970, or bytes of key and value together. */
  | { on: 'partition' | 'offset' | 'timestamp' | 'size'; test: FilterTest; operand: string };

/** All of it must hold. */
export interface ReadFilter {
  /** Text that key, value or a header must contain; empty: everything. Case is ignored. */
  readonly text: string;
  readonly clauses: readonly FilterClause[];
  /**
   * JavaScript: an expression, or a body that returns, over `key`, `value` (JSON parsed, else text), `headers`,
   * `partition`, `offset` and `timestamp` (ms). Runs in a sandbox of its own. Empty: none.
   */
  readonly script: string;
}

export interface ReadRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  /** Empty: all. */
  readonly partitions: readonly number[];
  readonly from: ReadFrom;
  /** Ends the reading; ignored for live. */
  readonly limit: number;
  readonly filter: ReadFilter;
  readonly isolation: 'read_uncommitted' | 'read_committed';
  /** Null: the end. Not with live. */
  readonly until: ReadUntil | null;
  /** Also what consumers never see: transaction markers, and (each marked) records of aborted transactions. */
  readonly invisible: boolean;
  /** Keys and values up to 1 MiB instead of 4 KiB: for files, not for tables. */
  readonly whole?: boolean;
}

/** Bytes as a person reads them: `text` may be cut at 4 KB, `sizeBytes` never lies. */
export interface Payload {
  readonly format: 'json' | 'text' | 'binary' | 'null' | 'empty';
  /** JSON and text as they are; binary as hex. */
  readonly text: string;
  /** Of the bytes in the log. */
  readonly sizeBytes: number;
  readonly cut: boolean;
  /** What made the text of the bytes, where that is not plain to see from `format`. */
  readonly decoder?: DecoderName;
  /** In the registry, of the schema it was read with. */
  readonly schemaId?: number | string;
  /** Why it is not shown as its schema, or a person's choice, would have it. */
  readonly problem?: string;
}

/** The decoders that a person can choose, in the order they are offered. */
export const DECODERS = [
  'json',
  'text',
  'avro',
  'protobuf',
  'json-schema',
  'messagepack',
  'int32',
  'int64',
  'float64',
  'uuid',
  'hex',
  'base64',
] as const;

/** 'internal' reads Kafka's own topics, and nobody else's. */
export type DecoderName = (typeof DECODERS)[number] | 'internal';

/** How one part of a topic's records is read. */
export interface DecoderChoice {
  readonly decoder: 'auto' | (typeof DECODERS)[number];
  /** Given by hand for `avro`, `protobuf` and `json-schema`, for payloads that name no schema of a registry. */
  readonly schema?: HandSchema;
}

export interface HandSchema {
  readonly text: string;
  /** Protobuf: the message's full name; without it the first of the file. */
  readonly messageType?: string;
}

export interface TopicDecoders {
  readonly key: DecoderChoice;
  readonly value: DecoderChoice;
}

/** A way of looking at a topic's records, kept under a name; `query` is that of the screen's address. */
export interface SavedView {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What one decoder makes of a payload. */
export interface DecodeAttempt {
  readonly decoder: DecoderName;
  readonly outcome: 'used' | 'fits' | 'no';
  readonly reason: string | null;
}

export interface MessageRow {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly timestampType: 'create' | 'append';
  readonly key: Payload;
  readonly value: Payload;
  readonly headers: readonly { name: string; value: Payload }[];
  /** Headers beyond those: a record may have a hundred thousand. */
  readonly moreHeaders?: number;
  /**
   * Asked for with `invisible`. 'undecided': of a transaction that was open, or at or above one that was. Markers have
   * no key or value of anybody's.
   */
  readonly fate?: 'aborted' | 'undecided' | 'commit-marker' | 'abort-marker';
}

export type ReadEvent =
  | { kind: 'rows'; rows: readonly MessageRow[] }
  | {
      kind: 'progress';
      scanned: number;
      matched: number;
      scannedBytes: number;
      elapsedMs: number;
      remaining: number | null;
      /** Records at which the script failed, and what it said at the first; they are left out. */
      scriptProblems?: { count: number; first: string };
    }
  /** A partition could not be read, or its offsets were moved; the others go on. */
  | { kind: 'notice'; partition: number | null; message: string }
  /** Live only: the screen was too slow and this many rows were left out of view. */
  | { kind: 'dropped'; count: number }
  | { kind: 'done'; reason: 'limit' | 'end' | 'cancelled' };

export interface MessageDetail extends MessageRow {
  /** What each decoder made of key and value; empty for null and empty ones. */
  readonly explained: { readonly key: readonly DecodeAttempt[]; readonly value: readonly DecodeAttempt[] };
  /** The bytes, up to the `maxBytes` asked for; `sizeBytes` of key and value tells how many there are. */
  readonly keyBase64: string | null;
  readonly valueBase64: string | null;
  /** The bytes of each header's value, in their order; null where there are none. */
  readonly headersBase64: readonly (string | null)[];
  readonly batch: {
    readonly baseOffset: number;
    readonly lastOffset: number;
    readonly sizeBytes: number;
    readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
    readonly leaderEpoch: number;
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly baseSequence: number;
    readonly transactional: boolean;
    readonly control: boolean;
    readonly crc: number;
    readonly crcValid: boolean;
    readonly records: number;
  };
}

/** Null is a tombstone (value) or no key; text is UTF-8. With a schema only keys and values are encoded. */
export type PayloadInput =
  { kind: 'null' } | { kind: 'text'; text: string } | { kind: 'base64'; base64: string } | SchemaInput;

export interface SendRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  /** Null: by key (murmur2), or round robin without one. */
  readonly partition: number | null;
  readonly key: PayloadInput;
  readonly value: PayloadInput;
  readonly headers: readonly { name: string; value: PayloadInput }[];
  readonly timestampMs: number | null;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly acks: 'all' | 'leader' | 'none';
}

export interface SendResult {
  readonly partition: number;
  /** -1 with acks none. */
  readonly offset: number;
  readonly timestampMs: number;
  readonly latencyMs: number;
}

export interface GroupRow {
  readonly groupId: string;
  readonly state: string;
  readonly type: string;
  readonly protocolType: string;
  readonly members: number | null;
  readonly topics: readonly string[];
  readonly lag: number | null;
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
}

export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** Null: never committed. */
  readonly committedOffset: number | null;
  readonly metadata: string | null;
  readonly startOffset: number | null;
  readonly endOffset: number | null;
  readonly lag: number | null;
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
  readonly total: number;
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

/** A cluster as it was known at a moment. */
export interface PastMoment {
  readonly atMs: number;
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
  }[];
}

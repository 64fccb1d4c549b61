/**
 * Everything a screen can ask. Input and output are plain data; a procedure is called, a stream is listened to.
 * The renderer's client and the workbench's router are both typed from these two maps.
 */
import type {
  ConnectionDraft,
  ConnectionState,
  ConnectionStep,
  ConnectionView,
  ImportedConnection,
  SecretKeeperName,
} from './connections.ts';
import type {
  MessageDetail,
  ReadEvent,
  ReadRequest,
  RecordSchemas,
  SavedView,
  SendRequest,
  SendResult,
  TopicDecoders,
} from './messages.ts';
import type {
  AppInfo,
  MemoryView,
  AsOf,
  Change,
  ClusterId,
  ClusterSettingsView,
  ConfigView,
  FactView,
  GroupDetail,
  GroupRow,
  LagMakeup,
  LagSample,
  Overview,
  PartitionMap,
  KnownAt,
  PastMoment,
  QuorumView,
  ReplicationView,
  SampleStream,
  SegmentFileView,
  TopicDetail,
  TopicRow,
  TrafficSample,
} from './types.ts';
import type {
  BatchDetail,
  BatchPage,
  BytesView,
  FileEntries,
  FileRoot,
  LogDirectoryView,
  PartitionFolderView,
  RecordPageView,
  RecordPlace,
  SegmentView,
  StripView,
} from './files.ts';
import type { ProducingProcedures, ProducingStreams } from './producing.ts';
import type { RegistryProcedures, RegistryStreams } from './registry.ts';
import type { AlertProcedures, AlertStreams } from './alerts.ts';
import type { CompactionProcedures } from './compaction.ts';
import type { GroupProcedures } from './groups.ts';
import type { NodeToolProcedures, NodeToolStreams } from './node-tools.ts';
import type { RowStreams } from './rows.ts';
import type { TopicAnalysisProcedures, TopicAnalysisStreams } from './topic-analysis.ts';
import type { TransactionProcedures, TransactionStreams } from './transactions.ts';
import type { PurgeTo, TopicToolProcedures, TopicToolStreams } from './topic-tools.ts';

export * from './alerts.ts';
export * from './compaction.ts';
export * from './connections.ts';
export * from './files.ts';
export * from './frames.ts';
export * from './groups.ts';
export * from './messages.ts';
export * from './producing.ts';
export * from './node-tools.ts';
export * from './registry.ts';
export * from './rows.ts';
export * from './said.ts';
export * from './sayings-of-decoding.ts';
export * from './sayings-of-kafka.ts';
export * from './sayings-of-layers.ts';
export * from './sayings-of-link.ts';
export * from './sayings-of-services.ts';
export * from './topic-analysis.ts';
export * from './topic-tools.ts';
export * from './transactions.ts';
export * from './types.ts';

interface OnCluster {
  cluster: ClusterId;
}
interface OnTopic extends OnCluster {
  topic: string;
}
interface OnGroup extends OnCluster {
  groupId: string;
}
interface OnNode extends OnCluster {
  nodeId: number;
}
/** Absolute, with `/`; of a Kafka log folder or one of its files, on any disk of this machine. Only ever read. */
interface OnPath {
  path: string;
}

export interface Procedures
  extends
    AlertProcedures,
    CompactionProcedures,
    GroupProcedures,
    NodeToolProcedures,
    TopicToolProcedures,
    TopicAnalysisProcedures,
    TransactionProcedures,
    RegistryProcedures,
    ProducingProcedures {
  'app.info': { input: null; output: AppInfo };
  /** Says nothing but that the workbench answers. */
  'app.ping': { input: null; output: null };

  /** Adds a connection, or with an id changes one; says its id. */
  'connections.save': { input: ConnectionDraft; output: { id: ClusterId } };
  /** Forgets it with everything that was remembered of its cluster. */
  'connections.remove': { input: { id: ClusterId }; output: null };
  /** Tries now what it would try later by itself. */
  'connections.retry': { input: { id: ClusterId }; output: null };
  /** Reads a `client.properties` of Java or librdkafka. */
  'connections.import': { input: { text: string }; output: ImportedConnection };
  /** The same for others, without a secret in it. */
  'connections.export': { input: { id: ClusterId }; output: { text: string } };
  /** Which keepers of secrets there are here, the best first. */
  'connections.keepers': { input: null; output: readonly SecretKeeperName[] };

  'nodes.start': { input: OnNode; output: null };
  /** Controlled shutdown. */
  'nodes.stop': { input: OnNode; output: null };
  /** SIGKILL. */
  'nodes.kill': { input: OnNode; output: null };
  /** SIGSTOP and SIGCONT; refused with the reason on Windows. */
  'nodes.pause': { input: OnNode; output: null };
  'nodes.resume': { input: OnNode; output: null };

  'clusterSettings.get': { input: OnCluster; output: ClusterSettingsView };
  /** What is left out stays. Restarts of dead nodes count at once, the rest from the next start of each node on. */
  'clusterSettings.change': {
    input: OnCluster & {
      restartDeadNodes?: boolean;
      defaults?: 'local' | 'kafka';
      fastFailover?: boolean;
      /** 1 to 9, and never fewer than there are. */
      logDirs?: number;
    };
    output: ClusterSettingsView;
  };
  /** Starts the outdated nodes again, one after the other, each when the one before is in sync again. */
  'clusterSettings.apply': { input: OnCluster; output: ClusterSettingsView };

  'topics.create': {
    input: OnCluster & {
      name: string;
      /** -1: the broker's default. */
      partitions: number;
      replicationFactor: number;
      configs: Readonly<Record<string, string>>;
      validateOnly?: boolean;
    };
    output: null;
  };
  'topics.delete': { input: OnTopic; output: null };
  'topics.addPartitions': { input: OnTopic & { totalPartitions: number }; output: null };
  /** Deletes records, in the given partitions (empty: all); those of which it was refused are named in the error. */
  'topics.purge': { input: OnTopic & { partitions: readonly number[]; to: PurgeTo }; output: null };
  'topics.configs': { input: OnTopic; output: readonly ConfigView[] };
  /** Null resets to the default. */
  'topics.alterConfigs': {
    input: OnTopic & { changes: Readonly<Record<string, string | null>> };
    output: null;
  };
  'topics.files': { input: OnTopic; output: readonly SegmentFileView[] };

  /** Without `maxBytes` key, value and headers come whole, however large; without `maxHeaders` all headers, however many. */
  'messages.detail': {
    input: OnTopic & { partition: number; offset: number; maxBytes?: number; maxHeaders?: number };
    output: MessageDetail;
  };
  /** What would encode key and value as they were; null for what is read without a schema of a registry. */
  'messages.schemas': {
    input: OnTopic & { partition: number; offset: number };
    output: RecordSchemas;
  };
  'messages.send': { input: SendRequest; output: SendResult };
  /** Which partition a key hits (murmur2), before sending. */
  'messages.partitionOf': {
    input: OnTopic & { key: SendRequest['key'] };
    output: { partition: number | null; partitions: number };
  };

  /** The log dirs of the local cluster's nodes. */
  'files.roots': { input: OnCluster; output: readonly FileRoot[] };
  /** Whether a path is a Kafka log folder; refused with the reason when it is not. */
  'files.open': { input: OnPath; output: { path: string; kind: 'log-dir' | 'partition' } };
  /** Where a record lies, on the node that leads its partition or else on one that has a replica. */
  'files.locate': { input: OnTopic & { partition: number; offset: number }; output: RecordPlace };
  /** Rows from an index, or the row of the batch that has a byte or (as a reader would find it) an offset. */
  'files.batches': {
    input: OnPath & {
      from:
        | { kind: 'index'; index: number }
        | { kind: 'position'; position: number }
        | { kind: 'offset'; offset: number };
      count: number;
    };
    output: BatchPage;
  };
  'files.strip': { input: OnPath & { from: number; to: number; max: number }; output: StripView };
  /** The batch that begins at `position`. */
  'files.batch': { input: OnPath & { position: number }; output: BatchDetail };
  'files.records': {
    input: OnPath & { position: number; from: number; count: number };
    output: RecordPageView;
  };
  /** Bytes of a file, or of the decompressed records of the batch at `body`. */
  'files.bytes': {
    input: OnPath & { position: number; sizeBytes: number; body: number | null };
    output: BytesView;
  };
  /** Of an index or a small file. */
  'files.entries': { input: OnPath & { from: number; count: number }; output: FileEntries };

  /** How the topic's records are read, as somebody chose; 'auto' where nobody did. */
  'messages.decoders': { input: OnTopic; output: TopicDecoders };
  /** Refused with the reason where a schema given by hand cannot be read. */
  'messages.setDecoders': { input: OnTopic & { decoders: TopicDecoders }; output: null };
  'messages.views': { input: OnTopic; output: readonly SavedView[] };
  /** A view of that name is replaced. */
  'messages.saveView': { input: OnTopic & { view: SavedView }; output: readonly SavedView[] };
  'messages.removeView': { input: OnTopic & { name: string }; output: readonly SavedView[] };

  /** Moments of which snapshots are kept, oldest first: each minute of the last hour, then ever fewer up to a week. */
  'history.moments': { input: OnCluster; output: readonly number[] };
  'history.at': { input: OnCluster & { atMs: number }; output: PastMoment };
  /** `more`: how many changes were left out. */
  'history.changes': {
    input: OnCluster & { fromMs: number; toMs: number };
    output: { changes: readonly Change[]; more: number; before: KnownAt; after: KnownAt };
  };

  'sample.start': { input: OnCluster; output: SampleStream };
  'sample.stop': { input: OnCluster; output: SampleStream };
  /** Stops it and deletes its topic and group. */
  'sample.remove': { input: OnCluster; output: null };
}

export interface Streams
  extends
    AlertStreams,
    NodeToolStreams,
    RowStreams,
    TopicToolStreams,
    TopicAnalysisStreams,
    TransactionStreams,
    RegistryStreams,
    ProducingStreams {
  /** A snapshot at once (the last known one while disconnected), then at each change, at most 4 a second. */
  'overview.watch': { input: OnCluster; event: AsOf<Overview> };
  /** The whole list each time: for scripts; screens take `topics.list`. */
  'topics.watch': { input: OnCluster; event: AsOf<readonly TopicRow[]> };
  'topic.watch': { input: OnTopic; event: AsOf<TopicDetail | null> };
  'groups.watch': { input: OnCluster; event: AsOf<readonly GroupRow[]> };
  'group.watch': { input: OnGroup; event: AsOf<GroupDetail | null> };
  /** The history there is, in one event, then a sample a second. */
  'group.lag': { input: OnGroup & { sinceMs: number }; event: readonly LagSample[] };
  /** Of the partitions that lag, every few seconds. */
  'group.makeup': { input: OnGroup; event: readonly LagMakeup[] };
  'messages.read': { input: ReadRequest; event: ReadEvent };
  /** The newest `count` facts first, then each as it happens; kinds in `exclude` neither come nor count. */
  'facts.watch': {
    input: OnCluster & { count: number; exclude?: readonly string[] };
    event: readonly FactView[];
  };
  'quorum.watch': { input: OnCluster; event: AsOf<QuorumView | null> };
  /** Partitions of the topics whose names contain `filter`. */
  'partitions.watch': {
    input: OnCluster & { filter: string; internal: boolean };
    event: AsOf<PartitionMap>;
  };
  /** One partition, several times a second; null when there is none. */
  'replication.watch': { input: OnTopic & { partition: number }; event: AsOf<ReplicationView | null> };
  /** The history since `sinceMs` first, then intervals as they grow: the newest word on an interval counts. Empty ones are left out. */
  'traffic.watch': { input: OnCluster & { sinceMs: number }; event: readonly TrafficSample[] };
  /** A log dir, looked at again and again; null when it is not there. */
  'files.directory': { input: OnPath; event: AsOf<LogDirectoryView | null> };
  'files.partition': { input: OnPath; event: AsOf<PartitionFolderView | null> };
  /** A file of batches while its headers are walked, and its sums checked: of large files only when asked. */
  'files.segment': { input: OnPath & { checkCrc: boolean }; event: AsOf<SegmentView> };
  'app.memory': { input: Record<string, never>; event: MemoryView };
  'sample.watch': { input: OnCluster; event: SampleStream };
  /** Changes of the connection to the cluster. */
  'connection.watch': { input: OnCluster; event: ConnectionState };
  /** Steps as they are taken; ends after the last, or after one that failed. */
  'connections.test': { input: ConnectionDraft; event: ConnectionStep };
  /** All clusters there are to look at. */
  'connections.watch': { input: Record<string, never>; event: readonly ConnectionView[] };
}

export type ProcedureName = keyof Procedures;
export type StreamName = keyof Streams;

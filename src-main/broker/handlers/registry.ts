/**
 * The APIs this broker serves; what is not here is not advertised. A handler is loaded when its API is first
 * called, apart from those that a start or the hot path needs: see `loaded`.
 */
import * as protocol from '../../protocol/index.ts';
import type { Api } from '../../protocol/index.ts';
import type { Handler } from '../handler.ts';
import { apiVersions } from './api-versions.ts';
import { fetch } from './fetch.ts';
import { metadata } from './metadata.ts';
import { produce } from './produce.ts';

type AnyHandler = Handler<Api>;
export interface HandlerEntry {
  readonly api: Api;
  handler: AnyHandler | undefined;
  readonly load: () => Promise<AnyHandler>;
}

function loaded(handler: unknown): HandlerEntry {
  const known = handler as AnyHandler;
  return { api: known.api, handler: known, load: () => Promise.resolve(known) };
}

/** Handlers have no state: what one node of this process has loaded, the next one has from its start. */
const loadedBefore = new Map<number, AnyHandler>();

function lazy(api: Api, load: () => Promise<unknown>): HandlerEntry {
  return {
    api,
    handler: loadedBefore.get(api.key),
    load: async () => {
      const handler = (await load()) as AnyHandler;
      loadedBefore.set(api.key, handler);
      return handler;
    },
  };
}

/** Loads everything now: for a simulator, where nothing may take real time later. */
export async function loadAllHandlers(): Promise<void> {
  for (const { load } of handlerRegistry().values()) await load();
}

const file = {
  listOffsets: () => import('./list-offsets.ts').then((m) => m.listOffsets),
  offsetForLeaderEpoch: () => import('./offset-for-leader-epoch.ts').then((m) => m.offsetForLeaderEpoch),
  initProducerId: () => import('./init-producer-id.ts').then((m) => m.initProducerId),
  describeProducers: () => import('./describe-producers.ts').then((m) => m.describeProducers),
  deleteRecords: () => import('./delete-records.ts').then((m) => m.deleteRecords),
  describeCluster: () => import('./describe-cluster.ts').then((m) => m.describeCluster),
  describeTopicPartitions: () =>
    import('./describe-topic-partitions.ts').then((m) => m.describeTopicPartitions),
  describeConfigs: () => import('./describe-configs.ts').then((m) => m.describeConfigs),
  alterReplicaLogDirs: () => import('./alter-replica-log-dirs.ts').then((m) => m.alterReplicaLogDirs),
  describeLogDirs: () => import('./describe-log-dirs.ts').then((m) => m.describeLogDirs),
  alterPartitionReassignments: () =>
    import('./alter-partition-reassignments.ts').then((m) => m.alterPartitionReassignments),
  listPartitionReassignments: () =>
    import('./list-partition-reassignments.ts').then((m) => m.listPartitionReassignments),
  findCoordinator: () => import('./find-coordinator.ts').then((m) => m.findCoordinator),
  joinGroup: () => import('./join-group.ts').then((m) => m.joinGroup),
  syncGroup: () => import('./sync-group.ts').then((m) => m.syncGroup),
  heartbeat: () => import('./heartbeat.ts').then((m) => m.heartbeat),
  leaveGroup: () => import('./leave-group.ts').then((m) => m.leaveGroup),
  offsetCommit: () => import('./offset-commit.ts').then((m) => m.offsetCommit),
  offsetFetch: () => import('./offset-fetch.ts').then((m) => m.offsetFetch),
  describeGroups: () => import('./describe-groups.ts').then((m) => m.describeGroups),
  listGroups: () => import('./list-groups.ts').then((m) => m.listGroups),
  deleteGroups: () => import('./delete-groups.ts').then((m) => m.deleteGroups),
  offsetDelete: () => import('./offset-delete.ts').then((m) => m.offsetDelete),
  createTopics: () => import('./create-topics.ts').then((m) => m.createTopics),
  deleteTopics: () => import('./delete-topics.ts').then((m) => m.deleteTopics),
  createPartitions: () => import('./create-partitions.ts').then((m) => m.createPartitions),
  alterConfigs: () => import('./alter-configs.ts').then((m) => m.alterConfigs),
  incrementalAlterConfigs: () =>
    import('./incremental-alter-configs.ts').then((m) => m.incrementalAlterConfigs),
  describeQuorum: () => import('./describe-quorum.ts').then((m) => m.describeQuorum),
  electLeaders: () => import('./elect-leaders.ts').then((m) => m.electLeaders),
  updateFeatures: () => import('./update-features.ts').then((m) => m.updateFeatures),
  addRaftVoter: () => import('./add-raft-voter.ts').then((m) => m.addRaftVoter),
  removeRaftVoter: () => import('./remove-raft-voter.ts').then((m) => m.removeRaftVoter),
  unregisterBroker: () => import('./unregister-broker.ts').then((m) => m.unregisterBroker),
};

/** Fresh entries by API key, for one node. */
export function handlerRegistry(): ReadonlyMap<number, HandlerEntry> {
  const entries = [
    loaded(produce),
    loaded(fetch),
    loaded(metadata),
    loaded(apiVersions),
    lazy(protocol.ListOffsets, file.listOffsets),
    lazy(protocol.OffsetForLeaderEpoch, file.offsetForLeaderEpoch),
    lazy(protocol.InitProducerId, file.initProducerId),
    lazy(protocol.DescribeProducers, file.describeProducers),
    lazy(protocol.DeleteRecords, file.deleteRecords),
    lazy(protocol.DescribeCluster, file.describeCluster),
    lazy(protocol.DescribeTopicPartitions, file.describeTopicPartitions),
    lazy(protocol.DescribeConfigs, file.describeConfigs),
    lazy(protocol.AlterReplicaLogDirs, file.alterReplicaLogDirs),
    lazy(protocol.DescribeLogDirs, file.describeLogDirs),
    lazy(protocol.AlterPartitionReassignments, file.alterPartitionReassignments),
    lazy(protocol.ListPartitionReassignments, file.listPartitionReassignments),
    lazy(protocol.FindCoordinator, file.findCoordinator),
    lazy(protocol.JoinGroup, file.joinGroup),
    lazy(protocol.SyncGroup, file.syncGroup),
    lazy(protocol.Heartbeat, file.heartbeat),
    lazy(protocol.LeaveGroup, file.leaveGroup),
    lazy(protocol.OffsetCommit, file.offsetCommit),
    lazy(protocol.OffsetFetch, file.offsetFetch),
    lazy(protocol.DescribeGroups, file.describeGroups),
    lazy(protocol.ListGroups, file.listGroups),
    lazy(protocol.DeleteGroups, file.deleteGroups),
    lazy(protocol.OffsetDelete, file.offsetDelete),
    lazy(protocol.CreateTopics, file.createTopics),
    lazy(protocol.DeleteTopics, file.deleteTopics),
    lazy(protocol.CreatePartitions, file.createPartitions),
    lazy(protocol.AlterConfigs, file.alterConfigs),
    lazy(protocol.IncrementalAlterConfigs, file.incrementalAlterConfigs),
    lazy(protocol.DescribeQuorum, file.describeQuorum),
    lazy(protocol.ElectLeaders, file.electLeaders),
    lazy(protocol.UpdateFeatures, file.updateFeatures),
    lazy(protocol.UnregisterBroker, file.unregisterBroker),
    lazy(protocol.AddRaftVoter, file.addRaftVoter),
    lazy(protocol.RemoveRaftVoter, file.removeRaftVoter),
  ];
  return new Map(entries.map((entry) => [entry.api.key, entry]));
}

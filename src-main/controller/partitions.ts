import { DIRECTORY_LOST, DIRECTORY_MIGRATING, DIRECTORY_UNASSIGNED, type Uuid } from '../base/index.ts';
import type { BrokerImage, PartitionImage, TopicImage } from '../metadata/index.ts';
import { keepsElr, metadataVersionOf } from './features.ts';
import {
  type ChangeRecord,
  directoryOf,
  type ElectionKind,
  partitionChange,
  type PartitionTarget,
} from './partition-change.ts';
import { booleanSetting, numberSetting } from './settings.ts';
import type { ControllerState } from './types.ts';

/** Unfenced, and not on its way out: it may lead. */
export function isActive({ metadata }: ControllerState, brokerId: number): boolean {
  const broker = metadata.brokers.get(brokerId);
  return broker !== undefined && !broker.fenced && !broker.inControlledShutdown;
}

/** All of its log dirs are closed to new replicas (KIP-1066). */
export function isCordoned({ directories, cordonedDirectories }: BrokerImage): boolean {
  if (directories.length === 0 || cordonedDirectories === null) return false;
  return directories.every((id) => cordonedDirectories.includes(id));
}

/** Whether a topic prefers a lossy leader to none (unclean.leader.election.enable, topic before cluster). */
export function allowsUncleanElection(state: ControllerState, topic: string): boolean {
  const key = 'unclean.leader.election.enable';
  const own = state.metadata.configs('topic', topic)?.get(key);
  return own === undefined ? booleanSetting(state, key) : own.toLowerCase() === 'true';
}

function minInsyncReplicas(state: ControllerState, topic: string): number {
  const key = 'min.insync.replicas';
  const own = state.metadata.configs('topic', topic)?.get(key);
  return own === undefined ? numberSetting(state, key) : Number(own);
}

/** The log dir of a new replica: the only one of its broker, or one that the broker chooses (KIP-858). */
export function defaultDirectory({ metadata }: ControllerState, brokerId: number): Uuid {
  const directories = metadata.brokers.get(brokerId)?.directories;
  if (directories?.length === 0) return DIRECTORY_MIGRATING;
  return directories?.length === 1 ? directories[0] : DIRECTORY_UNASSIGNED;
}

/** Whether a replica may be in that log dir and be read: nobody knows better, or the broker says so. */
function isOnline(broker: BrokerImage | undefined, directory: Uuid): boolean {
  if (directory === DIRECTORY_UNASSIGNED || directory === DIRECTORY_MIGRATING) return true;
  if (broker === undefined || directory === DIRECTORY_LOST) return false;
  return broker.directories.length === 0 || broker.directories.includes(directory);
}

/**
 * The record that brings a partition of this topic to the target; undefined when nothing changes.
 *
 * @param isCandidate which brokers may lead, where that is about to be another thing than the metadata says
 */
export function changePartition(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  target: PartitionTarget,
  isCandidate: (brokerId: number) => boolean = (id) => isActive(state, id),
): ChangeRecord | undefined {
  const { metadata } = state;
  const { directory } = target;
  const place = (id: number) =>
    id === directory?.brokerId ? directory.directoryId : directoryOf(partition, id);
  return partitionChange(topic.id, partition, target, {
    mayLead: (id) => isCandidate(id) && isOnline(metadata.brokers.get(id), place(id)),
    minInsyncReplicas: minInsyncReplicas(state, topic.name),
    keepsElr: keepsElr(metadata),
    metadataVersion: metadataVersionOf(metadata),
    defaultDirectory: (id) => defaultDirectory(state, id),
  });
}

/**
 * Takes a broker that stops or has died out of every ISR and leadership it has (ReplicationControlManager,
 * generateLeaderAndIsrUpdates). Visits all partitions: brokers go away rarely.
 */
export function removeFromPartitions(state: ControllerState, brokerId: number): ChangeRecord[] {
  return changeEach(state, (topic, partition) => {
    if (!isInSync(partition, brokerId)) return undefined;
    return withoutBroker(state, topic, partition, brokerId);
  });
}

/**
 * As `removeFromPartitions`, for a broker that may have lost what it had not flushed: nothing that it had counts any
 * more, so it is no eligible leader either (KIP-966).
 */
export function removeUncleanBroker(state: ControllerState, brokerId: number): ChangeRecord[] {
  return changeEach(state, (topic, partition) => {
    if (!isInSync(partition, brokerId) && !partition.elr.includes(brokerId)) return undefined;
    return withoutBroker(state, topic, partition, brokerId, { uncleanReplica: brokerId });
  });
}

/** Gives partitions without a leader one, now that a broker can lead again. */
export function electForUnfenced(state: ControllerState, brokerId: number): ChangeRecord[] {
  const isCandidate = (id: number) => id === brokerId || isActive(state, id);
  return changeEach(state, (topic, partition) => {
    if (partition.leader >= 0 || !partition.replicas.includes(brokerId)) return undefined;
    return changePartition(state, topic, partition, { election: electionFor(state, topic) }, isCandidate);
  });
}

/** Leaderships of replicas in failed log dirs of one broker. */
export function removeOfflineReplicas(
  state: ControllerState,
  brokerId: number,
  isOffline: (directoryId: string) => boolean,
): ChangeRecord[] {
  return changeEach(state, (topic, partition) => {
    if (!isInSync(partition, brokerId) || !isOffline(directoryOf(partition, brokerId))) return undefined;
    return withoutBroker(state, topic, partition, brokerId);
  });
}

/** One partition without one of its replicas in the ISR, and without its leadership. */
export function withoutBroker(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  brokerId: number,
  target: PartitionTarget = {},
): ChangeRecord | undefined {
  const isr = partition.isr.filter((id) => id !== brokerId);
  const isCandidate = (id: number) => id !== brokerId && isActive(state, id);
  const election = electionFor(state, topic);
  return changePartition(state, topic, partition, { ...target, isr, election }, isCandidate);
}

/** Whether a broker leads anything: a controlled shutdown waits for that to end. */
export function hasLeaderships({ metadata }: ControllerState, brokerId: number): boolean {
  for (const { partitions } of metadata.topicsById.values()) {
    if (partitions.some((partition) => partition.leader === brokerId)) return true;
  }
  return false;
}

export function electionFor(state: ControllerState, topic: TopicImage): ElectionKind {
  return allowsUncleanElection(state, topic.name) ? 'unclean' : 'any';
}

function isInSync(partition: PartitionImage, brokerId: number): boolean {
  return partition.leader === brokerId || partition.isr.includes(brokerId);
}

/**
 * Goes through all partitions.
 *
 * @param change the record for one, if it needs any
 * @param limit where to stop: no more records than that
 */
export function changeEach(
  { metadata }: ControllerState,
  change: (topic: TopicImage, partition: PartitionImage) => ChangeRecord | undefined,
  limit = Infinity,
): ChangeRecord[] {
  const records: ChangeRecord[] = [];
  for (const topic of metadata.topicsById.values()) {
    for (const partition of topic.partitions) {
      const record = change(topic, partition);
      if (record !== undefined) records.push(record);
      if (records.length >= limit) return records;
    }
  }
  return records;
}

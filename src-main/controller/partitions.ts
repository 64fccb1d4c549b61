import type { MetadataRecordInput, PartitionImage, TopicImage } from '../metadata/index.ts';
import { type ElectionKind, partitionChange } from './partition-change.ts';
import { booleanSetting } from './settings.ts';
import type { ControllerState } from './types.ts';

/** Unfenced, and not on its way out: it may lead. */
export function isActive({ metadata }: ControllerState, brokerId: number): boolean {
  const broker = metadata.brokers.get(brokerId);
  return broker !== undefined && !broker.fenced && !broker.inControlledShutdown;
}

/** Whether a topic prefers a lossy leader to none (unclean.leader.election.enable, topic before cluster). */
export function allowsUncleanElection(state: ControllerState, topic: string): boolean {
  const key = 'unclean.leader.election.enable';
  const own = state.metadata.configs('topic', topic)?.get(key);
  return own === undefined ? booleanSetting(state, key) : own.toLowerCase() === 'true';
}

/**
 * Takes a broker that stops or has died out of every ISR and leadership it has (ReplicationControlManager,
 * generateLeaderAndIsrUpdates). Visits all partitions: brokers go away rarely.
 */
export function removeFromPartitions(state: ControllerState, brokerId: number): MetadataRecordInput[] {
  const mayLead = (id: number) => id !== brokerId && isActive(state, id);
  return changeEach(
    state,
    (partition) => partition.leader === brokerId || partition.isr.includes(brokerId),
    (topic, partition) => {
      const isr = partition.isr.filter((id) => id !== brokerId);
      return { isr, election: electionFor(state, topic), mayLead, partition };
    },
  );
}

/** Gives partitions without a leader one, now that a broker can lead again. */
export function electForUnfenced(state: ControllerState, brokerId: number): MetadataRecordInput[] {
  const mayLead = (id: number) => id === brokerId || isActive(state, id);
  return changeEach(
    state,
    (partition) => partition.leader < 0 && partition.replicas.includes(brokerId),
    (topic, partition) => ({ isr: partition.isr, election: electionFor(state, topic), mayLead, partition }),
  );
}

/** Leaderships of replicas in failed log dirs of one broker. */
export function removeOfflineReplicas(
  state: ControllerState,
  brokerId: number,
  isOffline: (directoryId: string) => boolean,
): MetadataRecordInput[] {
  return changeEach(
    state,
    (partition) => {
      const at = partition.replicas.indexOf(brokerId);
      return at >= 0 && isOffline(partition.directories[at]) && partition.isr.includes(brokerId);
    },
    (topic, partition) => ({
      isr: partition.isr.filter((id) => id !== brokerId),
      election: electionFor(state, topic),
      mayLead: (id) => id !== brokerId && isActive(state, id),
      partition,
    }),
  );
}

/** Whether a broker leads anything: a controlled shutdown waits for that to end. */
export function hasLeaderships({ metadata }: ControllerState, brokerId: number): boolean {
  for (const { partitions } of metadata.topicsById.values()) {
    if (partitions.some((partition) => partition.leader === brokerId)) return true;
  }
  return false;
}

function electionFor(state: ControllerState, topic: TopicImage): ElectionKind {
  return allowsUncleanElection(state, topic.name) ? 'unclean' : 'any';
}

function changeEach(
  { metadata }: ControllerState,
  concerns: (partition: PartitionImage) => boolean,
  target: (
    topic: TopicImage,
    partition: PartitionImage,
  ) => Parameters<typeof partitionChange>[2] & { partition: PartitionImage },
): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  for (const topic of metadata.topicsById.values()) {
    for (const partition of topic.partitions) {
      if (!concerns(partition)) continue;
      const record = partitionChange(topic.id, partition, target(topic, partition));
      if (record !== undefined) records.push(record);
    }
  }
  return records;
}

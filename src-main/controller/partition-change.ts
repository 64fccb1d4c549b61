import type { Uuid } from '../base/index.ts';
import { type MetadataRecordInput, NO_LEADER_CHANGE, type PartitionImage } from '../metadata/index.ts';

export type ElectionKind =
  /** Keep the leader while it can lead; else the first in-sync replica that can. */
  | 'any'
  /** Move to the first replica if it is in sync. */
  | 'preferred'
  /** If nobody in sync can lead, take whoever lives, and lose what only the others had. */
  | 'unclean';

export interface PartitionTarget {
  readonly isr?: readonly number[];
  readonly leaderRecoveryState?: number;
  readonly election?: ElectionKind;
  /** Which replicas may lead: alive, unfenced, not about to stop. */
  readonly mayLead: (brokerId: number) => boolean;
}

type ChangeRecord = Extract<MetadataRecordInput, { type: 'PartitionChangeRecord' }>;

/**
 * The record that brings a partition to the target, undefined when nothing changes. The leader epoch rises only when
 * a leader is named; an ISR that shrinks does not raise it (metadata.version 12 on, KAFKA-15021). A partition whose
 * last in-sync replica goes keeps it in the ISR and has no leader until it is back.
 */
export function partitionChange(
  topicId: Uuid,
  partition: PartitionImage,
  target: PartitionTarget,
): ChangeRecord | undefined {
  let isr = target.isr ?? partition.isr;
  const elected = electLeader(partition, isr, target);
  const change: {
    isr?: readonly number[];
    leader?: number;
    leaderRecoveryState?: number;
  } = {};
  if (elected.unclean) {
    isr = [elected.leader];
    if (partition.leaderRecoveryState === 0) change.leaderRecoveryState = 1;
  } else if (
    target.leaderRecoveryState !== undefined &&
    target.leaderRecoveryState !== partition.leaderRecoveryState
  ) {
    change.leaderRecoveryState = target.leaderRecoveryState;
  }
  if (elected.leader !== partition.leader) change.leader = elected.leader;
  if (isr.length > 0 && !sameMembers(isr, partition.isr)) change.isr = isr;
  if (Object.keys(change).length === 0) return undefined;
  return {
    type: 'PartitionChangeRecord',
    topicId,
    partitionId: partition.partition,
    leader: NO_LEADER_CHANGE,
    ...change,
  };
}

function electLeader(
  partition: PartitionImage,
  isr: readonly number[],
  { election = 'any', mayLead }: PartitionTarget,
): { readonly leader: number; readonly unclean: boolean } {
  const clean = (id: number) => isr.includes(id) && mayLead(id);
  if (election === 'preferred') {
    const preferred = partition.replicas[0];
    if (clean(preferred)) return { leader: preferred, unclean: false };
  }
  if (partition.leader >= 0 && clean(partition.leader)) return { leader: partition.leader, unclean: false };
  const successor = partition.replicas.find(clean);
  if (successor !== undefined) return { leader: successor, unclean: false };
  const survivor = election === 'unclean' ? partition.replicas.find(mayLead) : undefined;
  return survivor === undefined ? { leader: -1, unclean: false } : { leader: survivor, unclean: true };
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

import type { PartitionImage } from '../metadata/index.ts';

/** Replicas of a partition that is being moved: those that come and those that go are among `replicas` until the end. */
export interface Reassignment {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export function isReassigning({ addingReplicas, removingReplicas }: PartitionImage): boolean {
  return addingReplicas.length > 0 || removingReplicas.length > 0;
}

/** The replicas without those that a reassignment under way adds: where a cancellation goes back to. */
export function originalReplicas({ replicas, addingReplicas }: PartitionImage): readonly number[] {
  return replicas.filter((id) => !addingReplicas.includes(id));
}

/**
 * The first step of a move to `target`: everybody who comes or stays, in the order asked for, then who goes
 * (PartitionReassignmentReplicas). A move that replaces another one counts from the replicas before both.
 */
export function planReassignment(partition: PartitionImage, target: readonly number[]): Reassignment {
  const original = originalReplicas(partition);
  const ascending = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
  const removing = ascending(partition.replicas.filter((id) => !target.includes(id)));
  const adding = ascending(target.filter((id) => !original.includes(id)));
  return { replicas: [...target, ...removing], adding, removing };
}

/**
 * Replicas and ISR at the end of a move, undefined while it must go on: until all that come are in sync, and, where
 * the replication factor falls, all that stay as well, so that the ISR does not shrink more than it must.
 */
export function completedReassignment(
  { replicas, adding, removing }: Reassignment,
  isr: readonly number[],
): { readonly replicas: readonly number[]; readonly isr: readonly number[] } | undefined {
  if (adding.length === 0 && removing.length === 0) return undefined;
  const stays = (id: number) => !removing.includes(id);
  const finalReplicas = replicas.filter(stays);
  const finalIsr = isr.filter(stays);
  if (finalReplicas.length === 0 || finalIsr.length === 0) return undefined;
  if (!adding.every((id) => finalIsr.includes(id))) return undefined;
  if (adding.length < removing.length && !finalReplicas.every((id) => finalIsr.includes(id)))
    return undefined;
  return { replicas: finalReplicas, isr: finalIsr };
}

/**
 * Replicas and ISR after a cancellation (PartitionReassignmentRevert). When only replicas that came are in sync, the
 * first of the others has to stand in: that loses records, and needs unclean elections to be allowed.
 */
export function revertedReassignment(partition: PartitionImage): {
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly unclean: boolean;
} {
  const replicas = originalReplicas(partition);
  const isr = partition.isr.filter((id) => !partition.addingReplicas.includes(id));
  return isr.length > 0
    ? { replicas, isr, unclean: false }
    : { replicas, isr: replicas.slice(0, 1), unclean: true };
}

import type { PartitionImage } from '../metadata/index.ts';
import { defaultDirectory, isActive } from './partitions.ts';
import type { ControllerState } from './types.ts';

/**
 * A partition as it begins: those of its replicas that can take part are in sync, the first of them leads. A broker
 * with one log dir puts it there; one with more says later where it went (AssignReplicasToDirs, KIP-858).
 */
export function newPartition(
  state: ControllerState,
  partition: number,
  replicas: readonly number[],
): PartitionImage {
  const isr = replicas.filter((id) => isActive(state, id));
  return {
    partition,
    replicas,
    isr: isr.length > 0 ? isr : [...replicas],
    removingReplicas: [],
    addingReplicas: [],
    leader: isr[0] ?? -1,
    leaderRecoveryState: 0,
    leaderEpoch: 0,
    partitionEpoch: 0,
    directories: replicas.map((id) => defaultDirectory(state, id)),
    elr: [],
    lastKnownElr: [],
  };
}

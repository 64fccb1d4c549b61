import { ErrorCode } from '../protocol/index.ts';
import { isActive, isCordoned } from './partitions.ts';
import type { ControllerState, Refusal } from './types.ts';

/**
 * Checks replicas that somebody chose: known brokers, none twice, as many for each partition, at least one of them
 * able to lead.
 *
 * @param firstPartition number of the first one, for the messages
 * @param replicationFactor what the topic already has; undefined for a new one
 */
export function manualAssignment(
  state: ControllerState,
  assignments: readonly (readonly number[])[],
  firstPartition: number,
  replicationFactor = assignments[0]?.length,
): readonly (readonly number[])[] | Refusal {
  for (const [index, replicas] of assignments.entries()) {
    const complaint = complaintAbout(state, replicas, replicationFactor);
    if (complaint !== undefined) {
      const partition = firstPartition + index;
      return {
        errorCode: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        message: `The replicas [${replicas.join(', ')}] assigned to partition ${partition} ${complaint}.`,
      };
    }
  }
  return assignments;
}

function complaintAbout(
  state: ControllerState,
  replicas: readonly number[],
  replicationFactor: number,
): string | undefined {
  const complaint = complaintAboutReplicas(state, replicas);
  if (complaint !== undefined) return complaint;
  if (replicas.length !== replicationFactor)
    return `are not ${replicationFactor}, as those of the other partitions are`;
  return replicas.some((id) => isActive(state, id)) ? undefined : 'are all fenced or about to stop';
}

/** What is wrong with replicas that somebody chose, whether for a new partition or for one that is to move. */
export function complaintAboutReplicas(
  { metadata }: ControllerState,
  replicas: readonly number[],
): string | undefined {
  if (replicas.length === 0) return 'are none at all';
  if (new Set(replicas).size < replicas.length) return 'name a broker twice';
  for (const id of replicas) {
    const broker = metadata.brokers.get(id);
    if (broker === undefined) return `name broker ${id}, which is not registered`;
    if (isCordoned(broker)) return `name broker ${id}, whose log dirs take no new replicas`;
  }
  return undefined;
}

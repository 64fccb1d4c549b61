import { type ReplicaKey, sameReplica } from './types.ts';
import type { Role } from './role.ts';

/**
 * Whether a replica in this role gives its vote in the current epoch. Pre-votes bind nobody and change nothing:
 * they say that a real request would have a chance (KIP-996; EpochState.canGrantVote in Kafka).
 */
export function grantsVote(
  role: Role,
  voted: ReplicaKey | null,
  request: {
    readonly candidate: ReplicaKey;
    readonly preVote: boolean;
    /** The candidate's log is at least as long as ours: it holds everything committed. */
    readonly logIsUpToDate: boolean;
  },
): boolean {
  const { candidate, preVote, logIsUpToDate } = request;
  if (role.name === 'leader') return false;
  if (preVote) return logIsUpToDate && !(role.name === 'follower' && role.hasFetched);
  switch (role.name) {
    case 'candidate':
    case 'resigned':
    case 'follower':
      return false;
    case 'unattached':
    case 'prospective':
      if (voted !== null) return sameReplica(voted, candidate);
      return role.leaderId < 0 && logIsUpToDate;
  }
}

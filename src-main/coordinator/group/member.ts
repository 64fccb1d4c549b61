import type { Protocol, RequestToken, StoredMember } from './types.ts';

/** One member of a classic group, soft state: it lives in the coordinator's memory until the group is stored. */
export interface Member {
  memberId: string;
  readonly instanceId: string | null;
  clientId: string;
  clientHost: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly Protocol[];
  assignment: Buffer;
  /** A JoinGroup that waits for the rebalance to complete. */
  awaitingJoin: RequestToken | undefined;
  /** A SyncGroup that waits for the leader's assignment. */
  awaitingSync: RequestToken | undefined;
  /** Joined for the first time and not yet answered: a session cannot be expected of it (KIP-394 brokers before). */
  isNew: boolean;
  /** Monotonic time when the member counts as gone; moved by every sign of life. */
  sessionDeadlineMs: number;
}

/** How long a member that never got an answer may wait for its first rebalance (GroupCoordinator). */
export const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60_000;

export function subscriptionFor(member: Member, protocol: string | null): Buffer {
  return member.protocols.find(({ name }) => name === protocol)?.metadata ?? Buffer.alloc(0);
}

/** Whether a rejoin brings anything new: same protocols, same order, same bytes. */
export function sameProtocols(member: Member, protocols: readonly Protocol[]): boolean {
  return (
    member.protocols.length === protocols.length &&
    member.protocols.every(
      ({ name, metadata }, index) =>
        name === protocols[index].name && metadata.equals(protocols[index].metadata),
    )
  );
}

export function toStoredMember(member: Member, protocol: string | null, assignment: Buffer): StoredMember {
  return {
    memberId: member.memberId,
    instanceId: member.instanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs,
    sessionTimeoutMs: member.sessionTimeoutMs,
    subscription: subscriptionFor(member, protocol),
    assignment,
  };
}

/** A member read back from the log: it has one session from now to show itself. */
export function fromStoredMember(stored: StoredMember, protocol: string | null, nowMs: number): Member {
  return {
    memberId: stored.memberId,
    instanceId: stored.instanceId,
    clientId: stored.clientId,
    clientHost: stored.clientHost,
    rebalanceTimeoutMs: stored.rebalanceTimeoutMs,
    sessionTimeoutMs: stored.sessionTimeoutMs,
    protocols: protocol === null ? [] : [{ name: protocol, metadata: stored.subscription }],
    assignment: stored.assignment,
    awaitingJoin: undefined,
    awaitingSync: undefined,
    isNew: false,
    sessionDeadlineMs: nowMs + stored.sessionTimeoutMs,
  };
}

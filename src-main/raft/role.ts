import type { Ballot } from './ballot.ts';
import type { Leadership } from './leadership.ts';
import type { FetchRequest } from './messages.ts';

/**
 * The fetch under way, what it brought being stored, or when the next may leave. Only the answer to that very request
 * counts: an older one speaks of a log that may have been cut since.
 */
export type FetchState = { readonly request: FetchRequest } | 'storing' | { readonly retryAtMs: number };

/** What a replica is, with what it must remember only while it is that. */
export type Role =
  /** Knows of no leader that it could fetch from. A voter waits for one until the deadline, then seeks election. */
  | { readonly name: 'unattached'; readonly leaderId: number; deadlineMs: number; fetch: FetchState }
  /** Asks whether it would be elected, before it raises the epoch (KIP-996). */
  | { readonly name: 'prospective'; readonly leaderId: number; readonly ballot: Ballot; deadlineMs: number }
  | { readonly name: 'candidate'; readonly ballot: Ballot; deadlineMs: number }
  | { readonly name: 'leader'; readonly leadership: Leadership }
  | {
      readonly name: 'follower';
      readonly leaderId: number;
      /** Without a good fetch until then a voter seeks election and an observer another leader. */
      deadlineMs: number;
      /** The leader answered lately: there is no reason for another one. */
      hasFetched: boolean;
      fetch: FetchState;
      /** Of the answer that is being stored. */
      leaderHighWatermark?: number;
      /** When to compare next what the log says of this replica with what it is. */
      voterSetAtMs: number;
    }
  /** Led this epoch and does no more. */
  | { readonly name: 'resigned'; readonly deadlineMs: number };

/** -1: none known. */
export function roleLeaderId(role: Role, selfId: number): number {
  switch (role.name) {
    case 'leader':
    case 'resigned':
      return selfId;
    case 'candidate':
      return -1;
    default:
      return role.leaderId;
  }
}

/** When time alone will change something. */
export function wakeOf(role: Role, mayStand: boolean, checkQuorumMs: number): number {
  switch (role.name) {
    case 'unattached':
      return mayStand ? role.deadlineMs : fetchAt(role.fetch);
    case 'follower':
      return Math.min(role.deadlineMs, role.voterSetAtMs, fetchAt(role.fetch));
    case 'prospective':
    case 'candidate':
      // A lost ballot asks nobody any more; it only waits out its time.
      if (role.ballot.isLost) return role.deadlineMs;
      return Math.min(role.deadlineMs, ...role.ballot.retryAtMs.values());
    case 'resigned':
      return role.deadlineMs;
    case 'leader': {
      const { leadership } = role;
      let wakeAtMs = Math.min(leadership.announceAtMs, leadership.checkQuorumDeadlineMs(checkQuorumMs));
      for (const { deadlineMs } of leadership.parked) wakeAtMs = Math.min(wakeAtMs, deadlineMs);
      return Math.min(wakeAtMs, leadership.voterChange?.deadlineMs ?? Infinity);
    }
  }
}

/** When the next fetch may leave; Infinity while one is under way. */
export function fetchAt(fetch: FetchState): number {
  return fetch !== 'storing' && 'retryAtMs' in fetch ? fetch.retryAtMs : Infinity;
}

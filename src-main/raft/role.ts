import type { Ballot } from './ballot.ts';
import type { Leadership } from './leadership.ts';

/** Whether a fetch is under way (or its records are being stored), else when the next may leave. */
export type FetchState = 'in-flight' | { readonly retryAtMs: number };

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
      /** Of the answer whose records are being stored. */
      leaderHighWatermark?: number;
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
export function wakeOf(role: Role, isVoter: boolean, checkQuorumMs: number): number {
  switch (role.name) {
    case 'unattached':
      return isVoter ? role.deadlineMs : fetchAt(role.fetch);
    case 'follower':
      return Math.min(role.deadlineMs, fetchAt(role.fetch));
    case 'prospective':
    case 'candidate':
      return Math.min(role.deadlineMs, ...role.ballot.retryAtMs.values());
    case 'resigned':
      return role.deadlineMs;
    case 'leader': {
      const { leadership } = role;
      let wakeAtMs = Math.min(leadership.announceAtMs, leadership.checkQuorumDeadlineMs(checkQuorumMs));
      for (const { deadlineMs } of leadership.parked) wakeAtMs = Math.min(wakeAtMs, deadlineMs);
      return wakeAtMs;
    }
  }
}

function fetchAt(fetch: FetchState): number {
  return fetch === 'in-flight' ? Infinity : fetch.retryAtMs;
}

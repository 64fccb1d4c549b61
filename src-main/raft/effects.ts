/** What the core is told, and what it wants done. */
import type { OwnRequest, PeerResponse, RaftRequest, RaftResponse } from './messages.ts';
import type { QuorumState, ReplicaKey, SnapshotId, Voter } from './types.ts';

export type RaftInput =
  /** The first input: the log is open. */
  | { readonly kind: 'start' }
  /** `wakeAtMs` has come. */
  | { readonly kind: 'wake' }
  /** `token` comes back with the answer. */
  | { readonly kind: 'request'; readonly token: number; readonly request: RaftRequest }
  /** `hasRecords`: a fetch brought some, which the driver keeps until it is told to append them. */
  | {
      readonly kind: 'response';
      readonly from: number;
      readonly request: OwnRequest;
      readonly response: PeerResponse;
      readonly hasRecords: boolean;
    }
  /** A request got no answer: refused, closed, timed out. */
  | { readonly kind: 'no-response'; readonly from: number; readonly request: OwnRequest }
  /** The log grew: by the leader's own records, or by those of a fetch (then they are on disk already). */
  | { readonly kind: 'appended' }
  /** Everything before this offset would survive a power loss. */
  | { readonly kind: 'flushed'; readonly endOffset: number }
  /** A piece of the snapshot asked for has come: the leader is alive. */
  | { readonly kind: 'snapshot-progress' }
  /** The snapshot asked for has replaced the log. */
  | { readonly kind: 'snapshot-installed'; readonly id: SnapshotId }
  | { readonly kind: 'snapshot-failed' }
  /** A replica was served a piece of a snapshot, which is a sign of life as good as a fetch. */
  | { readonly kind: 'snapshot-served'; readonly replica: ReplicaKey }
  /** The node stops: a leader hands over. */
  | { readonly kind: 'resign' }
  /** The process of this replica has ended for certain: nobody need wait for it. */
  | { readonly kind: 'peer-gone'; readonly id: number };

export type RoleName =
  'unattached' | 'prospective' | 'candidate' | 'leader' | 'follower' | 'resigned' | 'observer';

/** Control records that a leader appends. */
export type ControlAppend =
  /** Opens an epoch. `votersRecord`: kraft.version and the voters come with it, since the log lacks or belies them. */
  | {
      readonly kind: 'leader-change';
      readonly epoch: number;
      readonly leaderId: number;
      readonly voters: readonly ReplicaKey[];
      readonly grantingVoters: readonly ReplicaKey[];
      readonly votersRecord: readonly Voter[] | null;
    }
  | { readonly kind: 'voters'; readonly voters: readonly Voter[] };

/** What the driver must do, in the order of the fields: nothing may be sent before it is persisted. */
export interface RaftEffects {
  persist: QuorumState | undefined;
  truncateTo: number | undefined;
  /** `fetched`: append what the response brought. */
  append: { readonly kind: 'fetched' } | ControlAppend | undefined;
  send: { readonly to: number; readonly request: OwnRequest }[];
  respond: { readonly token: number; readonly response: RaftResponse }[];
  /** Download this snapshot from the leader with FetchSnapshot and put it in place of the log. */
  installSnapshot: { readonly from: number; readonly id: SnapshotId } | undefined;
  /** The new high watermark. */
  commitTo: number | undefined;
  /** Set when role, leader or epoch changed. */
  role: { readonly name: RoleName; readonly leaderId: number; readonly epoch: number } | undefined;
  /** Infinity: nothing to wait for. */
  wakeAtMs: number;
}

export function newEffects(): RaftEffects {
  return {
    persist: undefined,
    truncateTo: undefined,
    append: undefined,
    send: [],
    respond: [],
    installSnapshot: undefined,
    commitTo: undefined,
    role: undefined,
    wakeAtMs: Infinity,
  };
}

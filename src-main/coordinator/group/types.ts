import type { Uuid } from '../../base/index.ts';
import type { Effects } from '../runtime/index.ts';

export type { RequestToken } from '../runtime/index.ts';

/** What the coordinator must remember: the records of `__consumer_offsets`, in our terms. Null deletes (a tombstone). */
export type GroupRecord =
  | { type: 'offset'; groupId: string; topic: string; partition: number; value: CommittedOffset | null }
  | { type: 'group'; groupId: string; value: StoredGroup | null };

export interface CommittedOffset {
  readonly offset: number;
  /** -1: unknown. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  /** -1: by the broker's retention. Only old clients (OffsetCommit v2-4) set it. */
  readonly expireTimestampMs: number;
  readonly topicId: Uuid;
}

/** A topic of which there may be another one by the same name, before it or after it. */
export interface NamedTopic {
  readonly name: string;
  readonly id: Uuid;
}

/** A classic group as it is stored when its leader has handed in an assignment (GroupMetadataValue). */
export interface StoredGroup {
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly stateTimestampMs: number;
  readonly members: readonly StoredMember[];
}

export interface StoredMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly subscription: Buffer;
  readonly assignment: Buffer;
}

/** An assignment that was handed in: becomes the group's when its record is committed, or is refused. */
export interface PendingAssignment {
  readonly groupId: string;
  readonly generation: number;
}

/** A step of the group core: its follow-ups are assignments on their way to the log. */
export type GroupEffects = Effects<GroupRecord, PendingAssignment>;

/** Bounds and delays, from the broker's configuration. */
export interface GroupConfig {
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  readonly initialRebalanceDelayMs: number;
  readonly maxGroupSize: number;
  readonly offsetMetadataMaxBytes: number;
  readonly offsetsRetentionMs: number;
  readonly offsetsRetentionCheckIntervalMs: number;
}

export interface Protocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly protocolType: string;
  readonly protocols: readonly Protocol[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly clientId: string;
  readonly clientHost: string;
  /** JoinGroup v4 and later: a new dynamic member first learns its id (KIP-394). */
  readonly requiresKnownMemberId: boolean;
  /** JoinGroup v9 and later: a returning static leader may be told to skip the assignment (KIP-814). */
  readonly supportsSkippingAssignment: boolean;
}

export interface JoinAnswer {
  readonly errorCode: number;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  readonly members: readonly { memberId: string; groupInstanceId: string | null; metadata: Buffer }[];
}

export interface SyncRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly instanceId: string | null;
  /** Null before SyncGroup v5. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { memberId: string; assignment: Buffer }[];
}

export interface SyncAnswer {
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

export interface MemberIdentity {
  readonly memberId: string;
  readonly instanceId: string | null;
}

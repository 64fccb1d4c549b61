/** Committed offsets of a group: checks, and what may be thrown away (OffsetMetadataManager). */
import { type Uuid, ZERO_UUID } from '../../base/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { type ClassicGroup, offsetKey } from './classic-group.ts';
import { checkIdentity } from './join.ts';
import type { CommittedOffset, GroupConfig, GroupRecord, MemberIdentity } from './types.ts';

/** Whether the sender of an OffsetCommit may commit in this group's name. Generation -1: a client without membership. */
export function checkCommit(
  group: ClassicGroup | undefined,
  generationId: number,
  identity: MemberIdentity,
): number {
  if (group === undefined) return generationId < 0 ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  if (generationId < 0 && group.state === 'Empty') return ErrorCode.NONE; // Admin tools, and consumers that assign by hand.
  if (generationId >= 0 || identity.memberId !== '' || identity.instanceId !== null) {
    const refusal = checkIdentity(group, identity);
    if (refusal !== ErrorCode.NONE) return refusal;
    if (generationId !== group.generation) return ErrorCode.ILLEGAL_GENERATION;
    if (group.state === 'CompletingRebalance') return ErrorCode.REBALANCE_IN_PROGRESS;
    return group.state === 'Empty' ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE;
  }
  return ErrorCode.UNKNOWN_MEMBER_ID;
}

/**
 * Offsets that have outlived their time. Those of a group with members stay while it may still consume the topic; others
 * go `offsets.retention.minutes` after the group became empty, or after their commit for clients without membership.
 */
export function expiredOffsets(
  group: ClassicGroup,
  nowWallMs: number,
  config: GroupConfig,
  isSubscribed: (topic: string) => boolean,
): GroupRecord[] {
  const expired: GroupRecord[] = [];
  const managed = group.protocolType !== null;
  for (const { topic, partition, ...offset } of group.offsets.values()) {
    if (hasExpired(group, offset, nowWallMs, config, managed, () => isSubscribed(topic))) {
      expired.push({ type: 'offset', groupId: group.groupId, topic, partition, value: null });
    }
  }
  return expired;
}

function hasExpired(
  group: ClassicGroup,
  offset: CommittedOffset,
  nowWallMs: number,
  config: GroupConfig,
  managed: boolean,
  isSubscribed: () => boolean,
): boolean {
  if (managed && group.state !== 'Empty') {
    if (group.protocolType !== 'consumer' || group.state !== 'Stable' || isSubscribed()) return false;
    return nowWallMs - offset.commitTimestampMs >= config.offsetsRetentionMs;
  }
  if (offset.expireTimestampMs >= 0) return nowWallMs >= offset.expireTimestampMs;
  const since = managed
    ? Math.max(group.stateTimestampMs, offset.commitTimestampMs)
    : offset.commitTimestampMs;
  return nowWallMs - since >= config.offsetsRetentionMs;
}

/** Whether an offset was committed for the topic of that id. Old commits and old requests do not say. */
export function mayBeOf(committedFor: Uuid, topicId: Uuid): boolean {
  return committedFor === ZERO_UUID || topicId === ZERO_UUID || committedFor === topicId;
}

/** Puts an offset record into the group, or takes it out. */
export function replayOffset(group: ClassicGroup, record: Extract<GroupRecord, { type: 'offset' }>): void {
  const key = offsetKey(record.topic, record.partition);
  if (record.value === null) group.offsets.delete(key);
  else group.offsets.set(key, { ...record.value, topic: record.topic, partition: record.partition });
}

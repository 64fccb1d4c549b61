/** The core's records ↔ those of `__consumer_offsets`. A record of another kind of group is left alone. */
import { ZERO_UUID } from '../../base/index.ts';
import { buildBatch } from '../../wire/index.ts';
import {
  decodeGroupRecord as decodeStored,
  encodeGroupRecord,
  type GroupRecordInput,
} from '../records/index.ts';
import type { CommittedOffset, GroupRecord, StoredGroup } from './types.ts';

/** OffsetCommitValue v1 is the only one with a time to expire at: written for old clients that set one. */
const EXPIRING_OFFSET_VERSION = 1;

function toStoredOffset(record: Extract<GroupRecord, { type: 'offset' }>): GroupRecordInput {
  const { groupId, topic, partition, value } = record;
  return {
    type: 'OffsetCommit',
    key: { group: groupId, topic, partition },
    version: value !== null && value.expireTimestampMs >= 0 ? EXPIRING_OFFSET_VERSION : undefined,
    value: value && {
      offset: value.offset,
      leaderEpoch: value.leaderEpoch,
      metadata: value.metadata,
      commitTimestamp: value.commitTimestampMs,
      expireTimestamp: value.expireTimestampMs,
      topicId: value.topicId,
    },
  };
}

function toStoredGroup({ groupId, value }: Extract<GroupRecord, { type: 'group' }>): GroupRecordInput {
  return {
    type: 'GroupMetadata',
    key: { group: groupId },
    value: value && {
      protocolType: value.protocolType,
      generation: value.generation,
      protocol: value.protocol,
      leader: value.leader,
      currentStateTimestamp: value.stateTimestampMs,
      members: value.members.map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.instanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        rebalanceTimeout: member.rebalanceTimeoutMs,
        sessionTimeout: member.sessionTimeoutMs,
        subscription: member.subscription,
        assignment: member.assignment,
      })),
    },
  };
}

/** One batch that the log numbers. */
export function encodeGroupRecords(records: readonly GroupRecord[], nowWallMs: number): Buffer {
  const encoded = records.map((record) =>
    encodeGroupRecord(record.type === 'offset' ? toStoredOffset(record) : toStoredGroup(record)),
  );
  return buildBatch(encoded, { timestamp: nowWallMs });
}

/** Undefined for records of other kinds of groups. Throws MalformedError for bytes that are not what their type says. */
export function decodeGroupRecord(key: Buffer | null, value: Buffer | null): GroupRecord | undefined {
  const stored = key === null ? undefined : decodeStored(key, value);
  switch (stored?.type) {
    case 'LegacyOffsetCommit':
    case 'OffsetCommit': {
      const { group, topic, partition } = stored.key;
      const offset =
        stored.value &&
        fromStoredOffset({ leaderEpoch: -1, expireTimestamp: -1, topicId: ZERO_UUID, ...stored.value });
      return { type: 'offset', groupId: group, topic, partition, value: offset };
    }
    case 'GroupMetadata':
      return {
        type: 'group',
        groupId: stored.key.group,
        value: stored.value && fromStoredGroup(stored.value),
      };
    default:
      return undefined;
  }
}

type Stored<T extends string> = NonNullable<
  Extract<NonNullable<ReturnType<typeof decodeStored>>, { type: T }>['value']
>;

function fromStoredOffset(stored: Stored<'OffsetCommit'>): CommittedOffset {
  return {
    offset: stored.offset,
    leaderEpoch: stored.leaderEpoch,
    metadata: stored.metadata,
    commitTimestampMs: Number(stored.commitTimestamp),
    expireTimestampMs: Number(stored.expireTimestamp),
    topicId: stored.topicId,
  };
}

function fromStoredGroup(stored: Stored<'GroupMetadata'>): StoredGroup {
  return {
    protocolType: stored.protocolType,
    generation: stored.generation,
    protocol: stored.protocol,
    leader: stored.leader,
    stateTimestampMs: stored.currentStateTimestamp,
    members: stored.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      // Before v1 there was one timeout for both.
      rebalanceTimeoutMs: member.rebalanceTimeout >= 0 ? member.rebalanceTimeout : member.sessionTimeout,
      sessionTimeoutMs: member.sessionTimeout,
      subscription: member.subscription,
      assignment: member.assignment,
    })),
  };
}

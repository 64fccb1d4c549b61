/** `__consumer_offsets`: committed offsets and classic groups. */
import { array, bytes, int32, int64, message, nullable, string, uuid, wideInt64 } from '../../wire/index.ts';

/** Type 0, of Kafka 0.8: read like OffsetCommit, never written. */
export const LegacyOffsetCommitKey = message('LegacyOffsetCommitKey', { versions: [0, 0] }, () => ({
  group: string(),
  topic: string(),
  partition: int32(),
}));

export const LegacyOffsetCommitValue = message('LegacyOffsetCommitValue', { versions: [0, 0] }, () => ({
  offset: int64(),
  metadata: string(),
  commitTimestamp: wideInt64(),
}));

export const OffsetCommitKey = message('OffsetCommitKey', { versions: [0, 0] }, () => ({
  group: string(),
  topic: string(),
  partition: int32(),
}));

/** v1 has a time to expire at, which clients up to OffsetCommit v4 may set; v4 the topic id. */
export const OffsetCommitValue = message('OffsetCommitValue', { versions: [0, 4], flexibleSince: 4 }, () => ({
  offset: int64(),
  leaderEpoch: int32({ since: 3, default: -1 }),
  metadata: string(),
  commitTimestamp: wideInt64(),
  expireTimestamp: wideInt64({ since: 1, until: 1, default: -1 }),
  topicId: uuid({ since: 4, tag: 0 }),
}));

export const GroupMetadataKey = message('GroupMetadataKey', { versions: [0, 0] }, () => ({
  group: string(),
}));

/** A whole classic group, written after each rebalance. */
export const GroupMetadataValue = message(
  'GroupMetadataValue',
  { versions: [0, 4], flexibleSince: 4 },
  () => ({
    protocolType: string(),
    generation: int32(),
    protocol: nullable(string),
    leader: nullable(string),
    currentStateTimestamp: int64({ since: 2, default: -1 }),
    members: array({
      memberId: string(),
      groupInstanceId: nullable(string, { since: 3, default: null }),
      clientId: string(),
      clientHost: string(),
      rebalanceTimeout: int32({ since: 1, default: -1 }),
      sessionTimeout: int32(),
      subscription: bytes(),
      assignment: bytes(),
    }),
  }),
);

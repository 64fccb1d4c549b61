/** Metadata records about topics and partitions. */
import { array, int32, int8, message, nullableArray, string, uuid } from '../../wire/index.ts';

export const TopicRecord = message('TopicRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  name: string(),
  topicId: uuid(),
}));

/** Removes the topic with all its partitions and configs. */
export const RemoveTopicRecord = message('RemoveTopicRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  topicId: uuid(),
}));

/** A whole partition: written when it is created, and in snapshots. */
export const PartitionRecord = message('PartitionRecord', { versions: [0, 2], flexibleSince: 0 }, () => ({
  partitionId: int32({ default: -1 }),
  topicId: uuid(),
  replicas: array(int32()),
  isr: array(int32()),
  removingReplicas: array(int32()),
  addingReplicas: array(int32()),
  leader: int32({ default: -1 }),
  leaderRecoveryState: int8({
    tag: 0,
    default: 0,
    note: '0 recovered, 1 recovering after an unclean election.',
  }),
  leaderEpoch: int32({ default: -1 }),
  partitionEpoch: int32({ default: -1 }),
  directories: array(uuid(), { since: 1 }),
  eligibleLeaderReplicas: nullableArray(int32(), { since: 2, tag: 1, default: null }),
  lastKnownElr: nullableArray(int32(), { since: 2, tag: 2, default: null }),
}));

/** What changed in a partition. The partition epoch rises by one with each; the leader epoch with a new leader. */
export const PartitionChangeRecord = message(
  'PartitionChangeRecord',
  { versions: [0, 2], flexibleSince: 0 },
  () => ({
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    isr: nullableArray(int32(), { tag: 0, default: null, note: 'Null: unchanged; so with the lists below.' }),
    leader: int32({ tag: 1, default: -2, note: '-2 unchanged, -1 none.' }),
    replicas: nullableArray(int32(), { tag: 2, default: null }),
    removingReplicas: nullableArray(int32(), { tag: 3, default: null }),
    addingReplicas: nullableArray(int32(), { tag: 4, default: null }),
    leaderRecoveryState: int8({
      tag: 5,
      default: -1,
      note: '-1 unchanged, 0 recovered, 1 recovering after an unclean election.',
    }),
    directories: nullableArray(uuid(), { since: 1, tag: 8, default: null }),
    eligibleLeaderReplicas: nullableArray(int32(), { since: 2, tag: 6, default: null }),
    lastKnownElr: nullableArray(int32(), { since: 2, tag: 7, default: null }),
  }),
);

/** Forgets eligible leader replicas, since min.insync.replicas changed. */
export const ClearElrRecord = message('ClearElrRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  topicName: string({ note: 'Empty: all topics.' }),
}));

/** `__share_group_state`: how far share groups are in their partitions (KIP-932). */
import { array, int16, int32, int64, int8, message, string, uuid } from '../../wire/index.ts';

export const ShareSnapshotKey = message('ShareSnapshotKey', { versions: [0, 0] }, () => ({
  groupId: string(),
  topicId: uuid(),
  partition: int32(),
}));

/** The whole state of a share partition. */
export const ShareSnapshotValue = message(
  'ShareSnapshotValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    snapshotEpoch: int32(),
    stateEpoch: int32(),
    leaderEpoch: int32(),
    startOffset: int64(),
    deliveryCompleteCount: int32({ tag: 0, default: -1 }),
    createTimestamp: int64(),
    writeTimestamp: int64(),
    stateBatches: array({
      firstOffset: int64(),
      lastOffset: int64(),
      deliveryState: int8(),
      deliveryCount: int16(),
    }),
  }),
);

export const ShareUpdateKey = message('ShareUpdateKey', { versions: [0, 0] }, () => ({
  groupId: string(),
  topicId: uuid(),
  partition: int32(),
}));

/** What changed since the snapshot of the same epoch. */
export const ShareUpdateValue = message('ShareUpdateValue', { versions: [0, 0], flexibleSince: 0 }, () => ({
  snapshotEpoch: int32(),
  leaderEpoch: int32(),
  startOffset: int64(),
  deliveryCompleteCount: int32({ tag: 0, default: -1 }),
  stateBatches: array({
    firstOffset: int64(),
    lastOffset: int64(),
    deliveryState: int8(),
    deliveryCount: int16(),
  }),
}));

/** `__consumer_offsets`: share groups (KIP-932). */
import { array, int32, int64, int8, message, nullable, string, uuid, wideInt64 } from '../../wire/index.ts';

export const ShareGroupMemberMetadataKey = message(
  'ShareGroupMemberMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

export const ShareGroupMemberMetadataValue = message(
  'ShareGroupMemberMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    rackId: nullable(string),
    clientId: string(),
    clientHost: string(),
    subscribedTopicNames: array(string()),
  }),
);

export const ShareGroupMetadataKey = message('ShareGroupMetadataKey', { versions: [0, 0] }, () => ({
  groupId: string(),
}));

export const ShareGroupMetadataValue = message(
  'ShareGroupMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    epoch: int32(),
    metadataHash: wideInt64(),
  }),
);

export const ShareGroupTargetAssignmentMetadataKey = message(
  'ShareGroupTargetAssignmentMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
  }),
);

export const ShareGroupTargetAssignmentMetadataValue = message(
  'ShareGroupTargetAssignmentMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0, default: 0 }),
  }),
);

export const ShareGroupTargetAssignmentMemberKey = message(
  'ShareGroupTargetAssignmentMemberKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

export const ShareGroupTargetAssignmentMemberValue = message(
  'ShareGroupTargetAssignmentMemberValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    topicPartitions: array({
      topicId: uuid(),
      partitions: array(int32()),
    }),
  }),
);

export const ShareGroupCurrentMemberAssignmentKey = message(
  'ShareGroupCurrentMemberAssignmentKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

export const ShareGroupCurrentMemberAssignmentValue = message(
  'ShareGroupCurrentMemberAssignmentValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    assignedPartitions: array({
      topicId: uuid(),
      partitions: array(int32()),
    }),
  }),
);

export const ShareGroupStatePartitionMetadataKey = message(
  'ShareGroupStatePartitionMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
  }),
);

const topicPartitionsInfo = () => ({
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
});
/** Which share partitions have state at the share coordinator, or are about to get or lose it. */
export const ShareGroupStatePartitionMetadataValue = message(
  'ShareGroupStatePartitionMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    initializingTopics: array(topicPartitionsInfo()),
    initializedTopics: array(topicPartitionsInfo()),
    deletingTopics: array({
      topicId: uuid(),
      topicName: string(),
    }),
  }),
);

/** `__consumer_offsets`: groups of the consumer protocol (KIP-848). */
import {
  array,
  bytes,
  int32,
  int64,
  int8,
  message,
  nullable,
  nullableArray,
  nullableStruct,
  string,
  uuid,
  wideInt64,
} from '../../wire/index.ts';

export const ConsumerGroupMetadataKey = message('ConsumerGroupMetadataKey', { versions: [0, 0] }, () => ({
  groupId: string(),
}));

/** The group epoch; the hash of its topics tells when to rebalance (before 4.1: the records of type 4). */
export const ConsumerGroupMetadataValue = message(
  'ConsumerGroupMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    epoch: int32(),
    metadataHash: wideInt64({ tag: 0, default: 0 }),
  }),
);

export const ConsumerGroupPartitionMetadataKey = message(
  'ConsumerGroupPartitionMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
  }),
);

/** Type 4: read from older data; since 4.1 only its tombstone is written. */
export const ConsumerGroupPartitionMetadataValue = message(
  'ConsumerGroupPartitionMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    topics: array({
      topicId: uuid(),
      topicName: string(),
      numPartitions: int32(),
      partitionMetadata: array({
        partition: int32(),
        racks: array(string()),
      }),
    }),
  }),
);

export const ConsumerGroupMemberMetadataKey = message(
  'ConsumerGroupMemberMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

export const ConsumerGroupMemberMetadataValue = message(
  'ConsumerGroupMemberMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    instanceId: nullable(string),
    rackId: nullable(string),
    clientId: string(),
    clientHost: string(),
    subscribedTopicNames: array(string()),
    subscribedTopicRegex: nullable(string),
    rebalanceTimeoutMs: int32({ default: -1 }),
    serverAssignor: nullable(string),
    /** Null for a member of the new protocol, which Kafka writes; what is missing is empty, whatever its definition says. */
    classicMemberMetadata: nullableStruct(
      {
        sessionTimeoutMs: int32(),
        supportedProtocols: array({
          name: string(),
          metadata: bytes(),
        }),
      },
      { tag: 0 },
    ),
  }),
);

export const ConsumerGroupTargetAssignmentMetadataKey = message(
  'ConsumerGroupTargetAssignmentMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
  }),
);

export const ConsumerGroupTargetAssignmentMetadataValue = message(
  'ConsumerGroupTargetAssignmentMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0, default: 0 }),
  }),
);

export const ConsumerGroupTargetAssignmentMemberKey = message(
  'ConsumerGroupTargetAssignmentMemberKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

/** What a member shall own. */
export const ConsumerGroupTargetAssignmentMemberValue = message(
  'ConsumerGroupTargetAssignmentMemberValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    topicPartitions: array({
      topicId: uuid(),
      partitions: array(int32()),
    }),
  }),
);

export const ConsumerGroupCurrentMemberAssignmentKey = message(
  'ConsumerGroupCurrentMemberAssignmentKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

const topicPartitions = () => ({
  topicId: uuid(),
  partitions: array(int32()),
  assignmentEpochs: nullableArray(int32(), { tag: 0, default: null }),
});
/** What a member owns now, and what it still has to give back. */
export const ConsumerGroupCurrentMemberAssignmentValue = message(
  'ConsumerGroupCurrentMemberAssignmentValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    assignedPartitions: array(topicPartitions()),
    partitionsPendingRevocation: array(topicPartitions()),
  }),
);

export const ConsumerGroupRegularExpressionKey = message(
  'ConsumerGroupRegularExpressionKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    regularExpression: string(),
  }),
);

/** Topics that a regular expression matched, and when. */
export const ConsumerGroupRegularExpressionValue = message(
  'ConsumerGroupRegularExpressionValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    topics: array(string()),
    version: int64(),
    timestamp: int64(),
  }),
);

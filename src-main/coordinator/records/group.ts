/** The records of `__consumer_offsets` (GroupCoordinatorRecordSerde). */
import { type CoordinatorRecord, type CoordinatorRecordInput, recordCodec, recordKind } from './codec.ts';
import * as consumer from './consumer-group-records.ts';
import * as offset from './offset-records.ts';
import * as share from './share-group-records.ts';
import * as streams from './streams-group-records.ts';

/** By name; the number is the type in the key. Offsets that carry a time to expire at are written in version 1. */
export const groupRecordKinds = {
  LegacyOffsetCommit: recordKind(0, offset.LegacyOffsetCommitKey, offset.LegacyOffsetCommitValue),
  OffsetCommit: recordKind(1, offset.OffsetCommitKey, offset.OffsetCommitValue, 4),
  GroupMetadata: recordKind(2, offset.GroupMetadataKey, offset.GroupMetadataValue, 3),
  ConsumerGroupMetadata: recordKind(
    3,
    consumer.ConsumerGroupMetadataKey,
    consumer.ConsumerGroupMetadataValue,
  ),
  ConsumerGroupPartitionMetadata: recordKind(
    4,
    consumer.ConsumerGroupPartitionMetadataKey,
    consumer.ConsumerGroupPartitionMetadataValue,
  ),
  ConsumerGroupMemberMetadata: recordKind(
    5,
    consumer.ConsumerGroupMemberMetadataKey,
    consumer.ConsumerGroupMemberMetadataValue,
  ),
  ConsumerGroupTargetAssignmentMetadata: recordKind(
    6,
    consumer.ConsumerGroupTargetAssignmentMetadataKey,
    consumer.ConsumerGroupTargetAssignmentMetadataValue,
  ),
  ConsumerGroupTargetAssignmentMember: recordKind(
    7,
    consumer.ConsumerGroupTargetAssignmentMemberKey,
    consumer.ConsumerGroupTargetAssignmentMemberValue,
  ),
  ConsumerGroupCurrentMemberAssignment: recordKind(
    8,
    consumer.ConsumerGroupCurrentMemberAssignmentKey,
    consumer.ConsumerGroupCurrentMemberAssignmentValue,
  ),
  ShareGroupMemberMetadata: recordKind(
    10,
    share.ShareGroupMemberMetadataKey,
    share.ShareGroupMemberMetadataValue,
  ),
  ShareGroupMetadata: recordKind(11, share.ShareGroupMetadataKey, share.ShareGroupMetadataValue),
  ShareGroupTargetAssignmentMetadata: recordKind(
    12,
    share.ShareGroupTargetAssignmentMetadataKey,
    share.ShareGroupTargetAssignmentMetadataValue,
  ),
  ShareGroupTargetAssignmentMember: recordKind(
    13,
    share.ShareGroupTargetAssignmentMemberKey,
    share.ShareGroupTargetAssignmentMemberValue,
  ),
  ShareGroupCurrentMemberAssignment: recordKind(
    14,
    share.ShareGroupCurrentMemberAssignmentKey,
    share.ShareGroupCurrentMemberAssignmentValue,
  ),
  ShareGroupStatePartitionMetadata: recordKind(
    15,
    share.ShareGroupStatePartitionMetadataKey,
    share.ShareGroupStatePartitionMetadataValue,
  ),
  ConsumerGroupRegularExpression: recordKind(
    16,
    consumer.ConsumerGroupRegularExpressionKey,
    consumer.ConsumerGroupRegularExpressionValue,
  ),
  StreamsGroupMetadata: recordKind(17, streams.StreamsGroupMetadataKey, streams.StreamsGroupMetadataValue),
  StreamsGroupMemberMetadata: recordKind(
    19,
    streams.StreamsGroupMemberMetadataKey,
    streams.StreamsGroupMemberMetadataValue,
  ),
  StreamsGroupTargetAssignmentMetadata: recordKind(
    20,
    streams.StreamsGroupTargetAssignmentMetadataKey,
    streams.StreamsGroupTargetAssignmentMetadataValue,
  ),
  StreamsGroupTargetAssignmentMember: recordKind(
    21,
    streams.StreamsGroupTargetAssignmentMemberKey,
    streams.StreamsGroupTargetAssignmentMemberValue,
  ),
  StreamsGroupCurrentMemberAssignment: recordKind(
    22,
    streams.StreamsGroupCurrentMemberAssignmentKey,
    streams.StreamsGroupCurrentMemberAssignmentValue,
  ),
  StreamsGroupTopology: recordKind(23, streams.StreamsGroupTopologyKey, streams.StreamsGroupTopologyValue),
};

export type GroupRecord = CoordinatorRecord<typeof groupRecordKinds>;
export type GroupRecordInput = CoordinatorRecordInput<typeof groupRecordKinds>;

const codec = recordCodec(groupRecordKinds);

/** Key and value of a record of `__consumer_offsets`; a null value is a tombstone. */
export const encodeGroupRecord = codec.encode;
/** Undefined for a type nobody knows. @throws MalformedError when the bytes are no such record. */
export const decodeGroupRecord = codec.decode;

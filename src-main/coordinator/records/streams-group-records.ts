/** `__consumer_offsets`: streams groups (KIP-1071). */
import {
  array,
  int16,
  int32,
  int64,
  int8,
  message,
  nullable,
  nullableArray,
  nullableStruct,
  string,
  uint16,
  wideInt64,
} from '../../wire/index.ts';

export const StreamsGroupMetadataKey = message('StreamsGroupMetadataKey', { versions: [0, 0] }, () => ({
  groupId: string(),
}));

export const StreamsGroupMetadataValue = message(
  'StreamsGroupMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    epoch: int32(),
    metadataHash: wideInt64(),
    validatedTopologyEpoch: int32({ tag: 0, default: -1 }),
    lastAssignmentConfigs: nullableArray(
      {
        key: string(),
        value: string(),
      },
      { tag: 1, default: null },
    ),
  }),
);

export const StreamsGroupMemberMetadataKey = message(
  'StreamsGroupMemberMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

export const StreamsGroupMemberMetadataValue = message(
  'StreamsGroupMemberMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    instanceId: nullable(string),
    rackId: nullable(string),
    clientId: string(),
    clientHost: string(),
    rebalanceTimeoutMs: int32({ default: -1 }),
    topologyEpoch: int32(),
    processId: string(),
    userEndpoint: nullableStruct(
      {
        host: string(),
        port: uint16(),
      },
      { default: null },
    ),
    clientTags: array({
      key: string(),
      value: string(),
    }),
  }),
);

export const StreamsGroupTargetAssignmentMetadataKey = message(
  'StreamsGroupTargetAssignmentMetadataKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
  }),
);

export const StreamsGroupTargetAssignmentMetadataValue = message(
  'StreamsGroupTargetAssignmentMetadataValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0, default: 0 }),
  }),
);

export const StreamsGroupTargetAssignmentMemberKey = message(
  'StreamsGroupTargetAssignmentMemberKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

const taskIds = () => ({
  subtopologyId: string(),
  partitions: array(int32()),
});
export const StreamsGroupTargetAssignmentMemberValue = message(
  'StreamsGroupTargetAssignmentMemberValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    activeTasks: array(taskIds()),
    standbyTasks: array(taskIds()),
    warmupTasks: array(taskIds()),
  }),
);

export const StreamsGroupCurrentMemberAssignmentKey = message(
  'StreamsGroupCurrentMemberAssignmentKey',
  { versions: [0, 0] },
  () => ({
    groupId: string(),
    memberId: string(),
  }),
);

const taskIdsWithEpochs = () => ({
  subtopologyId: string(),
  partitions: array(int32()),
  assignmentEpochs: nullableArray(int32(), { tag: 0, default: null }),
});
export const StreamsGroupCurrentMemberAssignmentValue = message(
  'StreamsGroupCurrentMemberAssignmentValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    activeTasks: array(taskIdsWithEpochs()),
    standbyTasks: array(taskIdsWithEpochs()),
    warmupTasks: array(taskIdsWithEpochs()),
    activeTasksPendingRevocation: array(taskIdsWithEpochs()),
    standbyTasksPendingRevocation: array(taskIdsWithEpochs()),
    warmupTasksPendingRevocation: array(taskIdsWithEpochs()),
  }),
);

export const StreamsGroupTopologyKey = message('StreamsGroupTopologyKey', { versions: [0, 0] }, () => ({
  groupId: string(),
}));

const topicInfo = () => ({
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array({
    key: string(),
    value: string(),
  }),
});
export const StreamsGroupTopologyValue = message(
  'StreamsGroupTopologyValue',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    epoch: int32(),
    subtopologies: array({
      subtopologyId: string(),
      sourceTopics: array(string()),
      sourceTopicRegex: array(string()),
      stateChangelogTopics: array(topicInfo()),
      repartitionSinkTopics: array(string()),
      repartitionSourceTopics: array(topicInfo()),
      copartitionGroups: array({
        sourceTopics: array(int16()),
        sourceTopicRegex: array(int16()),
        repartitionSourceTopics: array(int16()),
      }),
    }),
  }),
);

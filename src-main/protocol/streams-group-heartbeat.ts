/** Membership of a streams group, with topology and tasks (KIP-1071). Fields that did not change are null. */
import {
  array,
  bool,
  int16,
  int32,
  int64,
  int8,
  message,
  nullable,
  nullableArray,
  nullableStruct,
  string,
  struct,
  uint16,
} from '../wire/index.ts';
import { api } from './api.ts';

const keyValue = () => ({
  key: string(),
  value: string(),
});

const topicInfo = () => ({
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array(keyValue()),
});

const taskIds = () => ({
  subtopologyId: string(),
  partitions: array(int32()),
});

const taskOffset = () => ({
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
});

const request = message('StreamsGroupHeartbeatRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupId: string(),
  memberId: string(),
  memberEpoch: int32(),
  endpointInformationEpoch: int32(),
  instanceId: nullable(string, { default: null }),
  rackId: nullable(string, { default: null }),
  rebalanceTimeoutMs: int32({ default: -1 }),
  topology: nullableStruct(
    {
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
    },
    { default: null },
  ),
  activeTasks: nullableArray(taskIds(), { default: null }),
  standbyTasks: nullableArray(taskIds(), { default: null }),
  warmupTasks: nullableArray(taskIds(), { default: null }),
  processId: nullable(string, { default: null }),
  userEndpoint: nullableStruct(
    {
      host: string(),
      port: uint16(),
    },
    { default: null },
  ),
  clientTags: nullableArray(keyValue(), { default: null }),
  taskOffsets: nullableArray(taskOffset(), { default: null }),
  taskEndOffsets: nullableArray(taskOffset(), { default: null }),
  shutdownApplication: bool({ default: false }),
}));

const topicPartition = () => ({
  topic: string(),
  partitions: array(int32()),
});

const response = message('StreamsGroupHeartbeatResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  memberId: string(),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  acceptableRecoveryLag: int32(),
  taskOffsetIntervalMs: int32(),
  status: nullableArray({
    statusCode: int8(),
    statusDetail: string(),
  }),
  activeTasks: nullableArray(taskIds(), { default: null }),
  standbyTasks: nullableArray(taskIds(), { default: null }),
  warmupTasks: nullableArray(taskIds(), { default: null }),
  endpointInformationEpoch: int32(),
  partitionsByUserEndpoint: nullableArray(
    {
      userEndpoint: struct({
        host: string(),
        port: uint16(),
      }),
      activePartitions: array(topicPartition()),
      standbyPartitions: array(topicPartition()),
    },
    { default: null },
  ),
}));

export const StreamsGroupHeartbeat = api({
  key: 88,
  name: 'StreamsGroupHeartbeat',
  request,
  response,
  listeners: ['broker'],
});

/** State, topology, members and tasks of streams groups (KIP-1071). */
import {
  array,
  bool,
  int16,
  int32,
  int64,
  message,
  nullable,
  nullableArray,
  nullableStruct,
  string,
  struct,
  uint16,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('StreamsGroupDescribeRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupIds: array(string()),
  includeAuthorizedOperations: bool(),
}));

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

const taskOffset = () => ({
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
});

const taskIds = () => ({
  subtopologyId: string(),
  partitions: array(int32()),
});

const assignment = () => ({
  activeTasks: array(taskIds()),
  standbyTasks: array(taskIds()),
  warmupTasks: array(taskIds()),
});

const response = message('StreamsGroupDescribeResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: nullable(string, { default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    topology: nullableStruct(
      {
        epoch: int32(),
        subtopologies: nullableArray(
          {
            subtopologyId: string(),
            sourceTopics: array(string()),
            repartitionSinkTopics: array(string()),
            stateChangelogTopics: array(topicInfo()),
            repartitionSourceTopics: array(topicInfo()),
          },
          { default: null },
        ),
      },
      { default: null },
    ),
    members: array({
      memberId: string(),
      memberEpoch: int32(),
      instanceId: nullable(string, { default: null }),
      rackId: nullable(string, { default: null }),
      clientId: string(),
      clientHost: string(),
      topologyEpoch: int32(),
      processId: string(),
      userEndpoint: nullableStruct(
        {
          host: string(),
          port: uint16(),
        },
        { default: null },
      ),
      clientTags: array(keyValue()),
      taskOffsets: array(taskOffset()),
      taskEndOffsets: array(taskOffset()),
      assignment: struct(assignment()),
      targetAssignment: struct(assignment()),
      isClassic: bool(),
    }),
    authorizedOperations: int32({ default: -2147483648 }),
  }),
}));

export const StreamsGroupDescribe = api({
  key: 89,
  name: 'StreamsGroupDescribe',
  request,
  response,
  listeners: ['broker'],
});

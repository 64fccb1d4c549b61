/** State, members and assignments of consumer groups (KIP-848). v1 classic or consumer member (KIP-1099). */
import { array, bool, int16, int32, int8, message, nullable, string, struct, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ConsumerGroupDescribeRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  groupIds: array(string()),
  includeAuthorizedOperations: bool(),
}));

const assignment = () => ({
  topicPartitions: array({
    topicId: uuid(),
    topicName: string(),
    partitions: array(int32()),
  }),
});

const response = message('ConsumerGroupDescribeResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: nullable(string, { default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    assignorName: string(),
    members: array({
      memberId: string(),
      instanceId: nullable(string, { default: null }),
      rackId: nullable(string, { default: null }),
      memberEpoch: int32(),
      clientId: string(),
      clientHost: string(),
      subscribedTopicNames: array(string()),
      subscribedTopicRegex: nullable(string, { default: null }),
      assignment: struct(assignment()),
      targetAssignment: struct(assignment()),
      memberType: int8({ since: 1, default: -1 }),
    }),
    authorizedOperations: int32({ default: -2147483648 }),
  }),
}));

export const ConsumerGroupDescribe = api({
  key: 69,
  name: 'ConsumerGroupDescribe',
  request,
  response,
  listeners: ['broker'],
});

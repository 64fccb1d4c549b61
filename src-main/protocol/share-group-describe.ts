/** State, members and assignments of share groups (KIP-932). */
import { array, bool, int16, int32, message, nullable, string, struct, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ShareGroupDescribeRequest', { versions: [1, 1], flexibleSince: 0 }, () => ({
  groupIds: array(string()),
  includeAuthorizedOperations: bool(),
}));

const response = message('ShareGroupDescribeResponse', { versions: [1, 1], flexibleSince: 0 }, () => ({
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
      rackId: nullable(string, { default: null }),
      memberEpoch: int32(),
      clientId: string(),
      clientHost: string(),
      subscribedTopicNames: array(string()),
      assignment: struct({
        topicPartitions: array({
          topicId: uuid(),
          topicName: string(),
          partitions: array(int32()),
        }),
      }),
    }),
    authorizedOperations: int32({ default: -2147483648 }),
  }),
}));

export const ShareGroupDescribe = api({
  key: 77,
  name: 'ShareGroupDescribe',
  request,
  response,
  listeners: ['broker'],
});

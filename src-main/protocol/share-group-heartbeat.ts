/** Membership of a share group (KIP-932): join (epoch 0), stay, leave (-1). v0 was an early access version. */
import {
  array,
  int16,
  int32,
  message,
  nullable,
  nullableArray,
  nullableStruct,
  string,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ShareGroupHeartbeatRequest', { versions: [1, 1], flexibleSince: 0 }, () => ({
  groupId: string(),
  memberId: string(),
  memberEpoch: int32(),
  rackId: nullable(string, { default: null }),
  subscribedTopicNames: nullableArray(string(), { default: null }),
}));

const response = message('ShareGroupHeartbeatResponse', { versions: [1, 1], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  memberId: nullable(string, { default: null }),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  assignment: nullableStruct(
    {
      topicPartitions: array({
        topicId: uuid(),
        partitions: array(int32()),
      }),
    },
    { default: null },
  ),
}));

export const ShareGroupHeartbeat = api({
  key: 76,
  name: 'ShareGroupHeartbeat',
  request,
  response,
  listeners: ['broker'],
});

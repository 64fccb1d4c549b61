/**
 * The one request of the consumer protocol (KIP-848): join (epoch 0), stay, leave (-1), leave as a static
 * member (-2). Fields that did not change since the last one are null or -1. v1 regular expressions on the
 * broker, member ids made by the client (KIP-1082).
 */
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

const request = message('ConsumerGroupHeartbeatRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  groupId: string(),
  memberId: string(),
  memberEpoch: int32({ note: '0 joins, -1 leaves, -2 leaves as a static member that will come back.' }),
  instanceId: nullable(string, { default: null }),
  rackId: nullable(string, { default: null }),
  rebalanceTimeoutMs: int32({ default: -1, note: '-1: unchanged.' }),
  subscribedTopicNames: nullableArray(string(), { default: null }),
  subscribedTopicRegex: nullable(string, { since: 1, default: null }),
  serverAssignor: nullable(string, { default: null }),
  topicPartitions: nullableArray(
    {
      topicId: uuid(),
      partitions: array(int32()),
    },
    { default: null },
  ),
}));

const response = message('ConsumerGroupHeartbeatResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
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
    { default: null, note: 'Null: unchanged.' },
  ),
}));

export const ConsumerGroupHeartbeat = api({
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  request,
  response,
  listeners: ['broker'],
});

/** Topics in pages: the answer ends with a cursor where there is more (KIP-966). */
import {
  array,
  bool,
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

const request = message('DescribeTopicPartitionsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  topics: array({
    name: string(),
  }),
  responsePartitionLimit: int32({ default: 2000 }),
  cursor: nullableStruct(
    {
      topicName: string(),
      partitionIndex: int32(),
    },
    { default: null, note: 'Where the page before ended.' },
  ),
}));

const response = message('DescribeTopicPartitionsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    errorCode: int16(),
    name: nullable(string),
    topicId: uuid(),
    isInternal: bool({ default: false }),
    partitions: array({
      errorCode: int16(),
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32({ default: -1 }),
      replicaNodes: array(int32()),
      isrNodes: array(int32()),
      eligibleLeaderReplicas: nullableArray(int32(), { default: null }),
      lastKnownElr: nullableArray(int32(), { default: null }),
      offlineReplicas: array(int32()),
    }),
    topicAuthorizedOperations: int32({ default: -2147483648 }),
  }),
  nextCursor: nullableStruct(
    {
      topicName: string(),
      partitionIndex: int32(),
    },
    { default: null },
  ),
}));

export const DescribeTopicPartitions = api({
  key: 75,
  name: 'DescribeTopicPartitions',
  request,
  response,
  listeners: ['broker'],
});

/** Start offsets of share groups. v1 lag (KIP-1226). */
import { array, int16, int32, int64, message, nullable, nullableArray, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeShareGroupOffsetsRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  groups: array({
    groupId: string(),
    topics: nullableArray({
      topicName: string(),
      partitions: array(int32()),
    }),
  }),
}));

const response = message('DescribeShareGroupOffsetsResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    groupId: string(),
    topics: array({
      topicName: string(),
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
        startOffset: int64(),
        leaderEpoch: int32(),
        lag: int64({ since: 1, default: -1 }),
        errorCode: int16(),
        errorMessage: nullable(string, { default: null }),
      }),
    }),
    errorCode: int16(),
    errorMessage: nullable(string, { default: null }),
  }),
}));

export const DescribeShareGroupOffsets = api({
  key: 90,
  name: 'DescribeShareGroupOffsets',
  request,
  response,
  listeners: ['broker'],
});

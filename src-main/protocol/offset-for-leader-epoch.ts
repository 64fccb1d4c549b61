/**
 * Where a leader epoch ends: how followers and consumers find the offset to truncate to. v3 replica id; v4
 * flexible.
 */
import { array, int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('OffsetForLeaderEpochRequest', { versions: [2, 4], flexibleSince: 4 }, () => ({
  replicaId: int32({ since: 3, default: -2 }),
  topics: array({
    topic: string(),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32({ default: -1 }),
      leaderEpoch: int32(),
    }),
  }),
}));

const response = message('OffsetForLeaderEpochResponse', { versions: [2, 4], flexibleSince: 4 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    topic: string(),
    partitions: array({
      errorCode: int16(),
      partition: int32(),
      leaderEpoch: int32({ default: -1 }),
      endOffset: int64({ default: -1 }),
    }),
  }),
}));

export const OffsetForLeaderEpoch = api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  request,
  response,
  listeners: ['broker'],
});

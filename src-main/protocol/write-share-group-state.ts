/** A partition leader stores share-partition state (KIP-932). v1 count of finished deliveries (KIP-1226). */
import { array, int16, int32, int64, int8, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('WriteShareGroupStateRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      stateEpoch: int32(),
      leaderEpoch: int32(),
      startOffset: int64(),
      deliveryCompleteCount: int32({ since: 1, default: -1 }),
      stateBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    }),
  }),
}));

const response = message('WriteShareGroupStateResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
    }),
  }),
}));

export const WriteShareGroupState = api({
  key: 85,
  name: 'WriteShareGroupState',
  request,
  response,
  listeners: ['broker'],
});

/** A partition leader loads share-partition state (KIP-932). */
import { array, int16, int32, int64, int8, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ReadShareGroupStateRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      leaderEpoch: int32(),
    }),
  }),
}));

const response = message('ReadShareGroupStateResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
      stateEpoch: int32(),
      startOffset: int64(),
      stateBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    }),
  }),
}));

export const ReadShareGroupState = api({
  key: 84,
  name: 'ReadShareGroupState',
  request,
  response,
  listeners: ['broker'],
});

/** The group coordinator starts the state of share partitions at the share coordinator (KIP-932). */
import { array, int16, int32, int64, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('InitializeShareGroupStateRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      stateEpoch: int32(),
      startOffset: int64(),
    }),
  }),
}));

const response = message('InitializeShareGroupStateResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
    }),
  }),
}));

export const InitializeShareGroupState = api({
  key: 83,
  name: 'InitializeShareGroupState',
  request,
  response,
  listeners: ['broker'],
});

/** The group coordinator deletes share-partition state (KIP-932). */
import { array, int16, int32, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DeleteShareGroupStateRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
    }),
  }),
}));

const response = message('DeleteShareGroupStateResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
    }),
  }),
}));

export const DeleteShareGroupState = api({
  key: 86,
  name: 'DeleteShareGroupState',
  request,
  response,
  listeners: ['broker'],
});

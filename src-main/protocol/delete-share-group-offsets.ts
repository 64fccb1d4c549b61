/** Deletes the offsets of an empty share group per topic. */
import { array, int16, int32, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DeleteShareGroupOffsetsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicName: string(),
  }),
}));

const response = message('DeleteShareGroupOffsetsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  responses: array({
    topicName: string(),
    topicId: uuid(),
    errorCode: int16(),
    errorMessage: nullable(string, { default: null }),
  }),
}));

export const DeleteShareGroupOffsets = api({
  key: 92,
  name: 'DeleteShareGroupOffsets',
  request,
  response,
  listeners: ['broker'],
});

/** Sets the start offsets of an empty share group. */
import { array, int16, int32, int64, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterShareGroupOffsetsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      startOffset: int64(),
    }),
  }),
}));

const response = message('AlterShareGroupOffsetsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  responses: array({
    topicName: string(),
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
    }),
  }),
}));

export const AlterShareGroupOffsets = api({
  key: 91,
  name: 'AlterShareGroupOffsets',
  request,
  response,
  listeners: ['broker'],
});

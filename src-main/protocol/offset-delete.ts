/** Deletes a group's offsets of topics that nobody in it subscribes to. */
import { array, int16, int32, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('OffsetDeleteRequest', { versions: [0, 0] }, () => ({
  groupId: string(),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
    }),
  }),
}));

const response = message('OffsetDeleteResponse', { versions: [0, 0] }, () => ({
  errorCode: int16(),
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));

export const OffsetDelete = api({ key: 47, name: 'OffsetDelete', request, response, listeners: ['broker'] });

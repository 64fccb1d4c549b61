/** Moves the log start offset of partitions up. Offset -1 means the high watermark. v2 flexible. */
import { array, int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DeleteRecordsRequest', { versions: [0, 2], flexibleSince: 2 }, () => ({
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      offset: int64(),
    }),
  }),
  timeoutMs: int32(),
}));

const response = message('DeleteRecordsResponse', { versions: [0, 2], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      lowWatermark: int64(),
      errorCode: int16(),
    }),
  }),
}));

export const DeleteRecords = api({
  key: 21,
  name: 'DeleteRecords',
  request,
  response,
  listeners: ['broker'],
});

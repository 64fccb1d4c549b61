/** Active producers of partitions, with their open transactions. */
import { array, int16, int32, int64, message, nullable, string, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeProducersRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  topics: array({
    name: string(),
    partitionIndexes: array(int32()),
  }),
}));

const response = message('DescribeProducersResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
      activeProducers: array({
        producerId: int64(),
        producerEpoch: int32(),
        lastSequence: int32({ default: -1 }),
        lastTimestamp: wideInt64({ default: -1 }),
        coordinatorEpoch: int32(),
        currentTxnStartOffset: int64({ default: -1 }),
      }),
    }),
  }),
}));

export const DescribeProducers = api({
  key: 61,
  name: 'DescribeProducers',
  request,
  response,
  listeners: ['broker'],
});

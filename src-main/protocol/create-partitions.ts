/** Adds partitions to topics. v2 flexible; v3 may be throttled (KIP-599). */
import { array, bool, int16, int32, message, nullable, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('CreatePartitionsRequest', { versions: [0, 3], flexibleSince: 2 }, () => ({
  topics: array({
    name: string(),
    count: int32(),
    assignments: nullableArray({
      brokerIds: array(int32()),
    }),
  }),
  timeoutMs: int32(),
  validateOnly: bool(),
}));

const response = message('CreatePartitionsResponse', { versions: [0, 3], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    name: string(),
    errorCode: int16(),
    errorMessage: nullable(string, { default: null }),
  }),
}));

export const CreatePartitions = api({
  key: 37,
  name: 'CreatePartitions',
  request,
  response,
  listeners: ['broker', 'controller'],
});

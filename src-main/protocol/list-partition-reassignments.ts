/** Partitions that are being moved. */
import { array, int16, int32, message, nullable, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ListPartitionReassignmentsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  timeoutMs: int32({ default: 60000 }),
  topics: nullableArray(
    {
      name: string(),
      partitionIndexes: array(int32()),
    },
    { default: null },
  ),
}));

const response = message(
  'ListPartitionReassignmentsResponse',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        replicas: array(int32()),
        addingReplicas: array(int32()),
        removingReplicas: array(int32()),
      }),
    }),
  }),
);

export const ListPartitionReassignments = api({
  key: 46,
  name: 'ListPartitionReassignments',
  request,
  response,
  listeners: ['broker', 'controller'],
});

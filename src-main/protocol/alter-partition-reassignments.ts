/**
 * Moves partitions to other replicas, or cancels a move (null). v1 can forbid a change of the replication
 * factor (KIP-860).
 */
import { array, bool, int16, int32, message, nullable, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterPartitionReassignmentsRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  timeoutMs: int32({ default: 60000 }),
  allowReplicationFactorChange: bool({ since: 1, default: true }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      replicas: nullableArray(int32(), { default: null }),
    }),
  }),
}));

const response = message(
  'AlterPartitionReassignmentsResponse',
  { versions: [0, 1], flexibleSince: 0 },
  () => ({
    throttleTimeMs: int32({ default: 0 }),
    allowReplicationFactorChange: bool({ since: 1, default: true }),
    errorCode: int16(),
    errorMessage: nullable(string),
    responses: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        errorMessage: nullable(string),
      }),
    }),
  }),
);

export const AlterPartitionReassignments = api({
  key: 45,
  name: 'AlterPartitionReassignments',
  request,
  response,
  listeners: ['broker', 'controller'],
});

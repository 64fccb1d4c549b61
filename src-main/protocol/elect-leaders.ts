/** Elects the preferred (0) or an unclean (1) leader. v1 election types; v2 flexible. */
import { array, int16, int32, int8, message, nullable, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ElectLeadersRequest', { versions: [0, 2], flexibleSince: 2 }, () => ({
  electionType: int8({ since: 1 }),
  topicPartitions: nullableArray({
    topic: string(),
    partitions: array(int32()),
  }),
  timeoutMs: int32({ default: 60000 }),
}));

const response = message('ElectLeadersResponse', { versions: [0, 2], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ since: 1 }),
  replicaElectionResults: array({
    topic: string(),
    partitionResult: array({
      partitionId: int32(),
      errorCode: int16(),
      errorMessage: nullable(string),
    }),
  }),
}));

export const ElectLeaders = api({
  key: 43,
  name: 'ElectLeaders',
  request,
  response,
  listeners: ['broker', 'controller'],
});

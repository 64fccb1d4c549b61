/** A KRaft leader that resigns names its preferred successors. v1 flexible, endpoints (KIP-853). */
import { array, int16, int32, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('EndQuorumEpochRequest', { versions: [0, 1], flexibleSince: 1 }, () => ({
  clusterId: nullable(string, { default: null }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32(),
      preferredSuccessors: array(int32(), { until: 0 }),
      preferredCandidates: array(
        {
          candidateId: int32(),
          candidateDirectoryId: uuid(),
        },
        { since: 1 },
      ),
    }),
  }),
  leaderEndpoints: array(
    {
      name: string(),
      host: string(),
      port: uint16(),
    },
    { since: 1 },
  ),
}));

const response = message('EndQuorumEpochResponse', { versions: [0, 1], flexibleSince: 1 }, () => ({
  errorCode: int16(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
    }),
  }),
  nodeEndpoints: array(
    {
      nodeId: int32(),
      host: string(),
      port: uint16(),
    },
    { since: 1, tag: 0 },
  ),
}));

export const EndQuorumEpoch = api({
  key: 54,
  name: 'EndQuorumEpoch',
  request,
  response,
  listeners: ['controller'],
});

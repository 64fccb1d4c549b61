/** A new KRaft leader announces itself to the voters. v1 flexible, endpoints (KIP-853). */
import { array, int16, int32, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('BeginQuorumEpochRequest', { versions: [0, 1], flexibleSince: 1 }, () => ({
  clusterId: nullable(string, { default: null }),
  voterId: int32({ since: 1, default: -1 }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      voterDirectoryId: uuid({ since: 1 }),
      leaderId: int32(),
      leaderEpoch: int32(),
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

const response = message('BeginQuorumEpochResponse', { versions: [0, 1], flexibleSince: 1 }, () => ({
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

export const BeginQuorumEpoch = api({
  key: 53,
  name: 'BeginQuorumEpoch',
  request,
  response,
  listeners: ['controller'],
});

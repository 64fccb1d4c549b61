/**
 * State of the KRaft quorum. v1 times of the last fetch and of being caught up; v2 directory ids and
 * endpoints (KIP-853).
 */
import { array, int16, int32, int64, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeQuorumRequest', { versions: [0, 2], flexibleSince: 0 }, () => ({
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
    }),
  }),
}));

const replicaState = () => ({
  replicaId: int32(),
  replicaDirectoryId: uuid({ since: 2 }),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ since: 1, default: -1 }),
  lastCaughtUpTimestamp: int64({ since: 1, default: -1 }),
});

const response = message('DescribeQuorumResponse', { versions: [0, 2], flexibleSince: 0 }, () => ({
  errorCode: int16(),
  errorMessage: nullable(string, { since: 2 }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { since: 2 }),
      leaderId: int32(),
      leaderEpoch: int32(),
      highWatermark: int64(),
      currentVoters: array(replicaState()),
      observers: array(replicaState()),
    }),
  }),
  nodes: array(
    {
      nodeId: int32(),
      listeners: array({
        name: string(),
        host: string(),
        port: uint16(),
      }),
    },
    { since: 2 },
  ),
}));

export const DescribeQuorum = api({
  key: 55,
  name: 'DescribeQuorum',
  request,
  response,
  listeners: ['broker', 'controller'],
});

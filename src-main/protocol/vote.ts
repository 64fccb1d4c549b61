/**
 * A candidate asks a KRaft voter for its vote. v1 voter keys with directory ids (KIP-853); v2 pre-votes
 * (KIP-996).
 */
import { array, bool, int16, int32, int64, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('VoteRequest', { versions: [0, 2], flexibleSince: 0 }, () => ({
  clusterId: nullable(string, { default: null }),
  voterId: int32({ since: 1, default: -1 }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      replicaEpoch: int32(),
      replicaId: int32(),
      replicaDirectoryId: uuid({ since: 1 }),
      voterDirectoryId: uuid({ since: 1 }),
      lastOffsetEpoch: int32(),
      lastOffset: int64(),
      preVote: bool({ since: 2 }),
    }),
  }),
}));

const response = message('VoteResponse', { versions: [0, 2], flexibleSince: 0 }, () => ({
  errorCode: int16(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
      voteGranted: bool(),
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

export const Vote = api({ key: 52, name: 'Vote', request, response, listeners: ['controller'] });

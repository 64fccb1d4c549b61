/**
 * Brokers, controller, topics and their leaders: the call every client starts with. v0 asks for all topics
 * with an empty list, 1 on with null; v4 lets the caller forbid auto-creation; v7 leader epochs; v8
 * authorized operations; v9 flexible; v10 topic ids in the answer; v12 topics asked for by id; v13 an error
 * for the whole request (KIP-1102).
 */
import { array, bool, int16, int32, message, nullable, nullableArray, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('MetadataRequest', { versions: [0, 13], flexibleSince: 9 }, () => ({
  topics: nullableArray(
    {
      topicId: uuid({ since: 10 }),
      name: nullable(string, { nullableSince: 10 }),
    },
    { nullableSince: 1, note: 'Null: all topics. In version 0 an empty list means all.' },
  ),
  allowAutoTopicCreation: bool({ since: 4, default: true }),
  includeClusterAuthorizedOperations: bool({ since: 8, until: 10 }),
  includeTopicAuthorizedOperations: bool({ since: 8 }),
}));

const response = message('MetadataResponse', { versions: [0, 13], flexibleSince: 9 }, () => ({
  throttleTimeMs: int32({ since: 3, default: 0 }),
  brokers: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: nullable(string, { since: 1, default: null }),
  }),
  clusterId: nullable(string, { since: 2, default: null }),
  controllerId: int32({ since: 1, default: -1 }),
  topics: array({
    errorCode: int16(),
    name: nullable(string, { nullableSince: 12 }),
    topicId: uuid({ since: 10 }),
    isInternal: bool({ since: 1, default: false }),
    partitions: array({
      errorCode: int16(),
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32({ since: 7, default: -1 }),
      replicaNodes: array(int32()),
      isrNodes: array(int32()),
      offlineReplicas: array(int32(), { since: 5 }),
    }),
    topicAuthorizedOperations: int32({ since: 8, default: -2147483648 }),
  }),
  clusterAuthorizedOperations: int32({
    since: 8,
    until: 10,
    default: -2147483648,
    note: 'Bits by operation number; the smallest int32 means not asked for.',
  }),
  errorCode: int16({ since: 13 }),
}));

export const Metadata = api({ key: 3, name: 'Metadata', request, response, listeners: ['broker'] });

/** Reads a KRaft snapshot in pieces. v1 directory id (KIP-853). */
import {
  array,
  int16,
  int32,
  int64,
  message,
  nullable,
  records,
  string,
  struct,
  uint16,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('FetchSnapshotRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  clusterId: nullable(string, { tag: 0, default: null }),
  replicaId: int32({ default: -1 }),
  maxBytes: int32({ default: 2147483647 }),
  topics: array({
    name: string(),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32(),
      snapshotId: struct({
        endOffset: int64(),
        epoch: int32(),
      }),
      position: int64(),
      replicaDirectoryId: uuid({ since: 1, tag: 0 }),
    }),
  }),
}));

const response = message('FetchSnapshotResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  topics: array({
    name: string(),
    partitions: array({
      index: int32(),
      errorCode: int16(),
      snapshotId: struct({
        endOffset: int64(),
        epoch: int32(),
      }),
      currentLeader: struct(
        {
          leaderId: int32(),
          leaderEpoch: int32(),
        },
        { tag: 0 },
      ),
      size: int64(),
      position: int64(),
      unalignedRecords: records(),
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

export const FetchSnapshot = api({
  key: 59,
  name: 'FetchSnapshot',
  request,
  response,
  listeners: ['controller'],
});

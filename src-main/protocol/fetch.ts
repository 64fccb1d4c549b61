/**
 * Reads record batches, for consumers, followers and, on the controller listener, KRaft. v5 log start
 * offset; v7 fetch sessions (KIP-227); v9 leader epoch fencing; v10 zstd; v11 rack-aware reads (KIP-392);
 * v12 flexible, truncation by diverging epoch; v13 topic ids; v15 replica state as a tag; v16 endpoints of
 * new leaders (KIP-951); v17 directory id (KIP-853); v18 the follower's high watermark (KIP-1166).
 */
import {
  array,
  int16,
  int32,
  int64,
  int8,
  message,
  nullable,
  nullableArray,
  records,
  string,
  struct,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('FetchRequest', { versions: [4, 18], flexibleSince: 12 }, () => ({
  clusterId: nullable(string, { since: 12, tag: 0, default: null }),
  replicaId: int32({
    until: 14,
    default: -1,
    note: '-1 for a consumer, else the broker id of a follower.',
  }),
  replicaState: struct(
    {
      replicaId: int32({ default: -1 }),
      replicaEpoch: int64({ default: -1 }),
    },
    { since: 15, tag: 1 },
  ),
  maxWaitMs: int32(),
  minBytes: int32(),
  maxBytes: int32({ default: 2147483647 }),
  isolationLevel: int8({ default: 0, note: '0 read_uncommitted, 1 read_committed.' }),
  sessionId: int32({ since: 7, default: 0 }),
  sessionEpoch: int32({ since: 7, default: -1, note: '0 opens a session, -1 closes it or does without.' }),
  topics: array({
    topic: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32({ since: 9, default: -1 }),
      fetchOffset: int64(),
      lastFetchedEpoch: int32({
        since: 12,
        default: -1,
        note: 'Epoch of the last record the caller has; the leader answers where they diverge.',
      }),
      logStartOffset: int64({ since: 5, default: -1 }),
      partitionMaxBytes: int32(),
      replicaDirectoryId: uuid({ since: 17, tag: 0 }),
      highWatermark: int64({ since: 18, tag: 1, default: Infinity }),
    }),
  }),
  forgottenTopicsData: array(
    {
      topic: string({ until: 12 }),
      topicId: uuid({ since: 13 }),
      partitions: array(int32()),
    },
    { since: 7, note: 'Partitions that leave the session.' },
  ),
  rackId: string({ since: 11, default: '' }),
}));

const response = message('FetchResponse', { versions: [4, 18], flexibleSince: 12 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ since: 7 }),
  sessionId: int32({ since: 7, default: 0 }),
  responses: array({
    topic: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      highWatermark: int64(),
      lastStableOffset: int64({ default: -1 }),
      logStartOffset: int64({ since: 5, default: -1 }),
      divergingEpoch: struct(
        {
          epoch: int32({ default: -1 }),
          endOffset: int64({ default: -1 }),
        },
        { since: 12, tag: 0, note: 'The largest epoch both know and its end: truncate there.' },
      ),
      currentLeader: struct(
        {
          leaderId: int32({ default: -1 }),
          leaderEpoch: int32({ default: -1 }),
        },
        { since: 12, tag: 1 },
      ),
      snapshotId: struct(
        {
          endOffset: int64({ default: -1 }),
          epoch: int32({ default: -1 }),
        },
        {
          since: 12,
          tag: 2,
          note: 'The offset is below the log start: fetch this snapshot instead (KRaft).',
        },
      ),
      abortedTransactions: nullableArray(
        {
          producerId: int64(),
          firstOffset: int64(),
        },
        { note: 'In ascending order of first offset.' },
      ),
      preferredReadReplica: int32({ since: 11, default: -1 }),
      records: nullable(records),
    }),
  }),
  nodeEndpoints: array(
    {
      nodeId: int32(),
      host: string(),
      port: int32(),
      rack: nullable(string, { default: null }),
    },
    { since: 16, tag: 0 },
  ),
}));

export const Fetch = api({ key: 1, name: 'Fetch', request, response, listeners: ['broker', 'controller'] });

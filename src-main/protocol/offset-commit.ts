/**
 * Stores a group's offsets. v5 drops the retention time; v6 leader epoch; v7 static members; v8 flexible;
 * v9 the consumer protocol (KIP-848); v10 topic ids.
 */
import { array, int16, int32, int64, message, nullable, string, uuid, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('OffsetCommitRequest', { versions: [2, 10], flexibleSince: 8 }, () => ({
  groupId: string(),
  generationIdOrMemberEpoch: int32({ default: -1 }),
  memberId: string(),
  groupInstanceId: nullable(string, { since: 7, default: null }),
  retentionTimeMs: wideInt64({ until: 4, default: -1 }),
  topics: array({
    name: string({ until: 9 }),
    topicId: uuid({ since: 10 }),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ since: 6, default: -1 }),
      committedMetadata: nullable(string),
    }),
  }),
}));

const response = message('OffsetCommitResponse', { versions: [2, 10], flexibleSince: 8 }, () => ({
  throttleTimeMs: int32({ since: 3, default: 0 }),
  topics: array({
    name: string({ until: 9 }),
    topicId: uuid({ since: 10 }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));

export const OffsetCommit = api({ key: 8, name: 'OffsetCommit', request, response, listeners: ['broker'] });

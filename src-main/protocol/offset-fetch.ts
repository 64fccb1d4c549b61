/**
 * A group's committed offsets. A null topic list (v2 on) means all of them; v6 flexible; v7 can wait for
 * open transactions (requireStable); v8 takes several groups; v9 the consumer protocol (KIP-848); v10 topic
 * ids. Versions 1-7 and 8 on use different fields.
 */
import {
  array,
  bool,
  int16,
  int32,
  int64,
  message,
  nullable,
  nullableArray,
  string,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('OffsetFetchRequest', { versions: [1, 10], flexibleSince: 6 }, () => ({
  groupId: string({ until: 7 }),
  topics: nullableArray(
    {
      name: string(),
      partitionIndexes: array(int32()),
    },
    { until: 7, nullableSince: 2, note: 'Null from version 2: all that the group has committed.' },
  ),
  groups: array(
    {
      groupId: string(),
      memberId: nullable(string, { since: 9, default: null }),
      memberEpoch: int32({ since: 9, default: -1 }),
      topics: nullableArray(
        {
          name: string({ until: 9 }),
          topicId: uuid({ since: 10 }),
          partitionIndexes: array(int32()),
        },
        { note: 'Null: all that the group has committed.' },
      ),
    },
    { since: 8 },
  ),
  requireStable: bool({ since: 7, default: false }),
}));

const response = message('OffsetFetchResponse', { versions: [1, 10], flexibleSince: 6 }, () => ({
  throttleTimeMs: int32({ since: 3, default: 0 }),
  topics: array(
    {
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        committedOffset: int64(),
        committedLeaderEpoch: int32({ since: 5, default: -1 }),
        metadata: nullable(string),
        errorCode: int16(),
      }),
    },
    { until: 7 },
  ),
  errorCode: int16({ since: 2, until: 7, default: 0 }),
  groups: array(
    {
      groupId: string(),
      topics: array({
        name: string({ until: 9 }),
        topicId: uuid({ since: 10 }),
        partitions: array({
          partitionIndex: int32(),
          committedOffset: int64(),
          committedLeaderEpoch: int32({ default: -1 }),
          metadata: nullable(string),
          errorCode: int16(),
        }),
      }),
      errorCode: int16({ default: 0 }),
    },
    { since: 8 },
  ),
}));

export const OffsetFetch = api({ key: 9, name: 'OffsetFetch', request, response, listeners: ['broker'] });

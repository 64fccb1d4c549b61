/**
 * Offsets by timestamp; negative timestamps are names: -1 latest, -2 earliest, -3 of the largest timestamp
 * (7+), -4 earliest local (8+), -5 last tiered (9+), -6 earliest not yet uploaded (11+). v2 isolation
 * level; v4 leader epochs; v6 flexible; v10 a timeout for remote look-ups.
 */
import { array, int16, int32, int64, int8, message, string, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ListOffsetsRequest', { versions: [1, 11], flexibleSince: 6 }, () => ({
  replicaId: int32(),
  isolationLevel: int8({ since: 2 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      currentLeaderEpoch: int32({ since: 4, default: -1 }),
      timestamp: wideInt64(),
    }),
  }),
  timeoutMs: int32({ since: 10 }),
}));

const response = message('ListOffsetsResponse', { versions: [1, 11], flexibleSince: 6 }, () => ({
  throttleTimeMs: int32({ since: 2, default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      timestamp: wideInt64({ default: -1 }),
      offset: int64({ default: -1, note: '-1 where no record is that late.' }),
      leaderEpoch: int32({ since: 4, default: -1 }),
    }),
  }),
}));

export const ListOffsets = api({ key: 2, name: 'ListOffsets', request, response, listeners: ['broker'] });

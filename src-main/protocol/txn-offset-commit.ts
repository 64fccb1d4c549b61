/**
 * Stores a group's offsets as part of a transaction. v2 leader epoch; v3 flexible, group membership is
 * checked; v5 adds the offsets partition to the transaction by itself (KIP-890).
 */
import { array, int16, int32, int64, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('TxnOffsetCommitRequest', { versions: [0, 5], flexibleSince: 3 }, () => ({
  transactionalId: string(),
  groupId: string(),
  producerId: int64(),
  producerEpoch: int16(),
  generationId: int32({ since: 3, default: -1 }),
  memberId: string({ since: 3, default: '' }),
  groupInstanceId: nullable(string, { since: 3, default: null }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ since: 2, default: -1 }),
      committedMetadata: nullable(string),
    }),
  }),
}));

const response = message('TxnOffsetCommitResponse', { versions: [0, 5], flexibleSince: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));

export const TxnOffsetCommit = api({
  key: 28,
  name: 'TxnOffsetCommit',
  request,
  response,
  listeners: ['broker'],
});

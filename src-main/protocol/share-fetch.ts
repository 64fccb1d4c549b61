/**
 * Acquires records for a member of a share group and acknowledges earlier ones (KIP-932). v2 acquire modes
 * (KIP-1206) and renewal (KIP-1222).
 */
import {
  array,
  bool,
  int16,
  int32,
  int64,
  int8,
  message,
  nullable,
  records,
  string,
  struct,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ShareFetchRequest', { versions: [1, 2], flexibleSince: 0 }, () => ({
  groupId: nullable(string, { default: null }),
  memberId: nullable(string),
  shareSessionEpoch: int32(),
  maxWaitMs: int32(),
  minBytes: int32(),
  maxBytes: int32({ default: 2147483647 }),
  maxRecords: int32(),
  batchSize: int32(),
  shareAcquireMode: int8({ since: 2, default: 0 }),
  isRenewAck: bool({ since: 2, default: false }),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      acknowledgementBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        acknowledgeTypes: array(int8()),
      }),
    }),
  }),
  forgottenTopicsData: array({
    topicId: uuid(),
    partitions: array(int32()),
  }),
}));

const response = message('ShareFetchResponse', { versions: [1, 2], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  acquisitionLockTimeoutMs: int32(),
  responses: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
      acknowledgeErrorCode: int16(),
      acknowledgeErrorMessage: nullable(string, { default: null }),
      currentLeader: struct({
        leaderId: int32(),
        leaderEpoch: int32(),
      }),
      records: records(),
      acquiredRecords: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryCount: int16({ note: 'How often the records were acquired, this time included.' }),
      }),
    }),
  }),
  nodeEndpoints: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: nullable(string, { default: null }),
  }),
}));

export const ShareFetch = api({ key: 78, name: 'ShareFetch', request, response, listeners: ['broker'] });

/**
 * Acknowledges records of a share group: gap 0, accept 1, release 2, reject 3, renew 4 (version 2,
 * KIP-1222).
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
  string,
  struct,
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ShareAcknowledgeRequest', { versions: [1, 2], flexibleSince: 0 }, () => ({
  groupId: nullable(string, { default: null }),
  memberId: nullable(string),
  shareSessionEpoch: int32(),
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
}));

const response = message('ShareAcknowledgeResponse', { versions: [1, 2], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  acquisitionLockTimeoutMs: int32({ since: 2 }),
  responses: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: nullable(string, { default: null }),
      currentLeader: struct({
        leaderId: int32(),
        leaderEpoch: int32(),
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

export const ShareAcknowledge = api({
  key: 79,
  name: 'ShareAcknowledge',
  request,
  response,
  listeners: ['broker'],
});

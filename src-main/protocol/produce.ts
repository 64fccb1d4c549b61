/**
 * Appends record batches to partitions. v3 is the floor (record batch v2); v7 allows zstd; v8 names the
 * records that made a batch fail; v9 flexible; v10 hints the new leader in tagged fields (KIP-951); v12
 * adds the partition to the transaction by itself (KIP-890); v13 names topics by id (KIP-516).
 *
 * The lowest version is advertised as 0: librdkafka turns compression off otherwise (KAFKA-18659).
 */
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
  uuid,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ProduceRequest', { versions: [3, 13], flexibleSince: 9 }, () => ({
  transactionalId: nullable(string, { default: null }),
  acks: int16({ note: '0 none (no response at all), 1 the leader, -1 all in sync.' }),
  timeoutMs: int32(),
  topicData: array({
    name: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitionData: array({
      index: int32(),
      records: nullable(records),
    }),
  }),
}));

const response = message('ProduceResponse', { versions: [3, 13], flexibleSince: 9 }, () => ({
  responses: array({
    name: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitionResponses: array({
      index: int32(),
      errorCode: int16(),
      baseOffset: int64(),
      logAppendTimeMs: int64({ default: -1, note: '-1 unless the topic uses LogAppendTime.' }),
      logStartOffset: int64({ since: 5, default: -1 }),
      recordErrors: array(
        {
          batchIndex: int32(),
          batchIndexErrorMessage: nullable(string, { default: null }),
        },
        { since: 8, note: 'Records that made the whole batch fail.' },
      ),
      errorMessage: nullable(string, { since: 8, default: null }),
      currentLeader: struct(
        {
          leaderId: int32({ default: -1 }),
          leaderEpoch: int32({ default: -1 }),
        },
        { since: 10, tag: 0 },
      ),
    }),
  }),
  throttleTimeMs: int32({ default: 0 }),
  nodeEndpoints: array(
    {
      nodeId: int32(),
      host: string(),
      port: int32(),
      rack: nullable(string, { default: null }),
    },
    { since: 10, tag: 0 },
  ),
}));

export const Produce = api({
  key: 0,
  name: 'Produce',
  request,
  response,
  listeners: ['broker'],
  advertisedMinVersion: 0,
});

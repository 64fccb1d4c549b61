/**
 * Adds partitions to a transaction. Up to v3 for producers; from v4 on brokers ask for many transactions at
 * once, and may only verify (KIP-890).
 */
import { array, bool, int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const topic = () => ({
  name: string(),
  partitions: array(int32()),
});

const request = message('AddPartitionsToTxnRequest', { versions: [0, 5], flexibleSince: 3 }, () => ({
  transactions: array(
    {
      transactionalId: string(),
      producerId: int64(),
      producerEpoch: int16(),
      verifyOnly: bool({ default: false }),
      topics: array(topic()),
    },
    { since: 4 },
  ),
  v3AndBelowTransactionalId: string({ until: 3 }),
  v3AndBelowProducerId: int64({ until: 3 }),
  v3AndBelowProducerEpoch: int16({ until: 3 }),
  v3AndBelowTopics: array(topic(), { until: 3 }),
}));

const topicResult = () => ({
  name: string(),
  resultsByPartition: array({
    partitionIndex: int32(),
    partitionErrorCode: int16(),
  }),
});

const response = message('AddPartitionsToTxnResponse', { versions: [0, 5], flexibleSince: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ since: 4 }),
  resultsByTransaction: array(
    {
      transactionalId: string(),
      topicResults: array(topicResult()),
    },
    { since: 4 },
  ),
  resultsByTopicV3AndBelow: array(topicResult(), { until: 3 }),
}));

export const AddPartitionsToTxn = api({
  key: 24,
  name: 'AddPartitionsToTxn',
  request,
  response,
  listeners: ['broker'],
});

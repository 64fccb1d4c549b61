/** State of transactional ids. */
import { array, int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeTransactionsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  transactionalIds: array(string()),
}));

const response = message('DescribeTransactionsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  transactionStates: array({
    errorCode: int16(),
    transactionalId: string(),
    transactionState: string(),
    transactionTimeoutMs: int32(),
    transactionStartTimeMs: int64(),
    producerId: int64(),
    producerEpoch: int16(),
    topics: array({
      topic: string(),
      partitions: array(int32()),
    }),
  }),
}));

export const DescribeTransactions = api({
  key: 65,
  name: 'DescribeTransactions',
  request,
  response,
  listeners: ['broker'],
});

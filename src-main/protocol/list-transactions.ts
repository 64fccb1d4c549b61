/** Transactions that this broker coordinates. v1 filter by age; v2 by a pattern of the id (KIP-1152). */
import { array, int16, int32, int64, message, nullable, string, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ListTransactionsRequest', { versions: [0, 2], flexibleSince: 0 }, () => ({
  stateFilters: array(string()),
  producerIdFilters: array(int64()),
  durationFilter: wideInt64({ since: 1, default: -1 }),
  transactionalIdPattern: nullable(string, { since: 2, default: null }),
}));

const response = message('ListTransactionsResponse', { versions: [0, 2], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  unknownStateFilters: array(string()),
  transactionStates: array({
    transactionalId: string(),
    producerId: int64(),
    transactionState: string(),
  }),
}));

export const ListTransactions = api({
  key: 66,
  name: 'ListTransactions',
  request,
  response,
  listeners: ['broker'],
});

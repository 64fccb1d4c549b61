/**
 * A producer id and epoch, for idempotence and for transactions. v2 flexible; v3 the producer may offer the
 * ones it has (KIP-360); v6 two-phase commit (KIP-939), not stable yet.
 */
import { bool, int16, int32, int64, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('InitProducerIdRequest', { versions: [0, 6], flexibleSince: 2 }, () => ({
  transactionalId: nullable(string),
  transactionTimeoutMs: int32(),
  producerId: int64({ since: 3, default: -1, note: '-1: the producer has none yet.' }),
  producerEpoch: int16({ since: 3, default: -1 }),
  enable2Pc: bool({ since: 6, default: false }),
  keepPreparedTxn: bool({ since: 6, default: false }),
}));

const response = message('InitProducerIdResponse', { versions: [0, 6], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerId: int64({ default: -1 }),
  producerEpoch: int16(),
  ongoingTxnProducerId: int64({ since: 6, default: -1 }),
  ongoingTxnProducerEpoch: int16({ since: 6, default: -1 }),
}));

export const InitProducerId = api({
  key: 22,
  name: 'InitProducerId',
  request,
  response,
  listeners: ['broker'],
  latestVersionUnstable: true,
});

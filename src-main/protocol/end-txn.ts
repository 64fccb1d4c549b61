/** Commits or aborts a transaction. v3 flexible; v5 gives the producer its next epoch (KIP-890). */
import { bool, int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('EndTxnRequest', { versions: [0, 5], flexibleSince: 3 }, () => ({
  transactionalId: string(),
  producerId: int64(),
  producerEpoch: int16(),
  committed: bool(),
}));

const response = message('EndTxnResponse', { versions: [0, 5], flexibleSince: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerId: int64({ since: 5, default: -1 }),
  producerEpoch: int16({ since: 5, default: -1 }),
}));

export const EndTxn = api({ key: 26, name: 'EndTxn', request, response, listeners: ['broker'] });

/** Adds a group's offsets partition to a transaction. v3 flexible. */
import { int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AddOffsetsToTxnRequest', { versions: [0, 4], flexibleSince: 3 }, () => ({
  transactionalId: string(),
  producerId: int64(),
  producerEpoch: int16(),
  groupId: string(),
}));

const response = message('AddOffsetsToTxnResponse', { versions: [0, 4], flexibleSince: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
}));

export const AddOffsetsToTxn = api({
  key: 25,
  name: 'AddOffsetsToTxn',
  request,
  response,
  listeners: ['broker'],
});

/** Changes when a delegation token expires; a negative period expires it at once. v2 flexible. */
import { bytes, int16, int32, int64, message, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ExpireDelegationTokenRequest', { versions: [1, 2], flexibleSince: 2 }, () => ({
  hmac: bytes(),
  expiryTimePeriodMs: wideInt64(),
}));

const response = message('ExpireDelegationTokenResponse', { versions: [1, 2], flexibleSince: 2 }, () => ({
  errorCode: int16(),
  expiryTimestampMs: int64(),
  throttleTimeMs: int32({ default: 0 }),
}));

export const ExpireDelegationToken = api({
  key: 40,
  name: 'ExpireDelegationToken',
  request,
  response,
  listeners: ['broker', 'controller'],
});

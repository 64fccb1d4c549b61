/** Renews a delegation token. v2 flexible. */
import { bytes, int16, int32, int64, message, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('RenewDelegationTokenRequest', { versions: [1, 2], flexibleSince: 2 }, () => ({
  hmac: bytes(),
  renewPeriodMs: wideInt64(),
}));

const response = message('RenewDelegationTokenResponse', { versions: [1, 2], flexibleSince: 2 }, () => ({
  errorCode: int16(),
  expiryTimestampMs: int64(),
  throttleTimeMs: int32({ default: 0 }),
}));

export const RenewDelegationToken = api({
  key: 39,
  name: 'RenewDelegationToken',
  request,
  response,
  listeners: ['broker', 'controller'],
});

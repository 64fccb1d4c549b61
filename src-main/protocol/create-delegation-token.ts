/** Creates a delegation token. v2 flexible; v3 for another owner (KIP-373). */
import { array, bytes, int16, int32, int64, message, nullable, string, wideInt64 } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('CreateDelegationTokenRequest', { versions: [1, 3], flexibleSince: 2 }, () => ({
  ownerPrincipalType: nullable(string, { since: 3 }),
  ownerPrincipalName: nullable(string, { since: 3 }),
  renewers: array({
    principalType: string(),
    principalName: string(),
  }),
  maxLifetimeMs: wideInt64(),
}));

const response = message('CreateDelegationTokenResponse', { versions: [1, 3], flexibleSince: 2 }, () => ({
  errorCode: int16(),
  principalType: string(),
  principalName: string(),
  tokenRequesterPrincipalType: string({ since: 3 }),
  tokenRequesterPrincipalName: string({ since: 3 }),
  issueTimestampMs: int64(),
  expiryTimestampMs: int64(),
  maxTimestampMs: int64(),
  tokenId: string(),
  hmac: bytes(),
  throttleTimeMs: int32({ default: 0 }),
}));

export const CreateDelegationToken = api({
  key: 38,
  name: 'CreateDelegationToken',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/** Delegation tokens, of all owners when the list is null. v2 flexible; v3 the requester. */
import { array, bytes, int16, int32, int64, message, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeDelegationTokenRequest', { versions: [1, 3], flexibleSince: 2 }, () => ({
  owners: nullableArray({
    principalType: string(),
    principalName: string(),
  }),
}));

const response = message('DescribeDelegationTokenResponse', { versions: [1, 3], flexibleSince: 2 }, () => ({
  errorCode: int16(),
  tokens: array({
    principalType: string(),
    principalName: string(),
    tokenRequesterPrincipalType: string({ since: 3 }),
    tokenRequesterPrincipalName: string({ since: 3 }),
    issueTimestamp: int64(),
    expiryTimestamp: int64(),
    maxTimestamp: int64(),
    tokenId: string(),
    hmac: bytes(),
    renewers: array({
      principalType: string(),
      principalName: string(),
    }),
  }),
  throttleTimeMs: int32({ default: 0 }),
}));

export const DescribeDelegationToken = api({
  key: 41,
  name: 'DescribeDelegationToken',
  request,
  response,
  listeners: ['broker', 'controller'],
});

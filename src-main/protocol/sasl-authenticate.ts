/** Carries a SASL token. v1 says how long the session lives; v2 flexible. */
import { bytes, int16, int64, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('SaslAuthenticateRequest', { versions: [0, 2], flexibleSince: 2 }, () => ({
  authBytes: bytes(),
}));

const response = message('SaslAuthenticateResponse', { versions: [0, 2], flexibleSince: 2 }, () => ({
  errorCode: int16(),
  errorMessage: nullable(string),
  authBytes: bytes(),
  sessionLifetimeMs: int64({ since: 1, default: 0 }),
}));

export const SaslAuthenticate = api({
  key: 36,
  name: 'SaslAuthenticate',
  request,
  response,
  listeners: ['broker', 'controller'],
});

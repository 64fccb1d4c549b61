/** Agrees on a SASL mechanism. After 0 raw tokens follow, after 1 SaslAuthenticate requests. */
import { array, int16, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('SaslHandshakeRequest', { versions: [0, 1] }, () => ({
  mechanism: string(),
}));

const response = message('SaslHandshakeResponse', { versions: [0, 1] }, () => ({
  errorCode: int16(),
  mechanisms: array(string()),
}));

export const SaslHandshake = api({
  key: 17,
  name: 'SaslHandshake',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/** Takes a broker out of the cluster's metadata. */
import { int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('UnregisterBrokerRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  brokerId: int32(),
}));

const response = message('UnregisterBrokerResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
}));

export const UnregisterBroker = api({
  key: 64,
  name: 'UnregisterBroker',
  request,
  response,
  listeners: ['broker', 'controller'],
});

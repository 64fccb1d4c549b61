/**
 * A broker forwards a client's request to the active controller, with the client's principal and address
 * (KIP-590).
 */
import { bytes, int16, message, nullable } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('EnvelopeRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  requestData: bytes(),
  requestPrincipal: nullable(bytes),
  clientHostAddress: bytes(),
}));

const response = message('EnvelopeResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  responseData: nullable(bytes, { default: null }),
  errorCode: int16(),
}));

export const Envelope = api({ key: 58, name: 'Envelope', request, response, listeners: ['controller'] });

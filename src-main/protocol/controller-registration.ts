/** A controller registers its endpoints and features with the active one (KIP-919). */
import { array, bool, int16, int32, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ControllerRegistrationRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  controllerId: int32(),
  incarnationId: uuid(),
  zkMigrationReady: bool(),
  listeners: array({
    name: string(),
    host: string(),
    port: uint16(),
    securityProtocol: int16(),
  }),
  features: array({
    name: string(),
    minSupportedVersion: int16(),
    maxSupportedVersion: int16(),
  }),
}));

const response = message('ControllerRegistrationResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
}));

export const ControllerRegistration = api({
  key: 70,
  name: 'ControllerRegistration',
  request,
  response,
  listeners: ['controller'],
});

/**
 * A broker registers with the controller and gets its epoch. 1 ZooKeeper migration; v2 log directories
 * (KIP-858); v3 the epoch before, to detect an unclean shutdown (KIP-966); v4 feature ranges may start at
 * 0.
 */
import { array, bool, int16, int32, int64, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('BrokerRegistrationRequest', { versions: [0, 4], flexibleSince: 0 }, () => ({
  brokerId: int32(),
  clusterId: string(),
  incarnationId: uuid(),
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
  rack: nullable(string),
  isMigratingZkBroker: bool({ since: 1, default: false }),
  logDirs: array(uuid(), { since: 2 }),
  previousBrokerEpoch: int64({ since: 3, default: -1 }),
}));

const response = message('BrokerRegistrationResponse', { versions: [0, 4], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  brokerEpoch: int64({ default: -1 }),
}));

export const BrokerRegistration = api({
  key: 62,
  name: 'BrokerRegistration',
  request,
  response,
  listeners: ['controller'],
});

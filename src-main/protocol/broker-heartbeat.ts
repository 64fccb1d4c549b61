/**
 * A broker's sign of life to the controller; how it is unfenced, fenced and shut down in order. v1 offline
 * log directories; v2 cordoned ones (KIP-1066).
 */
import { array, bool, int16, int32, int64, message, nullableArray, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('BrokerHeartbeatRequest', { versions: [0, 2], flexibleSince: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  currentMetadataOffset: int64({ note: 'The highest metadata offset that the broker has applied.' }),
  wantFence: bool(),
  wantShutDown: bool(),
  offlineLogDirs: array(uuid(), { since: 1, tag: 0 }),
  cordonedLogDirs: nullableArray(uuid(), { since: 2, tag: 1, default: null }),
}));

const response = message('BrokerHeartbeatResponse', { versions: [0, 2], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  isCaughtUp: bool({ default: false }),
  isFenced: bool({ default: true }),
  shouldShutDown: bool(),
}));

export const BrokerHeartbeat = api({
  key: 63,
  name: 'BrokerHeartbeat',
  request,
  response,
  listeners: ['controller'],
});

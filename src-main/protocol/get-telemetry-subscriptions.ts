/** Which metrics a client should push (KIP-714). */
import { array, bool, int16, int32, int8, message, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('GetTelemetrySubscriptionsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  clientInstanceId: uuid(),
}));

const response = message('GetTelemetrySubscriptionsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  clientInstanceId: uuid(),
  subscriptionId: int32(),
  acceptedCompressionTypes: array(int8()),
  pushIntervalMs: int32(),
  telemetryMaxBytes: int32(),
  deltaTemporality: bool(),
  requestedMetrics: array(string()),
}));

export const GetTelemetrySubscriptions = api({
  key: 71,
  name: 'GetTelemetrySubscriptions',
  request,
  response,
  listeners: ['broker'],
});

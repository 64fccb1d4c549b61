/** A client pushes metrics in OpenTelemetry's format (KIP-714). */
import { bool, bytes, int16, int32, int8, message, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('PushTelemetryRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  clientInstanceId: uuid(),
  subscriptionId: int32(),
  terminating: bool(),
  compressionType: int8(),
  metrics: bytes(),
}));

const response = message('PushTelemetryResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
}));

export const PushTelemetry = api({
  key: 72,
  name: 'PushTelemetry',
  request,
  response,
  listeners: ['broker'],
});

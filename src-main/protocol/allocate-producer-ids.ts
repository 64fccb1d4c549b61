/** A broker takes a block of producer ids from the controller. */
import { int16, int32, int64, message } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AllocateProducerIdsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
}));

const response = message('AllocateProducerIdsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerIdStart: int64(),
  producerIdLen: int32(),
}));

export const AllocateProducerIds = api({
  key: 67,
  name: 'AllocateProducerIds',
  request,
  response,
  listeners: ['controller'],
});

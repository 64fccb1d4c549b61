/** A broker tells the controller which log directory holds which replica (KIP-858). */
import { array, int16, int32, int64, message, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AssignReplicasToDirsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  directories: array({
    id: uuid(),
    topics: array({
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  }),
}));

const response = message('AssignReplicasToDirsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  directories: array({
    id: uuid(),
    topics: array({
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  }),
}));

export const AssignReplicasToDirs = api({
  key: 73,
  name: 'AssignReplicasToDirs',
  request,
  response,
  listeners: ['controller'],
});

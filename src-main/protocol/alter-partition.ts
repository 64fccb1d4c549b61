/**
 * A partition leader asks the controller to change the ISR. v2 topic ids; v3 broker epochs beside the ids,
 * so that a restarted broker cannot slip in (KIP-903).
 */
import { array, int16, int32, int64, int8, message, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterPartitionRequest', { versions: [2, 3], flexibleSince: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      leaderEpoch: int32(),
      newIsr: array(int32(), { until: 2 }),
      newIsrWithEpochs: array(
        {
          brokerId: int32(),
          brokerEpoch: int64({ default: -1 }),
        },
        { since: 3 },
      ),
      leaderRecoveryState: int8({ default: 0 }),
      partitionEpoch: int32(),
    }),
  }),
}));

const response = message('AlterPartitionResponse', { versions: [2, 3], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
      isr: array(int32()),
      leaderRecoveryState: int8({ default: 0 }),
      partitionEpoch: int32(),
    }),
  }),
}));

export const AlterPartition = api({
  key: 56,
  name: 'AlterPartition',
  request,
  response,
  listeners: ['controller'],
});

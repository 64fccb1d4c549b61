/**
 * Start offsets of share partitions without their batches (KIP-932). v1 count of finished deliveries, for
 * lag (KIP-1226).
 */
import { array, int16, int32, int64, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ReadShareGroupStateSummaryRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      leaderEpoch: int32(),
    }),
  }),
}));

const response = message(
  'ReadShareGroupStateSummaryResponse',
  { versions: [0, 1], flexibleSince: 0 },
  () => ({
    results: array({
      topicId: uuid(),
      partitions: array({
        partition: int32(),
        errorCode: int16(),
        errorMessage: nullable(string, { default: null }),
        stateEpoch: int32(),
        leaderEpoch: int32(),
        startOffset: int64(),
        deliveryCompleteCount: int32({ since: 1, default: -1 }),
      }),
    }),
  }),
);

export const ReadShareGroupStateSummary = api({
  key: 87,
  name: 'ReadShareGroupStateSummary',
  request,
  response,
  listeners: ['broker'],
});

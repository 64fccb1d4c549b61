/**
 * The transaction coordinator has the partition leaders write commit or abort markers. v2 adds the
 * transaction version (KIP-1228).
 */
import { array, bool, int16, int32, int64, int8, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('WriteTxnMarkersRequest', { versions: [1, 2], flexibleSince: 1 }, () => ({
  markers: array({
    producerId: int64(),
    producerEpoch: int16(),
    transactionResult: bool(),
    topics: array({
      name: string(),
      partitionIndexes: array(int32()),
    }),
    coordinatorEpoch: int32(),
    transactionVersion: int8({ since: 2, default: 0 }),
  }),
}));

const response = message('WriteTxnMarkersResponse', { versions: [1, 2], flexibleSince: 1 }, () => ({
  markers: array({
    producerId: int64(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  }),
}));

export const WriteTxnMarkers = api({
  key: 27,
  name: 'WriteTxnMarkers',
  request,
  response,
  listeners: ['broker'],
});

/** `__transaction_state`: the state of transactional ids. */
import { array, int16, int32, int64, int8, message, nullableArray, string } from '../../wire/index.ts';

export const TransactionLogKey = message('TransactionLogKey', { versions: [0, 0] }, () => ({
  transactionalId: string(),
}));

/** v0 with transaction.version 0, v1 above. The partitions are null in Empty. */
export const TransactionLogValue = message(
  'TransactionLogValue',
  { versions: [0, 1], flexibleSince: 1 },
  () => ({
    producerId: int64(),
    previousProducerId: int64({ since: 1, tag: 0, default: -1 }),
    nextProducerId: int64({ since: 1, tag: 1, default: -1 }),
    producerEpoch: int16(),
    nextProducerEpoch: int16({ since: 1, tag: 3, default: -1 }),
    transactionTimeoutMs: int32(),
    transactionStatus: int8({
      note: '0 Empty, 1 Ongoing, 2 PrepareCommit, 3 PrepareAbort, 4 CompleteCommit, 5 CompleteAbort, 6 Dead, 7 fencing.',
    }),
    transactionPartitions: nullableArray({
      topic: string(),
      partitionIds: array(int32()),
    }),
    transactionLastUpdateTimestampMs: int64(),
    transactionStartTimestampMs: int64(),
    clientTransactionVersion: int16({ since: 1, tag: 2, default: 0 }),
  }),
);

/** Transactions: what the coordinators know, what nobody looks after, and the end of one. */
import { useMemo } from 'react';
import type {
  HangingPlace,
  HangingView,
  TransactionLoss,
  TransactionsView,
} from '../../../src-main/contract/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { client } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

/** The value is null as long as no coordinator has answered. */
export function useTransactions(): Snapshot<TransactionsView> {
  const stream = useStream('transactions.watch', { cluster: useClusterId() });
  return useSnapshot(stream) as Snapshot<TransactionsView>;
}

/** Asks the leaders of all partitions, once. */
export function useHanging(): Asked<HangingView> {
  return useAsked('transactions.findHanging', { cluster: useClusterId() }, t('hanging.failed'));
}

export function useLoss(place: HangingPlace): Asked<TransactionLoss> {
  const { topic, partition, producerId, producerEpoch, startOffset } = place;
  const input = { cluster: useClusterId(), topic, partition, producerId, producerEpoch, startOffset };
  return useAsked('transactions.loss', input, t('abort.lossFailed'));
}

export function useTransactionActions() {
  const cluster = useClusterId();
  return useMemo(
    () => ({
      abort: ({ topic, partition, producerId, producerEpoch, startOffset }: HangingPlace) =>
        client().call('transactions.abort', {
          cluster,
          topic,
          partition,
          producerId,
          producerEpoch,
          startOffset,
        }),
    }),
    [cluster],
  );
}

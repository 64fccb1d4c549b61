/** Transactions: what the coordinators know, what nobody looks after, and the end of one. */
import { useMemo, useState } from 'react';
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

/** Asked of the coordinators only while it is seen. The value is null as long as none has answered. */
export function useTransactions(visible: boolean): Snapshot<TransactionsView> {
  const cluster = useClusterId();
  const stream = useStream('transactions.watch', visible ? { cluster } : null);
  const live = useSnapshot(stream) as Snapshot<TransactionsView>;
  // In the background the screen stands as it was: what is chosen there stays chosen.
  const [kept, setKept] = useState(live);
  if (visible && kept !== live) setKept(live);
  return visible ? live : kept;
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

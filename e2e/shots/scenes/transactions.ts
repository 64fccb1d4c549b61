import { inFront } from '../../steps/screens.ts';
import { OPEN_TRANSACTION, PAYMENTS, STOCK } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { click, firstRow, pickOption, steps } from './scene.ts';
import type { Scene } from './scene.ts';

/** Transactions and producers, where they are served and where not. */
export function transactionScenes({ kafka }: Pick<Stage, 'kafka'>): Scene[] {
  const here: Scene[] = [
    { name: 'transactions, not served', address: '/transactions', shows: 'transactions-unsupported' },
    {
      name: 'topic: producers of our own nodes',
      address: `/topics/${PAYMENTS}?tab=producers`,
      shows: 'producers-table',
    },
  ];
  if (kafka === null) return here;
  const transactions = `${kafka}/transactions`;
  const hanging = `${transactions}?tab=hanging`;
  return [
    ...here,
    { name: 'transactions', address: transactions, shows: 'transactions-table' },
    {
      name: 'transactions, none match',
      address: transactions,
      shows: 'screen-transactions',
      set: pickOption('transaction-duration', 3),
      again: true,
    },
    {
      name: 'a transaction',
      address: `${transactions}?id=${OPEN_TRANSACTION}`,
      shows: 'transaction-partitions',
    },
    { name: 'transactions: hanging', address: hanging, shows: 'detail', set: firstRow('hanging-table') },
    {
      name: 'abort a transaction',
      address: hanging,
      shows: 'abort-lost',
      set: steps(firstRow('hanging-table'), click('abort-transaction'), (page) =>
        page.getByTestId('abort-freed').getByText(/\d/).waitFor(),
      ),
    },
    {
      name: 'topic: producers',
      address: `${kafka}/topics/${STOCK}?tab=producers`,
      shows: 'producers-table',
      set: (page) => inFront(page, 'producer-state').first().waitFor(),
    },
  ];
}

import { expect, test } from 'vitest';
import type { TransactionView } from '../../../src-main/contract/index.ts';
import { accepts, ANY_STATE, markOf, type TransactionFilter, UNDER_WAY } from './rows.ts';

const NOW_MS = 1_000_000;

function transaction(transactionalId: string, change: Partial<TransactionView>): TransactionView {
  return {
    transactionalId,
    coordinator: 1,
    state: 'CompleteCommit',
    producerId: 7,
    producerEpoch: 0,
    timeoutMs: 60_000,
    startedMs: null,
    partitions: [],
    ...change,
  };
}

const ALL = [
  transaction('payments-1', {}),
  transaction('payments-2', { state: 'CompleteAbort', producerId: 8 }),
  transaction('orders-1', {
    state: 'Ongoing',
    startedMs: NOW_MS - 12_000,
    partitions: [{ topic: 'Bills', partition: 0 }],
  }),
  transaction('orders-2', { state: 'PrepareCommit', startedMs: NOW_MS - 61_000 }),
];

test.each<[Partial<TransactionFilter>, string]>([
  [{}, 'payments-1 payments-2 orders-1 orders-2'],
  [{ text: 'PAYMENTS' }, 'payments-1 payments-2'],
  [{ text: ' bills ' }, 'orders-1'],
  [{ text: '8' }, 'payments-2'],
  [{ state: 'CompleteAbort' }, 'payments-2'],
  [{ state: UNDER_WAY }, 'orders-1 orders-2'],
  [{ duration: '10000' }, 'orders-1 orders-2'],
  [{ duration: '60000' }, 'orders-2'],
  [{ duration: '900000' }, ''],
  [{ duration: 'timeout' }, 'orders-2'],
  [{ text: 'orders', state: 'Ongoing', duration: '60000' }, ''],
])('%j shows %j', (filter, shown) => {
  const accept = accepts({ text: '', state: ANY_STATE, duration: 'any', ...filter }, NOW_MS);
  expect(ALL.filter(accept).map((one) => one.transactionalId)).toEqual(shown.split(' ').filter(Boolean));
});

test('open ones are marked, and those over their timeout differently', () => {
  expect(ALL.map((one) => markOf(one, NOW_MS))).toEqual(['full', 'ring', 'half', 'cross']);
});

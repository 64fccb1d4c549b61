import type { TransactionView } from '../../../../src-main/contract/index.ts';
import { formatCount, formatDuration } from '../../../lib/format/index.ts';
import { withHiddenShown } from '../../../lib/format/hidden.ts';
import { t } from '../../../lib/i18n/index.ts';
import {
  Count,
  Duration,
  StateMark,
  Tip,
  producerEpochColumn,
  producerIdColumn,
  type Column,
} from '../../../ui/index.ts';
import { isOverdue, markOf, openForMs } from '../rows.ts';

export function transactionColumns(nowMs: number): Column<TransactionView>[] {
  const openText = (one: TransactionView): string => formatDuration(openForMs(one, nowMs));
  return [
    {
      id: 'id',
      header: t('transactions.id'),
      term: 'transactionalId',
      width: 240,
      minWidth: 128,
      flex: true,
      text: (one) => one.transactionalId,
      cell: (one) => <span className="mono ellipsis">{withHiddenShown(one.transactionalId)}</span>,
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 146,
      text: (one) => one.state,
      cell: (one) => <TransactionState transaction={one} nowMs={nowMs} />,
    },
    {
      id: 'openFor',
      header: t('transactions.openFor'),
      width: 104,
      align: 'end',
      text: openText,
      sort: (one) => openForMs(one, nowMs),
      cell: (one) => <span className={isOverdue(one, nowMs) ? 'bad' : ''}>{openText(one)}</span>,
    },
    {
      id: 'timeout',
      header: t('transactions.timeout'),
      width: 86,
      align: 'end',
      text: (one) => formatDuration(one.timeoutMs),
      raw: (one) => one.timeoutMs,
      sort: (one) => one.timeoutMs,
      cell: (one) => <Duration ms={one.timeoutMs} />,
    },
    {
      id: 'partitions',
      header: t('column.partitions'),
      width: 88,
      align: 'end',
      text: (one) => formatCount(one.partitions.length),
      sort: (one) => one.partitions.length,
      cell: (one) => <Count value={one.partitions.length} />,
    },
    producerIdColumn(),
    producerEpochColumn(),
    {
      id: 'coordinator',
      header: t('column.coordinator'),
      width: 96,
      align: 'end',
      text: (one) => String(one.coordinator),
      sort: (one) => one.coordinator,
      cell: (one) => one.coordinator,
    },
  ];
}

/** Kafka's word with its mark; what it means on hover. */
export function TransactionState({ transaction, nowMs }: { transaction: TransactionView; nowMs: number }) {
  return (
    <Tip text={stateText(transaction, nowMs)}>
      <span className="row tight" data-testid="transaction-state-of">
        <StateMark shape={markOf(transaction, nowMs)} />
        {transaction.state}
      </span>
    </Tip>
  );
}

const EXPLAINED = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'PrepareEpochFence',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
] as const;

/** In a sentence; '' for a state of a Kafka newer than we are. */
export function stateText(one: TransactionView, nowMs: number): string {
  if (one.state === 'Ongoing' && isOverdue(one, nowMs)) return t('transactions.overdue');
  const known = EXPLAINED.find((state) => state === one.state);
  return known === undefined ? '' : t(`transactions.says.${known}`);
}

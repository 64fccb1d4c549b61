import type { TransactionView } from '../../../../src-main/contract/index.ts';
import { formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useNow } from '../../../lib/now.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { Copyable, Duration, FactList, Time, producerFacts } from '../../../ui/index.ts';
import { openForMs } from '../rows.ts';
import { stateText, TransactionState } from './transaction-columns.tsx';

/** One transactional id: its producer, how long it may take and takes, and the partitions of what is open. */
export function TransactionDetail({ transaction: one }: { transaction: TransactionView }) {
  const nowMs = useNow();
  const says = stateText(one, nowMs);
  return (
    <div
      className="scroll transaction-detail"
      tabIndex={0}
      role="region"
      aria-label={one.transactionalId}
      data-testid="transaction-detail"
    >
      {says && <p className="small muted">{says}</p>}
      <FactList
        facts={[
          { label: t('column.state'), value: <TransactionState transaction={one} nowMs={nowMs} /> },
          {
            label: t('transactions.id'),
            value: <Copyable text={one.transactionalId} />,
            term: 'transactionalId',
          },
          ...producerFacts(one),
          { label: t('transactions.started'), value: <Time epochMs={one.startedMs} /> },
          { label: t('transactions.openFor'), value: formatDuration(openForMs(one, nowMs)) },
          { label: t('transactions.timeout'), value: <Duration ms={one.timeoutMs} /> },
          {
            label: t('column.coordinator'),
            value: (
              <button
                type="button"
                className="link"
                onClick={() => openPlace(addressOf(['nodes'], { node: String(one.coordinator) }))}
              >
                {t('node.name', { id: String(one.coordinator) })}
              </button>
            ),
          },
        ]}
      />
      <h2>{t('column.partitions')}</h2>
      {one.partitions.length === 0 ? (
        <p className="small muted">{t('transactions.noPartitions')}</p>
      ) : (
        <ul className="transaction-partitions" data-testid="transaction-partitions">
          {one.partitions.map(({ topic, partition }) => (
            <li key={`${topic}-${partition}`}>
              <button
                type="button"
                className="link"
                onClick={() => openPlace(addressOf(['topics', topic], { tab: 'producers' }))}
              >
                {`${topic}-${partition}`}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

import CircleSlash from 'lucide-react/icons/circle-slash';
import { useCallback, useMemo, useState } from 'react';
import type { HangingTransaction } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import {
  Button,
  Copyable,
  Count,
  EmptyState,
  ErrorBlock,
  FactList,
  ScreenBody,
  SplitDetail,
  StateMark,
  Table,
  Time,
  Tip,
  Toolbar,
  Waiting,
  lastBatchColumn,
  producerFacts,
  producerIdColumn,
  type Column,
  type MenuEntry,
} from '../../../ui/index.ts';
import { useHanging } from '../store.ts';
import { AbortDialog } from './abort-dialog.tsx';
import { translated } from '../../../lib/said.ts';

/** Looks through all partitions for what is open and forgotten, says why it hangs, and can end it. */
export function HangingPanel() {
  const { value, failure, loading, refresh } = useHanging();
  const [chosenKey, setChosen] = useState<string | null>(null);
  const chosen = value?.hanging.find((one) => keyOf(one) === chosenKey) ?? null;
  const [doomed, setDoomed] = useState<HangingTransaction | null>(null);
  const columns = useMemo(() => hangingColumns(), []);
  const actions = useCallback(
    (one: HangingTransaction): MenuEntry[] => [
      {
        id: 'abort',
        label: t('abort.title'),
        danger: true,
        writes: true,
        icon: CircleSlash,
        run: () => setDoomed(one),
      },
    ],
    [],
  );
  return (
    <>
      <Toolbar>
        <Button onClick={refresh} busy={loading} data-testid="hanging-refresh">
          {t('hanging.again')}
        </Button>
        <span className="small muted grow" role="status" data-testid="hanging-looked">
          {value && !loading
            ? t('hanging.looked', { partitions: formatCount(value.partitions) })
            : t('hanging.looking')}
        </span>
      </Toolbar>
      <p className="transactions-notice small muted">{t('hanging.text')}</p>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {value?.failed.slice(0, 3).map(({ topic, partition, reason }) => (
        <p
          key={`${topic}-${partition}`}
          className="transactions-notice small bad"
          data-testid="hanging-untold"
        >
          {t('hanging.untold', { partition: `${topic}-${partition}`, reason: translated(reason) })}
        </p>
      ))}
      {value && value.failed.length > 3 && (
        <p className="transactions-notice small bad">
          {t('hanging.moreUntold', { count: value.failed.length - 3 })}
        </p>
      )}
      {value === null ? (
        !failure && <Waiting />
      ) : (
        <SplitDetail
          id="hanging"
          title={chosen && <code>{`${chosen.topic}-${chosen.partition}`}</code>}
          detail={chosen && <HangingDetail transaction={chosen} onAbort={() => setDoomed(chosen)} />}
          onClose={() => setChosen(null)}
        >
          <ScreenBody>
            <Table
              id="hanging"
              label={t('transactions.tab.hanging')}
              columns={columns}
              rows={value.hanging}
              rowKey={keyOf}
              selected={chosen && keyOf(chosen)}
              onSelect={(one) => setChosen(one && keyOf(one))}
              rowActions={actions}
              stale={failure !== null}
              testId="hanging-table"
              empty={
                <EmptyState
                  testId="nothing-hangs"
                  text={t(value.failed.length === 0 ? 'hanging.none' : 'hanging.noneKnown')}
                />
              }
            />
          </ScreenBody>
        </SplitDetail>
      )}
      {doomed && <AbortDialog transaction={doomed} onClose={() => setDoomed(null)} onAborted={refresh} />}
    </>
  );
}

const keyOf = (one: HangingTransaction): string =>
  `${one.topic}-${one.partition} ${one.producerId} ${one.startOffset}`;

/** One that hangs: why, where its records are, and the way out. */
function HangingDetail({
  transaction: one,
  onAbort,
}: {
  transaction: HangingTransaction;
  onAbort: () => void;
}) {
  const partition = `${one.topic}-${one.partition}`;
  return (
    <div className="scroll transaction-detail" tabIndex={0} role="region" aria-label={partition}>
      <p>{whyText(one)}</p>
      <div className="row">
        <Button kind="danger" icon={CircleSlash} writes onClick={onAbort} data-testid="abort-transaction">
          {t('abort.title')}
        </Button>
      </div>
      <FactList
        facts={[
          ...producerFacts(one),
          {
            label: t('transactions.id'),
            value: one.transactionalId === null ? '–' : <Copyable text={one.transactionalId} />,
            term: 'transactionalId',
          },
          {
            label: t('producers.openSince'),
            value: (
              <button
                type="button"
                className="link"
                onClick={() =>
                  openPlace(
                    addressOf(['topics', one.topic], {
                      from: 'offset',
                      at: String(one.startOffset),
                      partitions: String(one.partition),
                    }),
                  )
                }
              >
                {formatCount(one.startOffset)}
              </button>
            ),
          },
          { label: t('producers.lastBatch'), value: <Time epochMs={one.lastTimestampMs} /> },
        ]}
      />
    </div>
  );
}

const whyText = ({ transactionalId }: HangingTransaction): string =>
  transactionalId === null ? t('hanging.why.unknown') : t('hanging.why.left', { id: transactionalId });

/** For a cell; the whole of it is beside the list, and on hover. */
const whyBriefly = ({ transactionalId }: HangingTransaction): string =>
  t(transactionalId === null ? 'hanging.why.unknownBriefly' : 'hanging.why.leftBriefly');

function hangingColumns(): Column<HangingTransaction>[] {
  return [
    {
      id: 'partition',
      header: t('column.partition'),
      width: 150,
      minWidth: 110,
      flex: true,
      text: (one) => `${one.topic}-${one.partition}`,
      cell: (one) => (
        <span className="row tight">
          <StateMark shape="cross" />
          <button
            type="button"
            tabIndex={-1}
            className="link ellipsis"
            onClick={() => openPlace(addressOf(['topics', one.topic], { tab: 'producers' }))}
          >
            {`${one.topic}-${one.partition}`}
          </button>
        </span>
      ),
    },
    {
      id: 'why',
      header: t('hanging.why'),
      width: 210,
      minWidth: 150,
      flex: true,
      text: whyText,
      cell: (one) => (
        <Tip text={whyText(one)}>
          <span className="ellipsis">{whyBriefly(one)}</span>
        </Tip>
      ),
    },
    {
      id: 'offset',
      header: t('producers.openSince'),
      width: 136,
      align: 'end',
      text: (one) => formatCount(one.startOffset),
      sort: (one) => one.startOffset,
      cell: (one) => <Count value={one.startOffset} />,
    },
    lastBatchColumn(),
    producerIdColumn(),
  ];
}

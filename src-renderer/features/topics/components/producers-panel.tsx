import { useMemo, useState } from 'react';
import type { ProducersView, ProducerView } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import {
  Button,
  Count,
  EmptyState,
  ErrorBlock,
  ScreenBody,
  Select,
  StateMark,
  Switch,
  Table,
  Tip,
  Toolbar,
  Waiting,
  lastBatchColumn,
  producerEpochColumn,
  producerIdColumn,
  type Column,
} from '../../../ui/index.ts';
import { useProducers } from '../store.ts';
import { translated } from '../../../lib/said.ts';

const ANY_PARTITION = 'any';

/** The producers with an id that each partition remembers, and whether a transaction of theirs is open or hangs. */
export function ProducersPanel({ topic }: { topic: string }) {
  const { value, failure, loading, refresh } = useProducers(topic);
  if (failure?.code === 'unsupported')
    return (
      <EmptyState
        testId="producers-unsupported"
        text={t('producers.notServed')}
        action={<Button onClick={() => openPlace('/connections')}>{t('screen.connections')}</Button>}
      />
    );
  return (
    <>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {value ? (
        <Producers topic={topic} view={value} stale={failure !== null} busy={loading} refresh={refresh} />
      ) : (
        !failure && <Waiting />
      )}
    </>
  );
}

function Producers({
  topic,
  view,
  stale,
  busy,
  refresh,
}: {
  topic: string;
  view: ProducersView;
  stale: boolean;
  busy: boolean;
  refresh: () => void;
}) {
  const [partition, setPartition] = useState(ANY_PARTITION);
  const [openOnly, setOpenOnly] = useState(false);
  const columns = useMemo(() => producerColumns(topic), [topic]);
  const partitions = [...new Set(view.producers.map((one) => one.partition))].toSorted((a, b) => a - b);
  const rows = view.producers.filter(
    (one) =>
      (partition === ANY_PARTITION || String(one.partition) === partition) &&
      (!openOnly || one.transactionStartOffset !== null),
  );
  return (
    <>
      <Toolbar>
        <Select
          label={t('column.partition')}
          value={partition}
          onChange={setPartition}
          options={[
            { value: ANY_PARTITION, label: t('producers.anyPartition') },
            ...partitions.map((one) => ({ value: String(one), label: String(one) })),
          ]}
          testId="producers-partition"
        />
        <Switch
          label={t('producers.openOnly')}
          checked={openOnly}
          onChange={setOpenOnly}
          testId="producers-open"
        />
        <Button onClick={refresh} busy={busy} data-testid="producers-refresh">
          {t('action.refresh')}
        </Button>
        <span className="small muted grow">{t('producers.says')}</span>
        <Button
          kind="quiet"
          onClick={() => openPlace('/transactions?tab=hanging')}
          data-testid="producers-hanging"
        >
          {t('hanging.find')}
        </Button>
      </Toolbar>
      {view.failed.map(({ partition: index, reason }) => (
        <p key={index} className="panel-notice small bad" data-testid="producers-untold">
          {t('hanging.untold', { partition: `${topic}-${index}`, reason: translated(reason) })}
        </p>
      ))}
      {view.undecided && (
        <p className="panel-notice small warn">
          {t('producers.undecided', {
            id: String(view.undecided.id),
            reason: translated(view.undecided.reason),
          })}
        </p>
      )}
      <ScreenBody>
        <Table
          id="producers"
          label={t('topic.tab.producers')}
          columns={columns}
          rows={rows}
          rowKey={(one) => `${one.partition} ${one.producerId}`}
          stale={stale}
          testId="producers-table"
          empty={
            <EmptyState
              text={t(view.producers.length === 0 ? 'producers.none' : 'producers.noneMatch')}
              action={
                view.producers.length > 0 && (
                  <Button
                    onClick={() => {
                      setPartition(ANY_PARTITION);
                      setOpenOnly(false);
                    }}
                  >
                    {t('action.clearFilter')}
                  </Button>
                )
              }
            />
          }
        />
      </ScreenBody>
    </>
  );
}

function stateOf(one: ProducerView): 'none' | 'open' | 'hangs' | 'unsure' {
  if (one.transactionStartOffset === null) return 'none';
  if (one.hangs === null) return 'unsure';
  return one.hangs ? 'hangs' : 'open';
}

const MARKS = { none: 'ring', open: 'half', hangs: 'cross', unsure: 'half' } as const;

function producerColumns(topic: string): Column<ProducerView>[] {
  const stateText = (one: ProducerView): string => t(`producers.state.${stateOf(one)}`);
  return [
    {
      id: 'partition',
      header: t('column.partition'),
      width: 84,
      align: 'end',
      text: (one) => String(one.partition),
      sort: (one) => one.partition,
      cell: (one) => one.partition,
    },
    producerIdColumn(),
    producerEpochColumn(),
    {
      id: 'transaction',
      header: t('producers.transaction'),
      width: 170,
      flex: true,
      text: stateText,
      cell: (one) => (
        <Tip text={one.hangs ? t('producers.hangsText') : ''}>
          <span className="row tight" data-testid="producer-state" data-state={stateOf(one)}>
            <StateMark shape={MARKS[stateOf(one)]} />
            {stateText(one)}
          </span>
        </Tip>
      ),
    },
    {
      id: 'since',
      header: t('producers.openSince'),
      width: 130,
      align: 'end',
      text: (one) => formatCount(one.transactionStartOffset),
      sort: (one) => one.transactionStartOffset,
      cell: (one) =>
        one.transactionStartOffset === null ? (
          '–'
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className="link"
            onClick={() =>
              openPlace(
                addressOf(['topics', topic], {
                  from: 'offset',
                  at: String(one.transactionStartOffset),
                  partitions: String(one.partition),
                }),
              )
            }
          >
            {formatCount(one.transactionStartOffset)}
          </button>
        ),
    },
    {
      id: 'sequence',
      header: t('producers.lastSequence'),
      width: 130,
      align: 'end',
      text: (one) => formatCount(one.lastSequence),
      sort: (one) => one.lastSequence,
      cell: (one) => <Count value={one.lastSequence} />,
    },
    lastBatchColumn(),
    {
      id: 'coordinatorEpoch',
      header: t('producers.coordinatorEpoch'),
      width: 140,
      align: 'end',
      text: (one) => formatCount(one.coordinatorEpoch),
      sort: (one) => one.coordinatorEpoch,
      cell: (one) => <Count value={one.coordinatorEpoch} />,
    },
  ];
}

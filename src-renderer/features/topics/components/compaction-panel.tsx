import { useMemo } from 'react';
import type { CompactedPartition } from '../../../../src-main/contract/index.ts';
import { useAsked } from '../../../lib/asked.ts';
import { useClusterId, useIsLocal } from '../../../lib/cluster.ts';
import { formatBytes, formatCount, formatDecimal, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import {
  Button,
  Bytes,
  Count,
  EmptyState,
  ErrorBlock,
  LocalOnly,
  ScreenBody,
  StateMark,
  Table,
  Tip,
  Toolbar,
  Waiting,
  type Column,
} from '../../../ui/index.ts';
import { translated } from '../../../lib/said.ts';

/** How dirty each partition is, whether the cleaner is about to come, and what it has left. */
export function CompactionPanel({ topic }: { topic: string }) {
  return useIsLocal() ? <LocalPanel topic={topic} /> : <LocalOnly text={t('compaction.localOnly')} />;
}

function LocalPanel({ topic }: { topic: string }) {
  const {
    value: view,
    failure,
    refresh,
  } = useAsked('topics.compaction', { cluster: useClusterId(), topic }, t('compaction.failed'));
  const columns = useMemo(() => compactionColumns(), []);
  if (failure) return <ErrorBlock failure={failure} onRetry={refresh} />;
  if (!view) return <Waiting />;
  if (!view.compacts)
    return (
      <EmptyState
        text={t('compaction.none', { policy: view.cleanupPolicy })}
        action={
          <Button onClick={() => openPlace(addressOf(['topics', topic], { tab: 'configuration' }))}>
            {t('topic.tab.configuration')}
          </Button>
        }
        testId="not-compacted"
      />
    );
  return (
    <>
      <Toolbar>
        <Button onClick={refresh} data-testid="compaction-refresh">
          {t('action.refresh')}
        </Button>
        <span className="small muted">
          {t('compaction.says', {
            ratio: formatDecimal(100 * view.minCleanableDirtyRatio, 0),
          })}{' '}
          {view.minCompactionLagMs > 0 &&
            t('compaction.saysLag', { lag: formatDuration(view.minCompactionLagMs) })}
        </span>
      </Toolbar>
      <ScreenBody>
        <Table
          id="compaction"
          label={t('topic.tab.compaction')}
          columns={columns}
          rows={view.partitions}
          rowKey={(one) => String(one.partition)}
          testId="compaction-table"
        />
      </ScreenBody>
    </>
  );
}

function percent(ratio: number | null): string {
  return ratio === null ? '–' : `${formatDecimal(100 * ratio, 1)} %`;
}

const survived = ({ survivors }: CompactedPartition): number | null =>
  survivors === null || survivors.offsets === 0 ? null : survivors.records / survivors.offsets;

function compactionColumns(): Column<CompactedPartition>[] {
  const bytes = (
    id: string,
    header: string,
    pick: (one: CompactedPartition) => number,
  ): Column<CompactedPartition> => ({
    id,
    header,
    width: 120,
    align: 'end',
    text: (one) => formatBytes(pick(one)),
    sort: pick,
    cell: (one) => <Bytes value={pick(one)} />,
  });
  const stateText = (one: CompactedPartition): string =>
    one.problem !== null
      ? translated(one.problem)
      : t(one.due ? 'compaction.due' : one.dirtyRatio === null ? 'compaction.nothing' : 'compaction.resting');
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
    {
      id: 'state',
      header: t('column.state'),
      width: 190,
      text: stateText,
      cell: (one) =>
        one.problem ? (
          <Tip text={translated(one.problem)}>
            <span className="bad ellipsis">{translated(one.problem)}</span>
          </Tip>
        ) : (
          <span className="row tight">
            <StateMark shape={one.due ? 'half' : one.dirtyRatio === null ? 'ring' : 'full'} />
            {stateText(one)}
          </span>
        ),
    },
    {
      id: 'ratio',
      header: t('compaction.dirtyRatio'),
      width: 100,
      align: 'end',
      text: (one) => percent(one.dirtyRatio),
      raw: (one) => one.dirtyRatio,
      sort: (one) => one.dirtyRatio,
      cell: (one) => percent(one.dirtyRatio),
    },
    {
      id: 'cleaned',
      header: t('compaction.cleanedUpTo'),
      width: 110,
      align: 'end',
      text: (one) => formatCount(one.cleanedUpTo),
      sort: (one) => one.cleanedUpTo,
      cell: (one) => <Count value={one.cleanedUpTo} />,
    },
    bytes('clean', t('compaction.clean'), (one) => one.cleanBytes),
    bytes('cleanable', t('compaction.cleanable'), (one) => one.cleanableBytes),
    bytes('notYet', t('compaction.notYet'), (one) => one.notYetBytes),
    {
      id: 'survivors',
      header: t('compaction.survivors'),
      width: 220,
      flex: true,
      align: 'end',
      text: (one) => survivorsText(one),
      raw: (one) => one.survivors?.records ?? null,
      sort: survived,
      cell: (one) => survivorsText(one),
    },
  ];
}

function survivorsText(one: CompactedPartition): string {
  if (one.survivors === null) return '–';
  const { records, offsets } = one.survivors;
  return t('compaction.survived', {
    records: formatCount(records),
    offsets: formatCount(offsets),
    percent: percent(survived(one)),
  });
}

import Eraser from 'lucide-react/icons/eraser';
import { useCallback, useMemo, useState } from 'react';
import type { GroupDetail, GroupPartition, LagMakeup } from '../../../../src-main/contract/index.ts';
import { formatCount, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import {
  Count,
  EmptyState,
  LossDialog,
  ScreenBody,
  Table,
  Tip,
  type Column,
  type MenuEntry,
} from '../../../ui/index.ts';
import { useGroupActions } from '../store.ts';
import { translated } from '../../../lib/said.ts';

/** Of a group that was not told whole, that there is none is not known. */
export function noneText({ problem }: GroupDetail, none: 'group.noOffsets' | 'group.noMembers'): string {
  return problem === null ? t(none) : t('group.notTold', { reason: translated(problem).replace(/\.$/, '') });
}

/** Committed and end offset and lag, partition by partition; one that failed says why and leaves the others alone. */
export function OffsetsPanel({
  group,
  makeup,
  stale,
}: {
  group: GroupDetail;
  /** By `topic-partition`. */
  makeup: ReadonlyMap<string, LagMakeup>;
  stale: boolean;
}) {
  const members = useMemo(
    () => new Map(group.members.map((member) => [member.memberId, member.clientId])),
    [group.members],
  );
  const columns = useMemo(() => offsetColumns(members, makeup), [members, makeup]);
  const [doomed, setDoomed] = useState<string | null>(null);
  const { deleteOffsets } = useGroupActions();
  const actions = useCallback(
    (one: GroupPartition): MenuEntry[] => [
      {
        id: 'delete-offsets',
        label: t('group.deleteOffsets', { topic: one.topic }),
        icon: Eraser,
        danger: true,
        writes: true,
        run: () => setDoomed(one.topic),
      },
    ],
    [],
  );
  return (
    <ScreenBody>
      <Table
        id="group-offsets"
        label={t('group.tab.partitions')}
        columns={columns}
        rows={group.partitions}
        rowKey={(one) => `${one.topic}-${one.partition}`}
        rowActions={actions}
        stale={stale}
        testId="group-offsets-table"
        onOpen={(one) =>
          openPlace(
            addressOf(['topics', one.topic], {
              from: 'offset',
              at: String(one.committedOffset ?? one.startOffset ?? 0),
              partitions: String(one.partition),
            }),
          )
        }
        empty={<EmptyState text={noneText(group, 'group.noOffsets')} />}
      />
      <LossDialog
        name={doomed}
        title={t('group.deleteOffsetsTitle')}
        consequence={t('group.deleteOffsetsText', {
          topic: doomed ?? '',
          group: group.groupId,
          count: group.partitions.filter((one) => one.topic === doomed && one.committedOffset !== null)
            .length,
        })}
        failed={{ failed: t('group.deleteOffsetsFailed'), unknown: t('group.deleteOffsetsUnknown') }}
        lose={(topic) => deleteOffsets(group.groupId, topic)}
        onClose={() => setDoomed(null)}
      />
    </ScreenBody>
  );
}

function offsetColumns(
  members: ReadonlyMap<string, string>,
  makeup: ReadonlyMap<string, LagMakeup>,
): Column<GroupPartition>[] {
  const client = (one: GroupPartition): string =>
    one.memberId ? (members.get(one.memberId) ?? one.memberId) : '';
  return [
    {
      id: 'topic',
      header: t('column.topic'),
      width: 200,
      flex: true,
      text: (one) => one.topic,
      cell: (one) => <span className="ellipsis">{one.topic}</span>,
    },
    {
      id: 'partition',
      header: t('column.partition'),
      width: 72,
      align: 'end',
      text: (one) => String(one.partition),
      sort: (one) => one.partition,
      cell: (one) => one.partition,
    },
    {
      id: 'committed',
      header: t('column.committed'),
      term: 'committed',
      width: 88,
      align: 'end',
      text: (one) => formatCount(one.committedOffset),
      sort: (one) => one.committedOffset,
      cell: (one) =>
        one.committedOffset === null ? (
          <span className="faint">{t('group.neverCommitted')}</span>
        ) : (
          <Count value={one.committedOffset} />
        ),
    },
    {
      id: 'end',
      header: t('column.end'),
      term: 'leo',
      width: 88,
      align: 'end',
      text: (one) => formatCount(one.endOffset),
      sort: (one) => one.endOffset,
      cell: (one) => <Count value={one.endOffset} />,
    },
    {
      id: 'lag',
      header: t('column.lag'),
      term: 'lag',
      width: 124,
      align: 'end',
      text: (one) =>
        one.beyondEnd > 0
          ? t('group.beyondEnd', { count: formatCount(one.beyondEnd) })
          : formatCount(one.lag),
      sort: (one) => one.lag,
      cell: (one) => <LagCell partition={one} />,
    },
    {
      id: 'behind',
      header: t('column.behind'),
      term: 'behind',
      width: 90,
      align: 'end',
      text: (one) => behindText(one, makeup),
      sort: (one) => behindOf(one, makeup),
      cell: (one) => behindText(one, makeup),
    },
    ...PARTS.map((part): Column<GroupPartition> => ({
      id: part,
      header: t(`makeup.${part}`),
      term: part,
      width: 72,
      align: 'end',
      hidden: part === 'undecided',
      text: (one) => formatCount(countOf(one, part, makeup)),
      sort: (one) => countOf(one, part, makeup),
      cell: (one) => (
        <Part count={countOf(one, part, makeup)} counted={countedOf(one, makeup)} lag={one.lag} />
      ),
    })),
    {
      id: 'client',
      header: t('column.member'),
      width: 180,
      minWidth: 110,
      flex: true,
      text: client,
      cell: (one) =>
        one.memberId ? (
          <span className="ellipsis" title={one.memberId}>
            {client(one)}
          </span>
        ) : (
          <span className="faint">{t('group.unassigned')}</span>
        ),
    },
    {
      id: 'metadata',
      header: t('column.metadata'),
      width: 120,
      hidden: true,
      text: (one) => one.metadata ?? '',
      cell: (one) => <span className="mono ellipsis">{one.metadata}</span>,
    },
  ];
}

const PARTS = ['data', 'control', 'aborted', 'undecided', 'gaps'] as const;
type PartName = (typeof PARTS)[number];

const nameOf = ({ topic, partition }: GroupPartition): string => `${topic}-${partition}`;

/** Nothing lags: each part is 0. Null: not known. */
function countOf(one: GroupPartition, part: PartName, makeup: ReadonlyMap<string, LagMakeup>): number | null {
  if (one.lag === null) return null;
  if (one.lag === 0) return 0;
  return makeup.get(nameOf(one))?.counts?.[part] ?? null;
}

/** What its parts were counted of; null where there is nothing to count. */
function countedOf(one: GroupPartition, makeup: ReadonlyMap<string, LagMakeup>): LagMakeup['counts'] {
  return one.lag === 0 ? null : (makeup.get(nameOf(one))?.counts ?? null);
}

function LagCell({ partition: { lag, problem, beyondEnd } }: { partition: GroupPartition }) {
  if (problem)
    return (
      <Tip text={translated(problem)}>
        <span className="bad ellipsis">{translated(problem)}</span>
      </Tip>
    );
  if (beyondEnd === 0) return <Count value={lag} />;
  return (
    <Tip text={t('group.beyondEndText')}>
      <span className="bad ellipsis" data-testid="beyond-end">
        {t('group.beyondEnd', { count: formatCount(beyondEnd) })}
      </span>
    </Tip>
  );
}

function behindOf(one: GroupPartition, makeup: ReadonlyMap<string, LagMakeup>): number | null {
  if (one.lag === null) return null;
  return one.lag === 0 ? 0 : (makeup.get(nameOf(one))?.behindMs ?? null);
}

function behindText(one: GroupPartition, makeup: ReadonlyMap<string, LagMakeup>): string {
  const behindMs = behindOf(one, makeup);
  return behindMs === null ? '–' : formatDuration(behindMs);
}

/** It is counted less often than the lag is asked for: of another lag than the one beside it, it says so. */
function Part({
  count,
  counted,
  lag,
}: {
  count: number | null;
  counted: LagMakeup['counts'];
  lag: number | null;
}) {
  if (count === null || counted === null) return <Count value={count} />;
  const { data, control, aborted, undecided, gaps, notCounted } = counted;
  const sum = data + control + aborted + undecided + gaps + notCounted;
  const says = [
    ...(notCounted > 0 ? [t('makeup.open')] : []),
    ...(sum === lag ? [] : [t('makeup.earlier', { count: formatCount(sum) })]),
  ];
  if (says.length === 0) return <Count value={count} />;
  return (
    <Tip text={says.join('\n')}>
      <span className={sum === lag ? '' : 'muted'}>
        {notCounted > 0 && '≥ '}
        {formatCount(count)}
      </span>
    </Tip>
  );
}

import { useMemo } from 'react';
import type { GroupDetail, GroupPartition } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { Count, EmptyState, ScreenBody, Table, Tip, type Column } from '../../../ui/index.ts';

/** Committed and end offset and lag, partition by partition; one that failed says why and leaves the others alone. */
export function OffsetsPanel({ group, stale }: { group: GroupDetail; stale: boolean }) {
  const members = useMemo(
    () => new Map(group.members.map((member) => [member.memberId, member.clientId])),
    [group.members],
  );
  const columns = useMemo(() => offsetColumns(members), [members]);
  return (
    <ScreenBody>
      <Table
        id="group-offsets"
        label={t('group.tab.partitions')}
        columns={columns}
        rows={group.partitions}
        rowKey={(one) => `${one.topic}-${one.partition}`}
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
        empty={<EmptyState text={t('group.noOffsets')} />}
      />
    </ScreenBody>
  );
}

function offsetColumns(members: ReadonlyMap<string, string>): Column<GroupPartition>[] {
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
      width: 78,
      align: 'end',
      text: (one) => String(one.partition),
      sort: (one) => one.partition,
      cell: (one) => one.partition,
    },
    {
      id: 'committed',
      header: t('column.committed'),
      term: 'committed',
      width: 110,
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
      width: 100,
      align: 'end',
      text: (one) => formatCount(one.endOffset),
      sort: (one) => one.endOffset,
      cell: (one) => <Count value={one.endOffset} />,
    },
    {
      id: 'lag',
      header: t('column.lag'),
      term: 'lag',
      width: 100,
      align: 'end',
      text: (one) => formatCount(one.lag),
      sort: (one) => one.lag,
      cell: (one) =>
        one.problem ? (
          <Tip text={one.problem}>
            <span className="bad ellipsis">{one.problem}</span>
          </Tip>
        ) : (
          <Count value={one.lag} />
        ),
    },
    {
      id: 'client',
      header: t('column.member'),
      width: 180,
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

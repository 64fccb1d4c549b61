import { useMemo } from 'react';
import type { TopicDetail } from '../../../../src-main/contract/index.ts';
import { formatSum } from '../../../lib/format/index.ts';
import { withHiddenShown } from '../../../lib/format/hidden.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { Button, EmptyState, ScreenBody, Table, TotalLag, type Column } from '../../../ui/index.ts';

type TopicGroup = TopicDetail['groups'][number];

/** The groups that committed offsets of this topic. */
export function TopicGroupsPanel({ topic, stale }: { topic: TopicDetail; stale: boolean }) {
  const columns = useMemo(
    (): Column<TopicGroup>[] => [
      {
        id: 'group',
        header: t('column.group'),
        width: 260,
        flex: true,
        text: (group) => group.groupId,
        cell: (group) => (
          <button type="button" tabIndex={-1} className="link ellipsis" onClick={() => open(group)}>
            {withHiddenShown(group.groupId)}
          </button>
        ),
      },
      {
        id: 'state',
        header: t('column.state'),
        width: 140,
        text: (group) => group.state,
        cell: (group) => group.state,
      },
      {
        id: 'lag',
        header: t('column.lag'),
        term: 'lag',
        width: 120,
        align: 'end',
        text: (group) => formatSum(group.lag, group.unknownLags),
        raw: (group) => String(group.lag ?? ''),
        sort: (group) => group.lag,
        cell: (group) => <TotalLag lag={group.lag} unknown={group.unknownLags} beyondEnd={group.beyondEnd} />,
      },
    ],
    [],
  );
  return (
    <ScreenBody>
      <Table
        id="topic-groups"
        label={t('topic.tab.groups')}
        columns={columns}
        rows={topic.groups}
        rowKey={(group) => group.groupId}
        onOpen={open}
        stale={stale}
        empty={
          <EmptyState
            text={t('topic.noGroups')}
            action={<Button onClick={() => openPlace('/welcome')}>{t('welcome.connect')}</Button>}
          />
        }
      />
    </ScreenBody>
  );
}

function open(group: TopicGroup): void {
  openPlace(addressOf(['groups', group.groupId]));
}

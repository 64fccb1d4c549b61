import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { GroupRow } from '../../../src-main/contract/index.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { formatCount } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Count,
  EmptyState,
  Loaded,
  Screen,
  ScreenBody,
  ScreenHead,
  SearchField,
  Sparkline,
  Table,
  Toolbar,
  type Column,
  type MenuEntry,
} from '../../ui/index.ts';
import { DeleteGroupDialog } from './components/delete-group-dialog.tsx';
import { GroupState } from './components/group-state.tsx';
import { useGroups } from './store.ts';
import './groups.css';

/** One row a group: state, members, topics, lag and where it is going. */
export function GroupsScreen({ query, setQuery, active }: ScreenProps) {
  const snapshot = useGroups();
  const [doomed, setDoomed] = useState<string | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const filter = query.filter ?? '';
  const columns = useMemo(() => groupColumns(), []);
  const rows = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    return (snapshot.value ?? []).filter((group) => group.groupId.toLowerCase().includes(needle));
  }, [snapshot.value, filter]);
  const actions = useCallback(
    (group: GroupRow): MenuEntry[] => [
      {
        id: 'delete',
        label: t('group.delete'),
        icon: Trash2,
        danger: true,
        run: () => setDoomed(group.groupId),
      },
    ],
    [],
  );
  useCommands(
    () => [
      {
        id: 'screen.filter',
        title: t('command.filter'),
        group: t('palette.group.do'),
        shortcuts: ['/'],
        run: () => search.current?.focus(),
      },
    ],
    [],
    active,
  );
  return (
    <Screen testId="screen-groups">
      <ScreenHead title={t('screen.groups')} asOfMs={snapshot.asOfMs} />
      <Toolbar>
        <SearchField
          ref={search}
          label={t('groups.filter')}
          value={filter}
          onChange={(next) => setQuery({ filter: next })}
        />
      </Toolbar>
      <Loaded snapshot={snapshot} what={t('groups.failed')}>
        {(groups, stale) => (
          <ScreenBody>
            <Table
              id="groups"
              label={t('screen.groups')}
              columns={columns}
              rows={rows}
              rowKey={(group) => group.groupId}
              onOpen={open}
              rowActions={actions}
              stale={stale}
              initialSort={{ column: 'group', descending: false }}
              testId="groups-table"
              empty={
                groups.length > 0 ? (
                  <EmptyState
                    text={t('groups.noneMatch', { filter })}
                    action={
                      <Button onClick={() => setQuery({ filter: undefined })}>
                        {t('action.clearFilter')}
                      </Button>
                    }
                  />
                ) : (
                  <EmptyState
                    text={t('groups.none')}
                    action={<Button onClick={() => openPlace('/welcome')}>{t('welcome.connect')}</Button>}
                  />
                )
              }
            />
          </ScreenBody>
        )}
      </Loaded>
      <DeleteGroupDialog groupId={doomed} onClose={() => setDoomed(null)} />
    </Screen>
  );
}

function open(group: GroupRow): void {
  openPlace(addressOf(['groups', group.groupId]));
}

function groupColumns(): Column<GroupRow>[] {
  return [
    {
      id: 'group',
      header: t('column.group'),
      width: 220,
      flex: true,
      text: (group) => group.groupId,
      cell: (group) => (
        <button type="button" tabIndex={-1} className="link ellipsis" onClick={() => open(group)}>
          {group.groupId}
        </button>
      ),
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 160,
      text: (group) => group.state,
      cell: (group) => <GroupState state={group.state} />,
    },
    {
      id: 'type',
      header: t('column.type'),
      width: 90,
      text: (group) => group.type,
      cell: (group) => <span className="muted">{group.type}</span>,
    },
    {
      id: 'members',
      header: t('column.members'),
      width: 84,
      align: 'end',
      text: (group) => formatCount(group.members),
      sort: (group) => group.members,
      cell: (group) => <Count value={group.members} />,
    },
    {
      id: 'topics',
      header: t('screen.topics'),
      width: 200,
      text: (group) => group.topics.join(', '),
      cell: (group) => <span className="ellipsis">{group.topics.join(', ')}</span>,
    },
    {
      id: 'lag',
      header: t('column.lag'),
      term: 'lag',
      width: 190,
      align: 'end',
      text: (group) => formatCount(group.lag),
      sort: (group) => group.lag,
      cell: (group) => (
        <>
          <Sparkline
            values={group.history}
            label={t('group.history', { group: group.groupId })}
            color="var(--series-2)"
          />
          <span className="lag-cell">{formatCount(group.lag)}</span>
        </>
      ),
    },
    {
      id: 'coordinator',
      header: t('column.coordinator'),
      term: 'coordinator',
      width: 96,
      align: 'end',
      text: (group) => String(group.coordinator ?? ''),
      sort: (group) => group.coordinator,
      cell: (group) => group.coordinator ?? '–',
    },
  ];
}

import ArrowDownRight from 'lucide-react/icons/arrow-down-right';
import ArrowRight from 'lucide-react/icons/arrow-right';
import ArrowUpRight from 'lucide-react/icons/arrow-up-right';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import type { GroupRow } from '../../../src-main/contract/index.ts';
import { useIsLocal } from '../../lib/cluster.ts';
import { formatCount, formatSum } from '../../lib/format/index.ts';
import { withHiddenShown } from '../../lib/format/hidden.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Count,
  ListScreen,
  Select,
  Sparkline,
  Tip,
  TotalLag,
  type Column,
  type MenuEntry,
} from '../../ui/index.ts';
import { DeleteGroupDialog } from './components/delete-group-dialog.tsx';
import { GroupState } from './components/group-state.tsx';
import { lagTrend, type Trend } from './lag-trend.ts';
import { useGroups } from './store.ts';
import './groups.css';

const ANY_STATE = 'any';

/** One row a group: state, members, topics, lag and where it is going. */
export function GroupsScreen({ query, setQuery, active }: ScreenProps) {
  const local = useIsLocal();
  const snapshot = useGroups();
  const [doomed, setDoomed] = useState<string | null>(null);
  const filter = query.filter ?? '';
  const state = query.state ?? ANY_STATE;
  const columns = useMemo(() => groupColumns(), []);
  const rows = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    return (snapshot.value ?? []).filter(
      (group) =>
        group.groupId.toLowerCase().includes(needle) && (state === ANY_STATE || group.state === state),
    );
  }, [snapshot.value, filter, state]);
  // The chosen one stays on offer while no group is in it.
  const states = [
    ...new Set([
      ...(snapshot.value ?? []).map((group) => group.state),
      ...(state === ANY_STATE ? [] : [state]),
    ]),
  ].toSorted();
  const actions = useCallback(
    (group: GroupRow): MenuEntry[] => [
      {
        id: 'delete',
        label: t('group.delete'),
        icon: Trash2,
        danger: true,
        writes: true,
        run: () => setDoomed(group.groupId),
      },
    ],
    [],
  );
  return (
    <ListScreen
      id="groups"
      title={t('screen.groups')}
      snapshot={snapshot}
      place={{ query, setQuery, active }}
      filterLabel={t('groups.filter')}
      failed={t('groups.failed')}
      columns={columns}
      rows={rows}
      rowKey={(group) => group.groupId}
      onOpen={open}
      rowActions={actions}
      initialSort={{ column: 'group', descending: false }}
      switches={
        <Select
          label={t('column.state')}
          value={state}
          onChange={(next) => setQuery({ state: next === ANY_STATE ? undefined : next })}
          options={[
            { value: ANY_STATE, label: t('groups.anyState') },
            ...states.map((one) => ({ value: one, label: one })),
          ]}
          testId="group-state-filter"
        />
      }
      none={(groups) => groups.length === 0}
      noneText={t('groups.none')}
      // The snippets have the addresses of the local cluster.
      noneAction={local && <Button onClick={() => openPlace('/welcome')}>{t('welcome.connect')}</Button>}
      noneMatchText={t('groups.noneMatch', { filter })}
    >
      <DeleteGroupDialog groupId={doomed} onClose={() => setDoomed(null)} />
    </ListScreen>
  );
}

function open(group: GroupRow): void {
  openPlace(addressOf(['groups', group.groupId]));
}

const TRENDS = {
  up: { icon: ArrowUpRight, tone: 'warn' },
  down: { icon: ArrowDownRight, tone: 'ok' },
  steady: { icon: ArrowRight, tone: 'faint' },
} as const;

function TrendArrow({ trend }: { trend: Trend | null }) {
  if (trend === null) return null;
  const { icon: Icon, tone } = TRENDS[trend];
  return (
    <Tip text={t(`group.trend.${trend}`)}>
      <span className={tone} role="img" aria-label={t(`group.trend.${trend}`)} data-trend={trend}>
        <Icon size={13} aria-hidden />
      </span>
    </Tip>
  );
}

function groupColumns(): Column<GroupRow>[] {
  return [
    {
      id: 'group',
      header: t('column.group'),
      width: 220,
      minWidth: 180,
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
      minWidth: 110,
      flex: true,
      text: (group) => group.topics.join(', '),
      cell: (group) => <span className="ellipsis">{group.topics.join(', ')}</span>,
    },
    {
      id: 'lag',
      header: t('column.lag'),
      term: 'lag',
      width: 220,
      align: 'end',
      text: (group) =>
        group.lag === null && group.beyondEnd > 0
          ? t('group.pastEnd')
          : formatSum(group.lag, group.unknownLags),
      raw: (group) => String(group.lag ?? ''),
      sort: (group) => group.lag,
      cell: (group) => (
        <>
          <Sparkline
            values={group.history}
            label={t('group.history', { group: group.groupId })}
            color="var(--series-2)"
          />
          <TrendArrow trend={lagTrend(group.history)} />
          <span className="lag-cell">
            <TotalLag lag={group.lag} unknown={group.unknownLags} beyondEnd={group.beyondEnd} />
          </span>
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

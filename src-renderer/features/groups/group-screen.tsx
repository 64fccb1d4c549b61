import Bell from 'lucide-react/icons/bell';
import Download from 'lucide-react/icons/download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import type { GroupDetail, LagMakeup } from '../../../src-main/contract/index.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { download } from '../../lib/download.ts';
import { formatCount } from '../../lib/format/index.ts';
import { withHiddenShown } from '../../lib/format/hidden.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Copyable,
  Duration,
  EmptyState,
  Facts,
  IconButton,
  Loaded,
  Menu,
  Screen,
  ScreenHead,
  Tabs,
  TotalLag,
} from '../../ui/index.ts';
import { DeleteGroupDialog } from './components/delete-group-dialog.tsx';
import { GroupState } from './components/group-state.tsx';
import { LagChart, type LagKnowledge } from './components/lag-chart.tsx';
import { MembersPanel } from './components/members-panel.tsx';
import { OffsetsPanel } from './components/offsets-panel.tsx';
import { ResetDialog } from './components/reset-dialog.tsx';
import { writeOffsets } from './offsets-csv.ts';
import { useGroup, useMakeup } from './store.ts';
import './groups.css';

type TabName = 'partitions' | 'members';

/** One group: the live lag chart, its partitions with committed and end offsets, its members. */
export function GroupScreen({ params, query, setQuery, visible, active }: ScreenProps) {
  const groupId = params.group!;
  const cluster = useClusterId();
  const { gone, ...snapshot } = useGroup(groupId);
  const [dialog, setDialog] = useState<'reset' | 'delete' | null>(null);
  const tab: TabName = query.tab === 'members' ? 'members' : 'partitions';
  const detail = snapshot.value;
  const makeup = useMakeup(groupId, visible);
  useCommands(
    () => [
      {
        id: 'group.reset',
        title: t('group.reset'),
        group: t('palette.group.do'),
        writes: true,
        run: () => setDialog('reset'),
      },
      {
        id: 'group.delete',
        title: t('group.delete'),
        group: t('palette.group.do'),
        writes: true,
        run: () => setDialog('delete'),
      },
    ],
    [groupId],
    active && !gone,
  );
  return (
    <Screen testId="screen-group">
      <ScreenHead
        title={<Copyable text={groupId}>{withHiddenShown(groupId)}</Copyable>}
        asOfMs={snapshot.asOfMs}
        facts={detail && <Facts facts={groupFacts(detail, makeup, snapshot.asOfMs !== null)} />}
        actions={
          !gone && (
            <>
              <Button
                icon={RotateCcw}
                writes
                disabled={!detail}
                onClick={() => setDialog('reset')}
                data-testid="reset-offsets"
              >
                {t('group.reset')}
              </Button>
              <Menu
                label={t('action.more')}
                align="end"
                trigger={<IconButton icon={Ellipsis} label={t('action.more')} />}
                entries={[
                  {
                    id: 'alert',
                    label: t('alerts.add'),
                    icon: Bell,
                    run: () => openPlace(addressOf(['alerts'], { dialog: 'new', group: groupId, cluster })),
                  },
                  {
                    id: 'export',
                    label: t('group.exportOffsets'),
                    icon: Download,
                    disabled: !detail,
                    run: () =>
                      detail &&
                      download(`${groupId}-offsets.csv`, [writeOffsets(detail.partitions)], 'text/csv'),
                  },
                  null,
                  {
                    id: 'delete',
                    label: t('group.delete'),
                    icon: Trash2,
                    danger: true,
                    writes: true,
                    run: () => setDialog('delete'),
                  },
                ]}
              />
            </>
          )
        }
      />
      {gone ? (
        <EmptyState
          text={t('group.gone', { group: groupId })}
          action={<Button onClick={() => openPlace('/groups')}>{t('group.goneAction')}</Button>}
        />
      ) : (
        <Loaded snapshot={snapshot} what={t('group.failed', { group: groupId })}>
          {(value, stale) => (
            <>
              <LagChart
                groupId={groupId}
                known={knowledgeOf(value)}
                query={query}
                setQuery={setQuery}
                visible={visible}
              />
              <Tabs<TabName>
                label={groupId}
                value={tab}
                onChange={(next) => setQuery({ tab: next })}
                tabs={[
                  {
                    value: 'partitions',
                    label: t('group.tab.partitions'),
                    count: countOf(value, value.partitions),
                    render: () => <OffsetsPanel group={value} makeup={makeup} stale={stale} />,
                  },
                  {
                    value: 'members',
                    label: t('group.tab.members'),
                    count: countOf(value, value.members),
                    render: () => <MembersPanel group={value} stale={stale} />,
                  },
                ]}
              />
            </>
          )}
        </Loaded>
      )}
      {detail && dialog === 'reset' && <ResetDialog group={detail} onClose={() => setDialog(null)} />}
      <DeleteGroupDialog groupId={dialog === 'delete' ? groupId : null} onClose={() => setDialog(null)} />
    </Screen>
  );
}

/** None of what was not told is not zero. */
const countOf = ({ problem }: GroupDetail, { length }: readonly unknown[]): string =>
  length === 0 && problem !== null ? '–' : formatCount(length);

function groupFacts(group: GroupDetail, makeup: ReadonlyMap<string, LagMakeup>, stale: boolean) {
  const behindMs = longestBehind(group, makeup);
  const lags = group.partitions.flatMap(({ lag }) => lag ?? []);
  const lag = lags.length === 0 ? null : lags.reduce((sum, one) => sum + one, 0);
  return [
    {
      label: t('column.state'),
      value: (
        <span className={stale ? 'stale' : undefined}>
          <GroupState state={group.state} />
        </span>
      ),
    },
    { label: t('column.type'), value: group.type, minor: true as const },
    { label: t('fact.protocol'), value: group.protocol || '–', minor: true as const },
    {
      label: t('column.coordinator'),
      value: group.coordinator,
      term: 'coordinator' as const,
      onShow: () => openPlace(`/nodes?node=${group.coordinator}`),
    },
    {
      label: t('column.lag'),
      value: (
        <TotalLag
          lag={lag}
          unknown={group.partitions.length - lags.length}
          beyondEnd={group.partitions.filter(({ beyondEnd }) => beyondEnd > 0).length}
        />
      ),
      term: 'lag' as const,
      onShow: () => openPlace(addressOf(['groups', group.groupId], { tab: 'partitions' })),
    },
    {
      label: t('column.behind'),
      value: behindMs === null ? '–' : <Duration ms={behindMs} />,
      term: 'behind' as const,
    },
  ];
}

/** Of whose partitions' lag there are samples: of none, of some, or of all that it committed. */
function knowledgeOf({ partitions }: GroupDetail): LagKnowledge {
  if (partitions.every(({ lag }) => lag === null)) return 'none';
  return partitions.every(
    ({ committedOffset, endOffset, lag }) => lag !== null || committedOffset === null || endOffset === null,
  )
    ? 'all'
    : 'some';
}

/** How long the oldest unread record of any partition has been waiting; null while that is not known of one. */
function longestBehind(group: GroupDetail, makeup: ReadonlyMap<string, LagMakeup>): number | null {
  if (group.partitions.every(({ lag }) => lag === null)) return null;
  if (group.partitions.some(({ beyondEnd }) => beyondEnd > 0)) return null;
  const lagging = group.partitions.filter(({ lag }) => lag !== null && lag > 0);
  const known = lagging.map(({ topic, partition }) => makeup.get(`${topic}-${partition}`)?.behindMs ?? null);
  return known.includes(null) ? null : known.reduce((most: number, ms) => Math.max(most, ms ?? 0), 0);
}

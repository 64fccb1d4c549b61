import { useMemo, useState } from 'react';
import type { Change, PastMoment } from '../../../src-main/contract/index.ts';
import { formatChange, formatCount, formatTime } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Count,
  EmptyState,
  ErrorBlock,
  Screen,
  ScreenBody,
  ScreenHead,
  SearchField,
  Table,
  Tabs,
  Toolbar,
  useWaitReason,
  type Column,
} from '../../ui/index.ts';
import { spanOf } from './moments.ts';
import { useChanges, useMoments, usePastMoment } from './store.ts';
import './history.css';

type TabName = 'changes' | 'topics' | 'groups';
const TABS: readonly TabName[] = ['changes', 'topics', 'groups'];

/** The cluster as it was at an earlier moment, and what became different between two. */
export function HistoryScreen({ query, setQuery, visible }: ScreenProps) {
  const { value: moments, failure, retry } = useMoments(visible);
  const span = useMemo(() => spanOf(moments ?? [], query.from, query.to), [moments, query.from, query.to]);
  const waitReason = useWaitReason();
  const tab = TABS.find((one) => one === query.tab) ?? 'changes';
  return (
    <Screen testId="screen-history">
      <ScreenHead title={t('screen.history')} />
      {failure && <ErrorBlock failure={failure} onRetry={retry} />}
      {moments === null ? (
        !failure && <EmptyState text={waitReason} />
      ) : moments.length < 2 ? (
        <EmptyState
          text={t('history.none')}
          action={<Button onClick={() => openPlace('/overview')}>{t('screen.overview')}</Button>}
        />
      ) : (
        <>
          <div className="time-machine">
            <Slider
              label={t('history.before')}
              moments={moments}
              value={span.fromMs!}
              onChange={(ms) => setQuery({ from: String(ms) })}
              testId="history-from"
            />
            <Slider
              label={t('history.after')}
              moments={moments}
              value={span.toMs!}
              onChange={(ms) => setQuery({ to: ms === moments.at(-1) ? undefined : String(ms) })}
              testId="history-to"
            />
          </div>
          <Tabs<TabName>
            label={t('screen.history')}
            value={tab}
            onChange={(next) => setQuery({ tab: next === 'changes' ? undefined : next })}
            tabs={[
              {
                value: 'changes',
                label: t('history.changes'),
                render: () => <Changes fromMs={span.fromMs!} toMs={span.toMs!} />,
              },
              {
                value: 'topics',
                label: t('history.topicsThen'),
                render: () => <Past atMs={span.fromMs!} what="topics" />,
              },
              {
                value: 'groups',
                label: t('history.groupsThen'),
                render: () => <Past atMs={span.fromMs!} what="groups" />,
              },
            ]}
          />
        </>
      )}
    </Screen>
  );
}

/** One step a moment that is kept: arrow keys go from one to the next. */
function Slider({
  label,
  moments,
  value,
  onChange,
  testId,
}: {
  label: string;
  moments: readonly number[];
  value: number;
  onChange: (ms: number) => void;
  testId: string;
}) {
  const text = formatTime(value);
  return (
    <label className="moment">
      <span className="moment-label">{label}</span>
      <input
        type="range"
        min={0}
        max={moments.length - 1}
        value={Math.max(0, moments.indexOf(value))}
        aria-valuetext={text}
        onChange={(event) => onChange(moments[Number(event.target.value)]!)}
        data-testid={testId}
      />
      <output className="mono">{text}</output>
    </label>
  );
}

function Changes({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  const { value, failure, retry } = useChanges(fromMs, toMs);
  const [filter, setFilter] = useState('');
  const columns = useMemo(() => changeColumns(), []);
  const rows = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    return (value?.changes ?? []).filter((change) =>
      `${t(`history.kind.${change.kind}`)} ${change.subject}`.toLowerCase().includes(needle),
    );
  }, [value, filter]);
  if (failure) return <ErrorBlock failure={failure} onRetry={retry} />;
  return (
    <>
      <Toolbar>
        <SearchField label={t('history.filter')} value={filter} onChange={setFilter} />
        {value && value.more > 0 && (
          <span className="warn small">{t('history.more', { count: value.more })}</span>
        )}
      </Toolbar>
      <ScreenBody>
        <Table
          id="history-changes"
          label={t('history.changes')}
          columns={columns}
          rows={rows}
          rowKey={(change) => `${change.kind} ${change.subject}`}
          testId="history-changes"
          empty={
            <EmptyState
              text={t(filter ? 'history.noneMatch' : fromMs === toMs ? 'history.sameMoment' : 'history.same')}
            />
          }
        />
      </ScreenBody>
    </>
  );
}

function changeColumns(): Column<Change>[] {
  const side = (of: 'before' | 'after'): Column<Change> => ({
    id: of,
    header: t(`history.${of}`),
    width: 180,
    text: (change) => change[of] ?? '',
    cell: (change) =>
      change[of] === null ? (
        <span className="faint">{t('history.absent')}</span>
      ) : (
        <span className="mono ellipsis">{valueText(change, change[of])}</span>
      ),
  });
  return [
    {
      id: 'kind',
      header: t('history.what'),
      width: 170,
      text: (change) => t(`history.kind.${change.kind}`),
      cell: (change) => t(`history.kind.${change.kind}`),
    },
    {
      id: 'subject',
      header: t('history.of'),
      width: 260,
      flex: true,
      text: (change) => change.subject,
      cell: (change) => <span className="ellipsis">{change.subject}</span>,
    },
    side('before'),
    side('after'),
    {
      id: 'difference',
      header: t('history.difference'),
      width: 110,
      align: 'end',
      text: (change) => differenceOf(change),
      cell: (change) => differenceOf(change),
    },
  ];
}

const NUMBERS: ReadonlySet<Change['kind']> = new Set(['end', 'start', 'committed', 'partitions', 'members']);

function valueText({ kind }: Change, text: string): string {
  return NUMBERS.has(kind) ? formatCount(Number(text)) : text;
}

/** Of numbers, with its sign. */
function differenceOf({ kind, before, after }: Change): string {
  if (!NUMBERS.has(kind) || before === null || after === null) return '';
  return formatChange(Number(after) - Number(before));
}

function Past({ atMs, what }: { atMs: number; what: 'topics' | 'groups' }) {
  const { value, failure, retry } = usePastMoment(atMs);
  const waitReason = useWaitReason();
  if (failure) return <ErrorBlock failure={failure} onRetry={retry} />;
  if (value === null) return <EmptyState text={waitReason} />;
  return (
    <ScreenBody stale>
      {what === 'topics' ? (
        <Table
          id="history-topics"
          label={t('history.topicsThen')}
          columns={topicColumns()}
          rows={value.topics}
          rowKey={(topic) => topic.name}
          onOpen={(topic) => openPlace(addressOf(['topics', topic.name]))}
          testId="history-topics"
          empty={<EmptyState text={t('history.noTopics')} />}
        />
      ) : (
        <Table
          id="history-groups"
          label={t('history.groupsThen')}
          columns={groupColumns()}
          rows={value.groups}
          rowKey={(group) => group.groupId}
          onOpen={(group) => openPlace(addressOf(['groups', group.groupId]))}
          testId="history-groups"
          empty={<EmptyState text={t('history.noGroups')} />}
        />
      )}
    </ScreenBody>
  );
}

type PastTopic = PastMoment['topics'][number];
type PastGroup = PastMoment['groups'][number];

function count<R>(id: string, header: string, of: (row: R) => number | null): Column<R> {
  return {
    id,
    header,
    width: 110,
    align: 'end',
    text: (row) => formatCount(of(row)),
    sort: of,
    cell: (row) => <Count value={of(row)} />,
  };
}

function topicColumns(): Column<PastTopic>[] {
  return [
    {
      id: 'name',
      header: t('column.topic'),
      width: 260,
      flex: true,
      text: (topic) => topic.name,
      cell: (topic) => <span className="ellipsis">{topic.name}</span>,
    },
    count('partitions', t('column.partitions'), (topic: PastTopic) => topic.partitions),
    count('replication', t('column.replication'), (topic: PastTopic) => topic.replicationFactor),
    count('records', t('column.records'), (topic: PastTopic) => topic.records),
    count('underReplicated', t('history.underReplicated'), (topic: PastTopic) => topic.underReplicated),
  ];
}

function groupColumns(): Column<PastGroup>[] {
  return [
    {
      id: 'group',
      header: t('column.group'),
      width: 260,
      flex: true,
      text: (group) => group.groupId,
      cell: (group) => <span className="ellipsis">{group.groupId}</span>,
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 160,
      text: (group) => group.state,
      cell: (group) => group.state,
    },
    count('members', t('column.members'), (group: PastGroup) => group.members),
    count('lag', t('column.lag'), (group: PastGroup) => group.lag),
  ];
}

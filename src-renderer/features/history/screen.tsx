import { useMemo, useState } from 'react';
import type { Change, PastMoment } from '../../../src-main/contract/index.ts';
import { formatChange, formatCount, formatSum, formatTime } from '../../lib/format/index.ts';
import { withHiddenShown } from '../../lib/format/hidden.ts';
import { t } from '../../lib/i18n/index.ts';
import { useNow } from '../../lib/now.ts';
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
  TotalLag,
  useWaitReason,
  type Column,
} from '../../ui/index.ts';
import { olderFacets, spanOf, stretchesUnseen, type OlderFacet, type Span } from './moments.ts';
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
      ) : moments.length === 0 ? (
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
            <Unseen moments={moments} span={span} />
          </div>
          <Tabs<TabName>
            label={t('screen.history')}
            value={tab}
            onChange={(next) => setQuery({ tab: next === 'changes' ? undefined : next })}
            tabs={[
              {
                value: 'changes',
                label: t('history.changes'),
                render: () => (
                  <Changes fromMs={span.fromMs!} toMs={span.toMs!} alone={moments.length === 1} />
                ),
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
        disabled={moments.length === 1}
        value={Math.max(0, moments.indexOf(value))}
        aria-valuetext={text}
        onChange={(event) => onChange(moments[Number(event.target.value)]!)}
        data-testid={testId}
      />
      <output className="mono">{text}</output>
    </label>
  );
}

/** What may have happened and been undone there nobody knows. */
function Unseen({ moments, span }: { moments: readonly number[]; span: Span }) {
  const [longest, ...others] = stretchesUnseen(moments, span, useNow());
  if (longest === undefined) return null;
  const times = { from: formatTime(longest.fromMs), to: formatTime(longest.toMs) };
  return (
    <p className="muted small" data-testid="history-unseen">
      {others.length === 0
        ? t('history.unseen', times)
        : t('history.unseenMany', { ...times, count: others.length })}
    </p>
  );
}

/** What a moment is shown with, though it is older. */
function Older({ side, facets }: { side: 'before' | 'after'; facets: readonly OlderFacet[] }) {
  if (facets.length === 0) return null;
  return (
    <span className="warn small" data-testid={`history-older-${side}`}>
      {`${t(`history.${side}`)}: `}
      {facets
        .map(({ facet, atMs }) => {
          const what = t(`history.facet.${facet}`);
          return atMs === null
            ? t('history.neverAsked', { what })
            : t('history.askedAt', { what, time: formatTime(atMs) });
        })
        .join(' · ')}
    </span>
  );
}

/** `alone`: there is no other moment yet. */
function Changes({ fromMs, toMs, alone }: { fromMs: number; toMs: number; alone: boolean }) {
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
        {value && (
          <>
            <Older side="before" facets={olderFacets(value.before, fromMs, ALL_FACETS)} />
            <Older side="after" facets={olderFacets(value.after, toMs, ALL_FACETS)} />
          </>
        )}
      </Toolbar>
      <ScreenBody>
        <Table
          id="history-changes"
          label={t('history.changes')}
          columns={columns}
          rows={rows}
          rowKey={(change) => `${change.kind} ${change.subject}`}
          filter={filter}
          testId="history-changes"
          empty={
            <EmptyState
              text={
                alone
                  ? t('history.one')
                  : t(filter ? 'history.noneMatch' : fromMs === toMs ? 'history.sameMoment' : 'history.same')
              }
            />
          }
        />
      </ScreenBody>
    </>
  );
}

const ALL_FACETS = ['offsets', 'groups', 'settings'] as const;

function changeColumns(): Column<Change>[] {
  const side = (of: 'before' | 'after'): Column<Change> => ({
    id: of,
    header: t(`history.${of}`),
    width: 208,
    text: (change) => (change[of] === null ? '' : valueText(change, change[of])),
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
      width: 150,
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
  if (NUMBERS.has(kind)) return formatCount(Number(text));
  const shape = kind === 'topic' ? /^(\d+) × (\d+)$/.exec(text) : null;
  return shape ? t('history.topicShape', { partitions: Number(shape[1]), replicas: Number(shape[2]) }) : text;
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
  const older = olderFacets(
    value.knownAt,
    value.atMs,
    what === 'topics' ? ['offsets'] : ['groups', 'offsets'],
  );
  return (
    <>
      {older.length > 0 && (
        <Toolbar>
          <Older side="before" facets={older} />
        </Toolbar>
      )}
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
    </>
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
      cell: (group) => <span className="ellipsis">{withHiddenShown(group.groupId)}</span>,
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 160,
      text: (group) => group.state,
      cell: (group) => group.state,
    },
    count('members', t('column.members'), (group: PastGroup) => group.members),
    {
      ...count('lag', t('column.lag'), (group: PastGroup) => group.lag),
      text: (group) => formatSum(group.lag, group.unknownLags),
      cell: (group) => <TotalLag lag={group.lag} unknown={group.unknownLags} beyondEnd={group.beyondEnd} />,
    },
  ];
}

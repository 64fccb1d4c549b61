import Copy from 'lucide-react/icons/copy';
import Forward from 'lucide-react/icons/forward';
import PencilLine from 'lucide-react/icons/pencil-line';
import { useCallback, useMemo, useRef, useState } from 'react';
import type {
  FilterTest,
  JsonType,
  MessageRow,
  ReadRequest,
  RedriveSource,
} from '../../../src-main/contract/index.ts';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
import { failureFrom, failureOf } from '../../lib/client.ts';
import type { Failure } from '../../lib/failure.ts';
import { useClientAccess } from '../../lib/client-access.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace } from '../../lib/place.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  Menu,
  copyText,
  useLostReason,
  type LeafActions,
  type MenuEntry,
} from '../../ui/index.ts';
import { withClause } from './clauses.ts';
import { CompareDialog, placeOf } from './components/compare-dialog.tsx';
import { ExportDialog, type ExportSource } from './components/export-dialog.tsx';
import { FilterBar } from './components/filter-bar.tsx';
import { messageColumns } from './components/message-columns.tsx';
import { ReadToolbar } from './components/read-toolbar.tsx';
import { RecordsAndDetail } from './components/records-and-detail.tsx';
import { ReadingLine } from './components/reading-line.tsx';
import { TimeHistogram } from './components/time-histogram.tsx';
import { ViewsMenu } from './components/views-menu.tsx';
import type { FileFormat } from './export.ts';
import { copyEntries } from './copy-as.ts';
import { rowsWithin, type TimeRange } from './histogram.ts';
import { choiceOf, queryOf, requestOf, untilOf, type Choice, type Query } from './request.ts';
import { keyOf, useReading, useRegistryOutage, type Instead } from './store.ts';
import { copyWhole, uncut } from './whole.ts';
import './messages.css';
import { translated } from '../../lib/said.ts';

export interface MessagesPanelProps {
  topic: string;
  /** Another when the topic was made anew. */
  topicId: string;
  partitions: readonly number[];
  /** That read this topic. */
  groups: readonly string[];
  query: Readonly<Record<string, string>>;
  setQuery: (change: Record<string, string | undefined>) => void;
  setQuerySoon: (change: Record<string, string | undefined>) => void;
  active: boolean;
}

/** Chosen records as an address can hold them. */
function selectionOf(rows: readonly MessageRow[]): RedriveSource {
  return { kind: 'selection', records: rows.map(({ partition, offset }) => ({ partition, offset })) };
}

/** All that a reading lets through, not only what was shown of it. */
function filterOf({ partitions, from, until, filter, isolation }: ReadRequest): RedriveSource {
  // The newest of a list are all of the topic when all is meant.
  const all = from.kind === 'newest' ? ({ kind: 'oldest' } as const) : from;
  return { kind: 'filter', partitions, from: all, until, filter, isolation, limit: REDRIVE_LIMIT };
}

/** More than there is: everything that matches is meant, whatever number the table shows. */
const REDRIVE_LIMIT = 1_000_000_000;

/** The message browser of one topic: where from, how many, which partitions, a filter; a table; the detail docked right. */
export function MessagesPanel({
  topic,
  topicId,
  query,
  setQuery,
  setQuerySoon,
  active,
  ...given
}: MessagesPanelProps) {
  const partitions = useSame(given.partitions);
  const groups = useSame(given.groups);
  // Which record is open is no choice of what is read.
  const asked = JSON.stringify({ ...query, record: undefined, tab: undefined });
  const choice = useMemo(() => choiceOf(JSON.parse(asked) as Query), [asked]);
  const cluster = useClusterId();
  // Today begins at the midnight before the last choice.
  const [chosenAtMs, setChosenAtMs] = useState(() => Date.now());
  const request = useMemo(
    () => requestOf(cluster, topic, choice, chosenAtMs),
    [cluster, topic, choice, chosenAtMs],
  );
  const { state, reading, restart } = useReading(request, topicId);
  const [firstId] = useState(topicId);
  const lost = useLostReason();
  // A tail goes on, and what comes is read; of what was read the bytes are read anew.
  const outage = useRegistryOutage(() => {
    if (!state.live) restart();
  });
  const [range, setRange] = useState<TimeRange | null>(null);
  // A range was drawn over what was read; another reading is another drawing.
  const [rangeOf, setRangeOf] = useState(request);
  if (rangeOf !== request) {
    setRangeOf(request);
    setRange(null);
  }
  const shown = useMemo(
    () => rowsWithin(state.rows, state.live ? null : range),
    [state.rows, state.live, range],
  );
  /** A live tail has no end that a file could have. */
  const exportable = request !== null && request.from.kind !== 'live';
  const filterField = useRef<HTMLInputElement>(null);
  const access = useClientAccess();
  const paths = useMemo(() => pathsOf(query.columns), [query.columns]);
  const columns = useMemo(() => messageColumns(paths), [paths]);
  // Whoever goes from record to record changes nothing of the tools above them, which are memoised.
  const change = useCallback(
    (next: Partial<Choice>): void => {
      if (next.from !== undefined || next.at !== undefined) setChosenAtMs(Date.now());
      setQuery(queryOf(next));
    },
    [setQuery],
  );
  /** What narrows the list might hide what is read instead. */
  const readInstead = useCallback(
    (instead: Instead, key: string): void => {
      const [partition, offset] = key.split('/');
      setChosenAtMs(Date.now());
      setQuery({
        ...NO_VIEW,
        ...(offset !== undefined && { partitions: partition }),
        ...(instead === 'oldest' && { from: 'oldest' }),
        ...(instead === 'there' && { from: 'offset', at: offset }),
        columns: query.columns,
        record: undefined,
      });
    },
    [setQuery, query.columns],
  );
  const stop = useCallback(() => reading.stop(), [reading]);
  const pause = useCallback((paused: boolean) => reading.setPaused(paused), [reading]);
  const [exporting, setExporting] = useState<{ format: FileFormat; source: ExportSource } | null>(null);
  const [base, setBase] = useState<MessageRow | null>(null);
  const [compared, setCompared] = useState<MessageRow | null>(null);
  const exportAll = (format: FileFormat): void =>
    request ? setExporting({ format, source: { kind: 'request', request } }) : undefined;
  const exportShown = (format: FileFormat): void =>
    setExporting({ format, source: { kind: 'rows', cluster, rows: shown } });
  const [notCopied, setNotCopied] = useState<Failure | null>(null);
  const leafActions = useCallback(
    (part: 'key' | 'value'): LeafActions => {
      const narrow = (path: string, test: FilterTest, operand: string, type?: JsonType) =>
        change({
          clauses: withClause(choice.clauses, { on: part, path, test, operand, ...(type && { type }) }),
        });
      return ({ path, text, type }) => [
        { id: 'only', label: t('leaf.only', { path }), run: () => narrow(path, 'is', text, type) },
        { id: 'without', label: t('leaf.without'), run: () => narrow(path, 'is-not', text, type) },
        { id: 'exists', label: t('leaf.exists', { path }), run: () => narrow(path, 'exists', '') },
        null,
        ...(part === 'value'
          ? [
              {
                id: 'column',
                label: t('leaf.column', { path }),
                checked: paths.includes(path),
                run: () => setQuery({ columns: columnsQuery(toggled(paths, path)) }),
              },
            ]
          : []),
        { id: 'copy-value', label: t('leaf.copyValue'), run: () => void copyText(text) },
        { id: 'copy-path', label: t('leaf.copyPath'), run: () => void copyText(path) },
      ];
    },
    [change, choice.clauses, paths, setQuery],
  );
  const onlyHeader = useCallback(
    (name: string, value: string) =>
      change({ clauses: withClause(choice.clauses, { on: 'header', name, test: 'is', operand: value }) }),
    [change, choice.clauses],
  );

  /** Null, and said why, where what is to be copied cannot be read any more. */
  const copied = useCallback(async <T,>(asked: Promise<T>): Promise<T | null> => {
    try {
      const got = await asked;
      setNotCopied(null);
      return got;
    } catch (error) {
      setNotCopied(failureOf(t('messages.notCopied'), error));
      return null;
    }
  }, []);
  const resend = useCallback(
    (row: MessageRow) =>
      openPlace(
        addressOf(['topics', topic, 'send'], {
          partition: String(row.partition),
          offset: String(row.offset),
        }),
      ),
    [topic],
  );
  const sendOn = useCallback(
    (source: RedriveSource) =>
      openPlace(addressOf(['topics', topic, 'redrive'], { source: JSON.stringify(source) })),
    [topic],
  );
  const manyActions = useCallback(
    (rows: readonly MessageRow[]): MenuEntry[] => [
      {
        id: 'redrive',
        label: t('redrive.openMany', { count: rows.length }),
        icon: Forward,
        run: () => sendOn(selectionOf(rows)),
      },
    ],
    [sendOn],
  );
  const rowActions = useCallback(
    (row: MessageRow): MenuEntry[] => [
      { id: 'resend', label: t('messages.resend'), icon: PencilLine, run: () => resend(row) },
      { id: 'redrive', label: t('redrive.open'), run: () => sendOn(selectionOf([row])) },
      {
        id: 'copy-value',
        label: t('messages.copyValue'),
        icon: Copy,
        run: () => void copied(copyWhole(cluster, topic, row, 'value')),
      },
      {
        id: 'copy-key',
        label: t('messages.copyKey'),
        run: () => void copied(copyWhole(cluster, topic, row, 'key')),
      },
      ...copyEntries(topic, row, access, () => copied(uncut(cluster, topic, row))),
      {
        id: 'copy-link',
        label: t('messages.copyLink'),
        run: () =>
          void copyText(
            `${location.origin}${location.pathname}#${addressIn(cluster, addressOf(['topics', topic], { record: keyOf(row) }))}`,
          ),
      },
      null,
      base !== null && keyOf(base) !== keyOf(row)
        ? {
            id: 'compare',
            label: t('diff.with', { place: placeOf(base) }),
            run: () => setCompared(row),
          }
        : { id: 'compare', label: t('diff.mark'), run: () => setBase(row) },
    ],
    [cluster, topic, resend, sendOn, access, base, copied],
  );

  useCommands(
    () => [
      screenCommand('screen.filter', () => filterField.current?.focus()),
      screenCommand('messages.refresh', restart),
      screenCommand('messages.live', () => change({ from: 'live' })),
      screenCommand('messages.pause', () => reading.setPaused(!reading.get().paused)),
    ],
    [reading],
    active,
  );

  return (
    <>
      <ReadToolbar
        choice={choice}
        onChange={change}
        partitions={partitions}
        groups={groups}
        state={state}
        filterRef={filterField}
        onStop={stop}
        onRestart={restart}
        onPause={pause}
      />
      <div className="narrowing">
        <FilterBar choice={choice} onChange={change} rows={state.rows} />
        <ViewsMenu
          topic={topic}
          query={viewQuery(query)}
          onOpen={(view) => setQuery({ ...NO_VIEW, ...view })}
        />
        <Menu
          label={t('export.title')}
          align="end"
          trigger={
            <Button kind="quiet" data-testid="export">
              {t('export.title')}
            </Button>
          }
          entries={[
            {
              id: 'jsonl',
              label: t('export.jsonl'),
              disabled: !exportable,
              run: () => exportAll('jsonl'),
            },
            { id: 'csv', label: t('export.csv'), disabled: !exportable, run: () => exportAll('csv') },
            null,
            { id: 'shown-jsonl', label: t('export.shownJsonl'), run: () => exportShown('jsonl') },
            { id: 'shown-csv', label: t('export.shownCsv'), run: () => exportShown('csv') },
            null,
            {
              id: 'redrive',
              label: t('redrive.openAll'),
              disabled: !exportable,
              run: () => request && sendOn(filterOf(request)),
            },
          ]}
        />
      </div>
      {outage !== null && (
        <p className="registry-bar small warn" role="status" data-testid="registry-bar">
          {t('messages.registryAway', { reason: translated(outage) })}
        </p>
      )}
      {state.error && (state.error.code !== 'disconnected' || lost === null) && (
        <ErrorBlock failure={failureFrom(t('messages.failed', { topic }), state.error)} onRetry={restart} />
      )}
      {notCopied && (
        <ErrorBlock failure={notCopied}>
          <Button onClick={() => setNotCopied(null)}>{t('action.close')}</Button>
        </ErrorBlock>
      )}
      {!state.live && <TimeHistogram rows={state.rows} range={range} onRange={setRange} />}
      <RecordsAndDetail
        topic={topic}
        record={query.record}
        active={active}
        setQuerySoon={setQuerySoon}
        state={state}
        rows={shown}
        columns={columns}
        rowActions={rowActions}
        manyActions={manyActions}
        access={access}
        onResend={resend}
        leafActions={leafActions}
        onHeader={onlyHeader}
        onDecoders={restart}
        onInstead={readInstead}
        empty={
          <NoMessages
            status={state.status}
            live={state.live}
            lost={lost}
            choice={choice}
            onChange={change}
            topic={topic}
            ready={request !== null}
            outOfRange={range !== null && state.rows.length > 0}
          />
        }
      />
      <ReadingLine
        state={state}
        lost={lost}
        isAnew={topicId !== firstId}
        within={range === null || state.live ? null : shown.length}
        needs={request === null ? t(neededBy(choice)) : null}
      />
      {exporting && <ExportDialog topic={topic} {...exporting} onClose={() => setExporting(null)} />}
      {base && compared && (
        <CompareDialog
          topic={topic}
          before={base}
          after={compared}
          onClose={() => {
            setCompared(null);
            setBase(null);
          }}
        />
      )}
    </>
  );
}

/** A list as it was before while it holds the same. */
function useSame<T>(list: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(list);
  if (kept.length === list.length && kept.every((one, at) => one === list[at])) return kept;
  setKept(list);
  return list;
}

/** What of an address a saved view holds, each at its default. */
const NO_VIEW: Readonly<Record<string, undefined>> = {
  from: undefined,
  at: undefined,
  limit: undefined,
  partitions: undefined,
  filter: undefined,
  where: undefined,
  script: undefined,
  isolation: undefined,
  show: undefined,
  until: undefined,
  columns: undefined,
};

function viewQuery(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => name in NO_VIEW));
}

/** Paths shown as columns, as the address holds them. */
function pathsOf(text: string | undefined): string[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function columnsQuery(paths: readonly string[]): string | undefined {
  return paths.length > 0 ? JSON.stringify(paths) : undefined;
}

function toggled(paths: readonly string[], path: string): string[] {
  return paths.includes(path) ? paths.filter((one) => one !== path) : [...paths, path];
}

const NEEDS = {
  offset: 'messages.needsOffset',
  timestamp: 'messages.needsTime',
  group: 'messages.needsGroup',
  until: 'messages.needsUntil',
  newest: 'messages.needsTime',
  oldest: 'messages.needsTime',
  ago: 'messages.needsTime',
  live: 'messages.needsTime',
} as const;

/** What a choice that cannot be read yet lacks. */
function neededBy(choice: Choice) {
  return NEEDS[untilOf(choice.until) === undefined ? 'until' : choice.from];
}

function NoMessages({
  status,
  live,
  lost,
  choice,
  onChange,
  topic,
  ready,
  outOfRange,
}: {
  status: string;
  live: boolean;
  /** Why nothing can come at the moment. */
  lost: string | null;
  choice: Choice;
  onChange: (change: Partial<Choice>) => void;
  topic: string;
  ready: boolean;
  outOfRange: boolean;
}) {
  const send = (
    <Button onClick={() => openPlace(addressOf(['topics', topic, 'send']))}>{t('topic.send')}</Button>
  );
  if (outOfRange) return <EmptyState text={t('messages.noneInRange')} />;
  if (!ready) return <EmptyState text={t(neededBy(choice))} />;
  if (lost !== null && (status === 'reading' || status === 'failed')) return <EmptyState text={lost} />;
  if (live && status === 'reading')
    return <EmptyState text={t('messages.waitingLive')} action={send} testId="live-waiting" />;
  if (status === 'reading') return <EmptyState text={t('state.loading')} />;
  // Nothing was read to its end: whether any fulfils the conditions is not known, and the error says what to do.
  if (status === 'failed') return null;
  if (choice.clauses.length > 0 || choice.script) {
    return (
      <EmptyState
        text={t('messages.noneFulfil')}
        action={
          <Button onClick={() => onChange({ filter: '', clauses: [], script: '' })}>
            {t('action.clearFilter')}
          </Button>
        }
      />
    );
  }
  if (choice.filter) {
    return (
      <EmptyState
        text={t('messages.noneMatch', { filter: choice.filter })}
        action={<Button onClick={() => onChange({ filter: '' })}>{t('action.clearFilter')}</Button>}
      />
    );
  }
  return <EmptyState text={t('messages.none')} action={send} />;
}

import Copy from 'lucide-react/icons/copy';
import Forward from 'lucide-react/icons/forward';
import PencilLine from 'lucide-react/icons/pencil-line';
import { useCallback, useMemo, useRef, useState } from 'react';
import type {
  FilterClause,
  FilterTest,
  MessageRow,
  ReadRequest,
  RedriveSource,
} from '../../../src-main/contract/index.ts';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
import { failureFrom } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressIn, addressOf, openPlace } from '../../lib/place.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  Menu,
  copyText,
  useWaitReason,
  type LeafActions,
  type MenuEntry,
} from '../../ui/index.ts';
import { withClause } from './clauses.ts';
import { CompareDialog, placeOf } from './components/compare-dialog.tsx';
import { ExportDialog } from './components/export-dialog.tsx';
import { FilterBar } from './components/filter-bar.tsx';
import { messageColumns } from './components/message-columns.tsx';
import { ReadToolbar } from './components/read-toolbar.tsx';
import { RecordsAndDetail } from './components/records-and-detail.tsx';
import { ReadingLine } from './components/reading-line.tsx';
import { TimeHistogram } from './components/time-histogram.tsx';
import { ViewsMenu } from './components/views-menu.tsx';
import { downloadRecords, headOf, linesOf, type FileFormat } from './export.ts';
import { copyEntries } from './copy-as.ts';
import { rowsWithin, type TimeRange } from './histogram.ts';
import { choiceOf, queryOf, requestOf, untilOf, type Choice, type Query } from './request.ts';
import { keyOf, useBootstrapServers, useReading, useRegistryOutage } from './store.ts';
import { copyWhole } from './whole.ts';
import './messages.css';

export interface MessagesPanelProps {
  topic: string;
  partitions: readonly number[];
  /** That read this topic. */
  groups: readonly string[];
  query: Readonly<Record<string, string>>;
  setQuery: (change: Record<string, string | undefined>) => void;
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
export function MessagesPanel({ topic, query, setQuery, active, ...given }: MessagesPanelProps) {
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
  const { state, reading, restart } = useReading(request);
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
  const bootstrap = useBootstrapServers();
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
  const stop = useCallback(() => reading.stop(), [reading]);
  const pause = useCallback((paused: boolean) => reading.setPaused(paused), [reading]);
  const [exporting, setExporting] = useState<FileFormat | null>(null);
  const [base, setBase] = useState<MessageRow | null>(null);
  const [compared, setCompared] = useState<MessageRow | null>(null);
  const exportShown = (format: FileFormat): void =>
    downloadRecords(`${topic}.${format}`, [headOf(format), linesOf(format, topic, shown)], format);
  const leafActions = useCallback(
    (part: 'key' | 'value'): LeafActions => {
      const place = (path: string, test: FilterTest, operand: string): FilterClause => ({
        on: part,
        path,
        test,
        operand,
      });
      const narrow = (clause: FilterClause) => change({ clauses: withClause(choice.clauses, clause) });
      return (path, text) => [
        { id: 'only', label: t('leaf.only', { path }), run: () => narrow(place(path, 'is', text)) },
        { id: 'without', label: t('leaf.without'), run: () => narrow(place(path, 'is-not', text)) },
        { id: 'exists', label: t('leaf.exists', { path }), run: () => narrow(place(path, 'exists', '')) },
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
        run: () => void copyWhole(cluster, topic, row, 'value'),
      },
      {
        id: 'copy-link',
        label: t('messages.copyLink'),
        run: () =>
          void copyText(
            `${location.origin}${location.pathname}#${addressIn(cluster, addressOf(['topics', topic], { record: keyOf(row) }))}`,
          ),
      },
      { id: 'copy-key', label: t('messages.copyKey'), run: () => void copyWhole(cluster, topic, row, 'key') },
      base !== null && keyOf(base) !== keyOf(row)
        ? {
            id: 'compare',
            label: t('diff.with', { place: placeOf(base) }),
            run: () => setCompared(row),
          }
        : { id: 'compare', label: t('diff.mark'), run: () => setBase(row) },
      ...copyEntries(topic, row, bootstrap),
    ],
    [cluster, topic, resend, sendOn, bootstrap, base],
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
              run: () => setExporting('jsonl'),
            },
            { id: 'csv', label: t('export.csv'), disabled: !exportable, run: () => setExporting('csv') },
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
          {t('messages.registryAway', { reason: outage })}
        </p>
      )}
      {state.error && state.error.code !== 'disconnected' && (
        <ErrorBlock failure={failureFrom(t('messages.failed', { topic }), state.error)} onRetry={restart} />
      )}
      {!state.live && <TimeHistogram rows={state.rows} range={range} onRange={setRange} />}
      <RecordsAndDetail
        topic={topic}
        record={query.record}
        setQuery={setQuery}
        state={state}
        rows={shown}
        columns={columns}
        rowActions={rowActions}
        manyActions={manyActions}
        bootstrap={bootstrap}
        onResend={resend}
        leafActions={leafActions}
        onHeader={onlyHeader}
        onDecoders={restart}
        empty={
          <NoMessages
            status={state.status}
            live={state.live}
            choice={choice}
            onChange={change}
            topic={topic}
            ready={request !== null}
            outOfRange={range !== null && state.rows.length > 0}
          />
        }
      />
      <ReadingLine state={state} />
      {exporting && request && (
        <ExportDialog topic={topic} request={request} format={exporting} onClose={() => setExporting(null)} />
      )}
      {base && compared && (
        <CompareDialog
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

function NoMessages({
  status,
  live,
  choice,
  onChange,
  topic,
  ready,
  outOfRange,
}: {
  status: string;
  live: boolean;
  choice: Choice;
  onChange: (change: Partial<Choice>) => void;
  topic: string;
  ready: boolean;
  outOfRange: boolean;
}) {
  const send = (
    <Button onClick={() => openPlace(addressOf(['topics', topic, 'send']))}>{t('topic.send')}</Button>
  );
  const waitReason = useWaitReason();
  if (outOfRange) return <EmptyState text={t('messages.noneInRange')} />;
  if (!ready)
    return <EmptyState text={t(NEEDS[untilOf(choice.until) === undefined ? 'until' : choice.from])} />;
  if (live && status === 'reading')
    return <EmptyState text={t('messages.waitingLive')} action={send} testId="live-waiting" />;
  if (status === 'reading') return <EmptyState text={waitReason} />;
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
  if (status === 'failed') return null;
  return <EmptyState text={t('messages.none')} action={send} />;
}

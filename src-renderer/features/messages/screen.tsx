import Copy from 'lucide-react/icons/copy';
import PencilLine from 'lucide-react/icons/pencil-line';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { MessageRow } from '../../../src-main/contract/index.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { failureFrom } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../lib/place.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  ScreenBody,
  SplitDetail,
  Table,
  copyText,
  useWaitReason,
  type MenuEntry,
} from '../../ui/index.ts';
import { messageColumns } from './components/message-columns.tsx';
import { MessageDetailPane } from './components/message-detail.tsx';
import { ReadToolbar } from './components/read-toolbar.tsx';
import { ReadingLine } from './components/reading-line.tsx';
import { TimeHistogram } from './components/time-histogram.tsx';
import { copyEntries } from './copy-as.ts';
import { rowsWithin, type TimeRange } from './histogram.ts';
import { choiceOf, queryOf, requestOf, type Choice } from './request.ts';
import { useBootstrapServers, useReading } from './store.ts';
import './messages.css';

export interface MessagesPanelProps {
  topic: string;
  partitions: readonly number[];
  query: Readonly<Record<string, string>>;
  setQuery: (change: Record<string, string | undefined>) => void;
  active: boolean;
}

const keyOf = (row: MessageRow): string => `${row.partition}/${row.offset}`;

/** The message browser of one topic: where from, how many, which partitions, a filter; a table; the detail docked right. */
export function MessagesPanel({ topic, partitions, query, setQuery, active }: MessagesPanelProps) {
  const choice = useMemo(() => choiceOf(query), [query]);
  const cluster = useClusterId();
  const request = useMemo(() => requestOf(cluster, topic, choice), [cluster, topic, choice]);
  const { state, reading, restart } = useReading(request);
  const [chosen, setChosen] = useState<MessageRow | null>(null);
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
  const filterField = useRef<HTMLInputElement>(null);
  const bootstrap = useBootstrapServers();
  const columns = useMemo(() => messageColumns(), []);
  const change = (next: Partial<Choice>): void => setQuery(queryOf(next));

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
  const rowActions = useCallback(
    (row: MessageRow): MenuEntry[] => [
      { id: 'resend', label: t('messages.resend'), icon: PencilLine, run: () => resend(row) },
      {
        id: 'copy-value',
        label: t('messages.copyValue'),
        icon: Copy,
        run: () => void copyText(row.value.text),
      },
      ...copyEntries(topic, row, bootstrap),
    ],
    [topic, resend, bootstrap],
  );

  useCommands(
    () => [
      {
        id: 'screen.filter',
        title: t('command.filter'),
        group: t('palette.group.do'),
        shortcuts: ['/'],
        run: () => filterField.current?.focus(),
      },
      {
        id: 'messages.refresh',
        title: t('messages.readAgain'),
        group: t('palette.group.do'),
        shortcuts: ['R'],
        run: restart,
      },
      {
        id: 'messages.live',
        title: t('messages.goLive'),
        group: t('palette.group.do'),
        shortcuts: ['L'],
        run: () => change({ from: 'live' }),
      },
      {
        id: 'messages.pause',
        title: t('messages.pause'),
        group: t('palette.group.do'),
        shortcuts: ['P'],
        run: () => reading.setPaused(!reading.get().paused),
      },
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
        state={state}
        filterRef={filterField}
        onStop={() => reading.stop()}
        onRestart={restart}
        onPause={(paused) => reading.setPaused(paused)}
      />
      {state.error && state.error.code !== 'disconnected' && (
        <ErrorBlock failure={failureFrom(t('messages.failed', { topic }), state.error)} onRetry={restart} />
      )}
      {!state.live && <TimeHistogram rows={state.rows} range={range} onRange={setRange} />}
      <SplitDetail
        id="message"
        title={
          chosen && (
            <span className="mono">
              {t('messages.at', { partition: String(chosen.partition), offset: chosen.offset })}
            </span>
          )
        }
        onClose={() => setChosen(null)}
        detail={
          chosen && (
            <MessageDetailPane
              topic={topic}
              row={chosen}
              bootstrap={bootstrap}
              onResend={() => resend(chosen)}
            />
          )
        }
      >
        <ScreenBody>
          <Table
            id="messages"
            label={t('topic.tab.messages')}
            columns={columns}
            rows={shown}
            rowKey={keyOf}
            selected={chosen && keyOf(chosen)}
            onSelect={setChosen}
            onOpen={focusDetail}
            keepPlace={state.live}
            rowActions={rowActions}
            sortable={!state.live}
            stale={state.error?.code === 'disconnected'}
            testId="messages-table"
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
        </ScreenBody>
      </SplitDetail>
      <ReadingLine state={state} />
    </>
  );
}

/** Enter goes from the row into its detail; Escape there comes back. */
function focusDetail(): void {
  document.querySelector<HTMLElement>('[data-testid="detail"] [role="tab"][aria-selected="true"]')?.focus();
}

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
    return <EmptyState text={t(choice.from === 'offset' ? 'messages.needsOffset' : 'messages.needsTime')} />;
  if (live && status === 'reading')
    return <EmptyState text={t('messages.waitingLive')} action={send} testId="live-waiting" />;
  if (status === 'reading') return <EmptyState text={waitReason} />;
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

import Copy from 'lucide-react/icons/copy';
import PencilLine from 'lucide-react/icons/pencil-line';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useMemo, useState } from 'react';
import type { PayloadInput, SentEntry } from '../../../../src-main/contract/index.ts';
import { fromBase64 } from '../../../lib/base64.ts';
import type { ClientAccess } from '../../../lib/client-access.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  FormDialog,
  JobCard,
  SearchField,
  Segmented,
  SplitDetail,
  StateMark,
  Table,
  Time,
  copyText,
  jobTitle,
  type Column,
  type MenuEntry,
  TIME_WIDTH,
} from '../../../ui/index.ts';
import { asConsoleProducer, asJava, asJavaScript, asKcatProducer, asPython } from '../copy-as.ts';
import { draftOfRequest, type Draft } from '../draft.ts';
import { forgetSent, sendAgain, useSentHistory } from '../producing-store.ts';
import { translated } from '../../../lib/said.ts';

/** What was sent from here, in this life of the workbench and earlier ones: searched, opened, sent again, copied. */
export function HistoryMode({
  topic,
  access,
  onEdit,
}: {
  topic: string;
  access: ClientAccess;
  onEdit: (topic: string, draft: Draft) => void;
}) {
  const cluster = useClusterId();
  const [scope, setScope] = useState<'topic' | 'cluster'>('topic');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<SentEntry | null>(null);
  const history = useSentHistory(cluster, scope === 'topic' ? topic : null, search);
  const again = useAction(
    { failed: t('sentHistory.againFailed'), unknown: t('sentHistory.againUnknown') },
    (entry: SentEntry) => sendAgain(entry.request!),
    history.refresh,
  );
  const [forgetting, setForgetting] = useState(false);
  const forget = useAction(
    t('sentHistory.failed'),
    () => forgetSent(cluster),
    () => {
      setForgetting(false);
      setChosen(null);
      history.refresh();
    },
  );
  const columns = useMemo(() => historyColumns(), []);
  const actions = (entry: SentEntry): MenuEntry[] => {
    const { request, cut } = entry;
    if (request === null || cut) return [];
    const copy = (id: string, label: string, text: () => string) => ({
      id,
      label,
      icon: Copy,
      run: () => void copyText(text()),
    });
    const encoded = request.key.kind === 'schema' || request.value.kind === 'schema';
    return [
      {
        id: 'edit',
        label: t('sentHistory.edit'),
        icon: PencilLine,
        run: () => onEdit(request.topic, draftOfRequest(request)),
      },
      {
        id: 'again',
        label: t('sentHistory.again'),
        icon: RotateCcw,
        writes: true,
        run: () => again.run(entry),
      },
      ...(encoded
        ? []
        : [
            null,
            copy('kcat', t('sentHistory.copyKcat'), () => asKcatProducer(request, access)),
            copy('console', t('sentHistory.copyConsole'), () => asConsoleProducer(request, access)),
            copy('java', t('sentHistory.copyJava'), () => asJava(request, access)),
            copy('js', t('sentHistory.copyJavaScript'), () => asJavaScript(request, access)),
            copy('python', t('sentHistory.copyPython'), () => asPython(request, access)),
          ]),
    ];
  };
  const { entries } = history;
  return (
    <div className="mode">
      <div className="row wrap">
        <SearchField
          label={t('sentHistory.search')}
          value={search}
          onChange={setSearch}
          data-testid="history-search"
        />
        <Segmented
          label={t('sentHistory.scope')}
          value={scope}
          onChange={setScope}
          options={[
            { value: 'topic', label: t('sentHistory.scope.topic') },
            { value: 'cluster', label: t('sentHistory.scope.cluster') },
          ]}
          testId="history-scope"
        />
        <span className="row end">
          {history.more && <Button onClick={history.older}>{t('sentHistory.older')}</Button>}
          <Button kind="quiet" onClick={() => setForgetting(true)} data-testid="history-clear">
            {t('sentHistory.clear')}
          </Button>
        </span>
      </div>
      <FormDialog
        open={forgetting}
        onClose={() => setForgetting(false)}
        title={t('sentHistory.clearTitle')}
        description={t('sentHistory.clearText')}
        submitLabel={t('sentHistory.clear')}
        onSubmit={() => forget.run()}
        busy={forget.busy}
        failure={forget.failure}
        danger
      >
        {null}
      </FormDialog>
      {history.failure && <ErrorBlock failure={history.failure} onRetry={history.refresh} />}
      {again.failure && <ErrorBlock failure={again.failure} />}
      <div className="mode-fill">
        <SplitDetail
          id="sent-history"
          title={chosen?.job ? jobTitle(chosen.job) : null}
          onClose={() => setChosen(null)}
          detail={chosen?.job ? <JobReport entry={chosen} /> : null}
        >
          <Table
            id="sent-history"
            label={t('producing.mode.history')}
            columns={columns}
            rows={entries ?? []}
            rowKey={(entry) => String(entry.id)}
            selected={chosen && String(chosen.id)}
            onSelect={setChosen}
            onOpen={(entry) =>
              entry.request && !entry.cut && onEdit(entry.topic, draftOfRequest(entry.request))
            }
            rowActions={actions}
            rowButtons={false}
            sortable={false}
            testId="history-table"
            empty={
              entries === null ? null : (
                <EmptyState text={t(search ? 'sentHistory.noneMatch' : 'sentHistory.none')} />
              )
            }
          />
        </SplitDetail>
      </div>
    </div>
  );
}

/** As it ended; what can be done about a job is done where the running ones are. */
function JobReport({ entry }: { entry: SentEntry }) {
  return (
    <div className="pad">
      <JobCard job={{ ...entry.job!, resumeLine: null }} report />
    </div>
  );
}

function inputText(input: PayloadInput): string {
  if (input.kind === 'null') return t('payload.null');
  return (input.kind === 'base64' ? readable(input.base64) : input.text) || t('payload.empty');
}

/** The text of the bytes where they are some, else as they are written in the contract. */
function readable(base64: string): string {
  try {
    const bytes = fromBase64(base64);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return base64;
  }
}

function whatText({ job, cut, request }: SentEntry): string {
  if (job) return t('sentHistory.job', { title: jobTitle(job), count: job.sent });
  return cut ? t('sentHistory.cut') : inputText(request!.value);
}

function outcomeText({ error, result, job }: SentEntry): string {
  if (error) return translated(error);
  if (job) return t(`job.state.${job.state}`);
  if (!result) return '';
  return result.offset < 0 ? t('editor.unconfirmed') : `${result.partition}-${result.offset}`;
}

function historyColumns(): Column<SentEntry>[] {
  return [
    {
      id: 'time',
      header: t('column.time'),
      width: TIME_WIDTH,
      text: (entry) => formatTime(entry.atMs),
      cell: (entry) => <Time epochMs={entry.atMs} />,
    },
    {
      id: 'topic',
      header: t('column.topic'),
      width: 140,
      text: (entry) => entry.topic,
      cell: (entry) => <span className="ellipsis">{entry.topic}</span>,
    },
    {
      id: 'outcome',
      header: t('column.outcome'),
      width: 240,
      flex: true,
      text: outcomeText,
      cell: (entry) => (
        <span className="row tight ellipsis" title={outcomeText(entry)}>
          <StateMark shape={entry.error ? 'cross' : (entry.result?.offset ?? 0) < 0 ? 'half' : 'full'} />
          <span className="ellipsis">{outcomeText(entry)}</span>
        </span>
      ),
    },
    {
      id: 'key',
      header: t('column.key'),
      width: 130,
      text: (entry) => (entry.request && !entry.cut ? inputText(entry.request.key) : ''),
      cell: (entry) => (
        <span className="mono ellipsis">
          {entry.request && !entry.cut ? inputText(entry.request.key) : '–'}
        </span>
      ),
    },
    {
      id: 'what',
      header: t('sentHistory.what'),
      width: 240,
      flex: true,
      text: whatText,
      cell: (entry) => (
        <span className={`ellipsis ${entry.request && !entry.cut ? 'mono' : 'muted'}`}>
          {whatText(entry)}
        </span>
      ),
    },
    {
      id: 'latency',
      header: t('column.latency'),
      width: 80,
      align: 'end',
      text: (entry) => String(entry.result?.latencyMs ?? ''),
      cell: (entry) => (entry.result ? `${formatCount(entry.result.latencyMs)} ms` : '–'),
    },
  ];
}

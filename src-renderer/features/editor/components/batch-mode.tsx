import FileUp from 'lucide-react/icons/file-up';
import { useRef, useState, type ReactNode } from 'react';
import type { BatchFormat, BatchRequest, CsvMapping } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { formatBytes } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import {
  Button,
  Checkbox,
  EmptyState,
  ErrorBlock,
  ProblemList,
  Select,
  type Option,
} from '../../../ui/index.ts';
import type { Draft } from '../draft.ts';
import {
  dropSource,
  handOver,
  startBatch,
  takeSource,
  useBatchPreview,
  useBatchSource,
  type BatchSource,
} from '../producing-store.ts';
import { guessFormat } from '../guess-format.ts';
import { PlannedTable } from './planned-table.tsx';
import { TopicJobs } from './topic-jobs.tsx';

interface Choice {
  format: BatchFormat;
  shape: 'value' | 'message';
  csv: CsvMapping;
  transaction: boolean;
  onError: 'stop' | 'skip';
}

const FIRST_CHOICE: Choice = {
  format: 'jsonl',
  shape: 'value',
  csv: {
    delimiter: ',',
    hasHeader: true,
    key: null,
    value: 0,
    headers: null,
    partition: null,
    timestamp: null,
    emptyIsNull: true,
  },
  transaction: false,
  onError: 'stop',
};

/** A file or pasted text: what its lines are, what would be sent, and then all of it. */
export function BatchMode({
  draftKey: key,
  topic,
  draft,
  schemas,
}: {
  /** Of the editor, which keeps the file when another topic is chosen. */
  draftKey: string;
  topic: string;
  draft: Draft;
  /** How key and value are encoded. */
  schemas: ReactNode;
}) {
  const cluster = useClusterId();
  const source = useBatchSource(key);
  const [choice, setChoice] = useState(FIRST_CHOICE);
  const take = async (name: string, blob: Blob): Promise<void> => {
    const head = await blob.slice(0, 64 * 1024).text();
    setChoice((before) => ({ ...before, ...guessFormat(name, head, before.csv) }));
    await takeSource(key, name, blob);
  };
  return (
    <div className="mode scroll">
      {source === undefined ? (
        <ChooseSource onTake={(name, blob) => void take(name, blob)} />
      ) : source.failure ? (
        <ErrorBlock failure={source.failure} onRetry={() => void dropSource(key)} />
      ) : source.source === null ? (
        <p role="status" className="row">
          {t('batch.loading', {
            name: source.name,
            read: formatBytes(source.readBytes),
            total: formatBytes(source.totalBytes),
          })}
          <Button onClick={() => void dropSource(key)}>{t('action.cancel')}</Button>
        </p>
      ) : (
        <Planned
          topic={topic}
          source={source}
          choice={choice}
          schemas={schemas}
          onChange={(change) => setChoice((before) => ({ ...before, ...change }))}
          request={{
            cluster,
            topic,
            source: source.source,
            format: choice.format,
            shape: choice.shape,
            csv: choice.format === 'csv' ? choice.csv : null,
            schemas: draft.schemas,
            options: { compression: draft.compression, acks: draft.acks },
            transaction: choice.transaction,
            onError: choice.onError,
          }}
          onDrop={() => void dropSource(key)}
          onStarted={() => handOver(key, source.source!)}
        />
      )}
      <TopicJobs topic={topic} kind="batch" />
    </div>
  );
}

function ChooseSource({ onTake }: { onTake: (name: string, blob: Blob) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  return (
    <div className="stack">
      <p className="muted">{t('batch.empty')}</p>
      <div className="row">
        <Button icon={FileUp} onClick={() => input.current?.click()} data-testid="choose-file">
          {t('batch.file')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.json,.jsonl,.ndjson,.txt"
          hidden
          data-testid="batch-file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onTake(file.name, file);
          }}
        />
        <span className="muted">{t('batch.paste')}</span>
      </div>
      <textarea
        className="input mono paste"
        aria-label={t('batch.pasteLabel')}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        data-testid="batch-paste"
      />
      <div>
        <Button
          kind="primary"
          disabled={text.trim() === ''}
          onClick={() => onTake(t('batch.pasted'), new Blob([text]))}
          data-testid="take-paste"
        >
          {t('batch.takePaste')}
        </Button>
      </div>
    </div>
  );
}

function Planned({
  topic,
  source,
  choice,
  schemas,
  onChange,
  request,
  onDrop,
  onStarted,
}: {
  topic: string;
  source: BatchSource;
  choice: Choice;
  schemas: ReactNode;
  onChange: (change: Partial<Choice>) => void;
  request: BatchRequest;
  onDrop: () => void;
  onStarted: () => void;
}) {
  const { preview, failure } = useBatchPreview(request);
  const start = useAction(t('generate.failed'), () => startBatch(request), onStarted);
  const columns = preview?.columns ?? [];
  return (
    <>
      <div className="row wrap">
        <span data-testid="batch-summary">
          {t('batch.summary', { name: source.name, size: formatBytes(source.totalBytes), topic })}
        </span>
        <span className="row end">
          <Button onClick={onDrop}>{t('batch.other')}</Button>
          <Button
            kind="primary"
            writes
            busy={start.busy}
            disabled={preview === null || preview.messages.length === 0}
            onClick={() => start.run()}
            data-testid="start-batch"
          >
            {t('batch.start')}
          </Button>
        </span>
      </div>
      <div className="row wrap">
        <Select
          label={t('batch.format')}
          value={choice.format}
          onChange={(format) => onChange({ format })}
          options={(['jsonl', 'json', 'csv'] as const).map((value) => ({
            value,
            label: t(`batch.format.${value}`),
          }))}
          testId="batch-format"
        />
        {choice.format !== 'csv' && (
          <Select
            label={t('batch.shape')}
            value={choice.shape}
            onChange={(shape) => onChange({ shape })}
            options={(['value', 'message'] as const).map((value) => ({
              value,
              label: t(`batch.shape.${value}`),
            }))}
            testId="batch-shape"
          />
        )}
        <Select
          label={t('batch.onError')}
          value={choice.onError}
          onChange={(onError) => onChange({ onError })}
          options={(['stop', 'skip'] as const).map((value) => ({
            value,
            label: t(`batch.onError.${value}`),
          }))}
          testId="batch-on-error"
        />
        <Checkbox
          label={t('batch.transaction')}
          checked={choice.transaction}
          onChange={(transaction) => onChange({ transaction })}
          testId="batch-transaction"
        />
        {choice.transaction && <span className="small muted">{t('batch.transactionHint')}</span>}
      </div>
      {choice.format === 'csv' && (
        <Mapping csv={choice.csv} columns={columns} onChange={(csv) => onChange({ csv })} />
      )}
      <div className="mode-schemas">{schemas}</div>
      {failure && <ErrorBlock failure={failure} />}
      {start.failure && <ErrorBlock failure={start.failure} />}
      {preview && preview.problems.length > 0 && (
        <ProblemList problems={preview.problems} total={preview.problems.length} kind="batch" />
      )}
      <h2>{t('batch.first')}</h2>
      <div className="mode-table">
        <PlannedTable
          messages={preview?.messages ?? []}
          label={t('batch.first')}
          empty={preview === null ? null : <EmptyState text={t('messages.none')} />}
        />
      </div>
    </>
  );
}

const PARTS = ['key', 'value', 'headers', 'partition', 'timestamp'] as const;
const PART_NAMES = {
  key: 'column.key',
  value: 'column.value',
  headers: 'column.headers',
  partition: 'column.partition',
  timestamp: 'column.time',
} as const;

function Mapping({
  csv,
  columns,
  onChange,
}: {
  csv: CsvMapping;
  columns: readonly string[];
  onChange: (csv: CsvMapping) => void;
}) {
  const choices: Option<string>[] = [
    { value: '', label: t('batch.nowhere') },
    ...columns.map((name, index) => ({ value: String(index), label: name })),
  ];
  const whole = { value: 'row', label: t('batch.wholeRow') };
  return (
    <div className="row wrap">
      <Select
        label={t('batch.delimiter')}
        value={csv.delimiter}
        onChange={(delimiter) => onChange({ ...csv, delimiter })}
        options={[
          { value: ',', label: t('batch.comma') },
          { value: ';', label: t('batch.semicolon') },
          { value: '\t', label: t('batch.tab') },
        ]}
        testId="csv-delimiter"
      />
      {PARTS.map((part) => (
        <Select
          key={part}
          label={t('batch.columnOf', { part: t(PART_NAMES[part]) })}
          value={csv[part] === null ? '' : String(csv[part])}
          onChange={(column) =>
            onChange({ ...csv, [part]: column === '' ? null : column === 'row' ? 'row' : Number(column) })
          }
          options={part === 'value' && csv.hasHeader ? [...choices, whole] : choices}
          testId={`csv-${part}`}
        />
      ))}
      <Checkbox
        label={t('batch.hasHeader')}
        checked={csv.hasHeader}
        onChange={(hasHeader) =>
          onChange({ ...csv, hasHeader, value: hasHeader || csv.value !== 'row' ? csv.value : 0 })
        }
      />
      <Checkbox
        label={t('batch.emptyIsNull')}
        checked={csv.emptyIsNull}
        onChange={(emptyIsNull) => onChange({ ...csv, emptyIsNull })}
      />
    </div>
  );
}

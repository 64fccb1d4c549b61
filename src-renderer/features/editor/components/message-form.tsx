import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useState, type ReactNode } from 'react';
import type { SendRequest } from '../../../../src-main/contract/index.ts';
import { describeTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, Checkbox, IconButton, Select, Term, TextField, Tip } from '../../../ui/index.ts';
import { isBinaryHeader, isTimestamp, type Draft, type HeaderDraft } from '../draft.ts';
import { keptText } from '../kept-text.ts';
import type { PartitionPreview } from '../store.ts';

const COMPRESSIONS: readonly SendRequest['compression'][] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const ACKS: readonly SendRequest['acks'][] = ['all', 'leader', 'none'];

/** Key, headers, partition with its preview, compression, acks, timestamp. */
export function MessageForm({
  draft,
  onChange,
  partitions,
  preview,
  keySchema,
}: {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  partitions: readonly number[];
  preview: PartitionPreview;
  /** How the key is encoded; stands under it. */
  keySchema: ReactNode;
}) {
  return (
    <div className="editor-form scroll">
      <TextField
        label={t('column.key')}
        value={draft.key ?? ''}
        onChange={(key) => onChange({ key, binary: { ...draft.binary, key: null } })}
        placeholder={
          draft.binary.key !== null
            ? keptText(draft.binary.key)
            : draft.key === null
              ? t('payload.null')
              : undefined
        }
        error={preview.unfit}
        hint={draft.key === '' && draft.binary.key === null ? t('editor.emptyKey') : null}
        mono
        data-testid="key"
      />
      <Checkbox
        label={t('editor.noKey')}
        checked={draft.key === null}
        onChange={(none) => onChange({ key: none ? null : '', binary: { ...draft.binary, key: null } })}
        testId="no-key"
      />
      {keySchema}
      <div className="stack">
        <Select
          label={t('column.partition')}
          value={draft.partition}
          onChange={(partition) => onChange({ partition })}
          options={[
            { value: '', label: t('editor.byKey') },
            ...partitions.map((one) => ({ value: String(one), label: String(one) })),
          ]}
          testId="partition"
        />
        <p className="small muted" data-testid="partition-preview">
          <PartitionNote draft={draft} preview={preview} />
        </p>
      </div>
      <HeaderFields headers={draft.headers} onChange={(headers) => onChange({ headers })} />
      <div className="row wrap">
        <Select
          label={t('batch.compression')}
          value={draft.compression}
          onChange={(compression) => onChange({ compression })}
          options={COMPRESSIONS.map((one) => ({ value: one, label: one }))}
          testId="compression"
        />
        <Select
          label="acks"
          value={draft.acks}
          onChange={(acks) => onChange({ acks })}
          options={ACKS.map((one) => ({ value: one, label: t(`editor.acks.${one}`) }))}
          testId="acks"
        />
      </div>
      <p className="small muted">
        <Term id="acks">{t('editor.acksTerm')}</Term>
      </p>
      <TextField
        label={t('editor.timestamp')}
        value={draft.timestamp}
        onChange={(timestamp) => onChange({ timestamp })}
        placeholder={t('editor.now')}
        mono
        error={isTimestamp(draft.timestamp) ? null : t('editor.badTimestamp')}
        hint={
          draft.timestamp.trim() && isTimestamp(draft.timestamp)
            ? describeTime(Number(draft.timestamp))
            : null
        }
      />
    </div>
  );
}

function PartitionNote({ draft, preview }: { draft: Draft; preview: PartitionPreview }) {
  if (draft.partition !== '') return t('editor.partitionFixed');
  if (preview.partitions === null) return t('editor.partitionUnknown');
  if (preview.partition === null) return t('editor.partitionSpread', { count: preview.partitions });
  return t('editor.partitionByKey', { partition: String(preview.partition), count: preview.partitions });
}

/** More fields at once are slow to type into. */
const HEADERS_AT_ONCE = 50;

function HeaderFields({
  headers,
  onChange,
}: {
  headers: readonly HeaderDraft[];
  onChange: (headers: readonly HeaderDraft[]) => void;
}) {
  const [wanted, setPage] = useState(0);
  const lastPage = Math.max(0, Math.ceil(headers.length / HEADERS_AT_ONCE) - 1);
  const page = Math.min(wanted, lastPage);
  const first = page * HEADERS_AT_ONCE;
  const shown = headers.slice(first, first + HEADERS_AT_ONCE);
  const put = (index: number, change: Partial<HeaderDraft>): void =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...change } : header)));
  const add = (): void => {
    onChange([...headers, { name: '', value: '' }]);
    setPage(Math.floor(headers.length / HEADERS_AT_ONCE));
  };
  return (
    <fieldset className="header-fields">
      <legend className="field-label">{t('column.headers')}</legend>
      {lastPage > 0 && (
        <div className="row tight" data-testid="headers-shown">
          <span className="small muted grow">
            {t('editor.headersShown', {
              from: first + 1,
              to: first + shown.length,
              count: headers.length,
            })}
          </span>
          <IconButton
            icon={ChevronLeft}
            label={t('editor.headersBefore')}
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          />
          <IconButton
            icon={ChevronRight}
            label={t('editor.headersAfter')}
            disabled={page === lastPage}
            onClick={() => setPage(page + 1)}
          />
        </div>
      )}
      {shown.map((header, at) => (
        <HeaderFieldsOfOne
          key={first + at}
          header={header}
          number={first + at + 1}
          onChange={(change) => put(first + at, change)}
          onRemove={() => onChange(headers.filter((_, other) => other !== first + at))}
        />
      ))}
      <Button icon={Plus} kind="quiet" onClick={add} data-testid="add-header">
        {t('editor.addHeader')}
      </Button>
    </fieldset>
  );
}

function HeaderFieldsOfOne({
  header,
  number,
  onChange,
  onRemove,
}: {
  header: HeaderDraft;
  /** Its place, 1 the first: names what has no name. */
  number: number;
  onChange: (change: Partial<HeaderDraft>) => void;
  onRemove: () => void;
}) {
  return (
    <div className="row tight">
      <TextField
        label={t('editor.headerName')}
        hideLabel
        placeholder={t('editor.headerName')}
        mono
        value={header.name}
        onChange={(name) => onChange({ name })}
        className="grow"
      />
      <TextField
        label={t('editor.headerValue')}
        hideLabel
        placeholder={
          header.isNull
            ? 'null'
            : isBinaryHeader(header)
              ? keptText(header.kept?.base64 ?? '')
              : t('editor.headerValue')
        }
        mono
        disabled={header.isNull}
        value={header.isNull ? '' : header.value}
        onChange={(value) => onChange({ value })}
        className="grow"
      />
      <Tip text={t('editor.headerNullHint')}>
        <button
          type="button"
          className="icon-btn null-toggle"
          aria-pressed={header.isNull === true}
          aria-label={t('editor.headerNull', { name: header.name || String(number) })}
          onClick={() => onChange({ isNull: !header.isNull })}
        >
          <span className="mono small">null</span>
        </button>
      </Tip>
      <IconButton icon={X} label={t('editor.removeHeader')} onClick={onRemove} />
    </div>
  );
}

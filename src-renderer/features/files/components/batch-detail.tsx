import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import type {
  BatchDetail,
  BatchRow,
  InspectedRecordView,
  RecordPageView,
} from '../../../../src-main/contract/index.ts';
import { describeTime, formatBytes, formatCount } from '../../../lib/format/index.ts';
import { isMessageKey, t } from '../../../lib/i18n/index.ts';
import { ErrorBlock, JsonTree, Segmented, Tabs, Waiting } from '../../../ui/index.ts';
import { rangesOf, recordRanges, type ByteRange } from '../byte-ranges.ts';
import { outlookText } from '../outlook.ts';
import { loadRecords, useBatch, usePages } from '../store.ts';
import { FieldHex } from './field-hex.tsx';
import { PagedList, type PagedColumn } from './paged-list.tsx';
import { translated } from '../../../lib/said.ts';

const RECORDS_PER_PAGE = 100;

type Part = 'header' | 'records';

/** One batch: every field of its header, its records, and its bytes with each field in its colour. */
export function BatchPane({
  path,
  row,
  generation,
  outlookShown,
  record,
  onRecord,
}: {
  path: string;
  row: BatchRow;
  generation: number;
  /** Of a broken CRC, above the batches. */
  outlookShown: boolean;
  record: number | null;
  onRecord: (index: number) => void;
}) {
  const { detail, failure } = useBatch(path, row.position, generation);
  if (failure) return <ErrorBlock failure={failure} />;
  if (detail === null) return <Waiting />;
  return (
    <LoadedBatch
      key={`${path} ${row.position} ${generation}`}
      path={path}
      detail={detail}
      generation={generation}
      outlookShown={outlookShown}
      record={record}
      onRecord={onRecord}
    />
  );
}

function LoadedBatch({
  path,
  detail,
  generation,
  outlookShown,
  record,
  onRecord,
}: {
  path: string;
  detail: BatchDetail;
  generation: number;
  outlookShown: boolean;
  record: number | null;
  onRecord: (index: number) => void;
}) {
  const { row } = detail;
  const [part, setPart] = useState<Part>(record === null ? 'header' : 'records');
  const [lit, setLit] = useState<string | null>(null);
  const [reveal, setReveal] = useState<string | null>(null);
  const [source, setSource] = useState<'stored' | 'body'>('stored');
  const [fault, setFault] = useState<RecordPageView['fault']>(null);
  const [loaded, setLoaded] = useState<readonly InspectedRecordView[]>([]);
  const pages = usePages<InspectedRecordView>(
    `${path} ${row.position} ${generation}`,
    RECORDS_PER_PAGE,
    async (from, count, signal) => {
      const page = await loadRecords(path, row.position, from, count, signal);
      setFault(page.fault);
      setLoaded((before) =>
        [...before.filter(({ index }) => index < from || index >= from + count), ...page.records].toSorted(
          (a, b) => a.index - b.index,
        ),
      );
      return page.records;
    },
    t('scope.recordsFailed'),
  );
  const { want } = pages;
  const wanted = record ?? 0;
  useEffect(() => {
    if (row.records > 0) want(wanted, Math.min(wanted, row.records - 1));
  }, [want, wanted, row.records]);

  const headerBytes = detail.fields.find(({ name }) => name === 'records')?.start ?? row.sizeBytes;
  const showBody = detail.compressed && source === 'body';
  const ranges = useMemo((): ByteRange[] => {
    if (showBody) return recordRanges(loaded, 0);
    const header = rangesOf(
      detail.fields.filter(({ name }) => name !== 'records' || detail.compressed || loaded.length === 0),
    );
    return detail.compressed ? header : [...header, ...recordRanges(loaded, headerBytes)];
  }, [detail, loaded, showBody, headerBytes]);

  const chosen = record === null ? undefined : pages.row(record);
  // Going to a record shows its first byte.
  const firstField = chosen?.fields.at(0);
  const recordKey = chosen && firstField ? `${chosen.index}:${firstField.start}` : null;
  const [revealed, setRevealed] = useState<string | null>(null);
  if (recordKey !== null && recordKey !== revealed) {
    setRevealed(recordKey);
    setReveal(recordKey);
    if (detail.compressed) setSource('body');
  }
  const focus = (key: string): void => {
    setLit(key);
    setReveal(key);
  };

  return (
    <div className="batch-pane">
      {!detail.crc.valid && (
        <div className="error-block" role="alert" data-testid="crc-fault">
          <div className="grow stack">
            <div>
              <strong>{t('scope.crcBroken')}</strong>{' '}
              {t('scope.crcBrokenText', {
                stored: hex(detail.crc.stored),
                computed: hex(detail.crc.computed),
              })}
            </div>
            {detail.outlook && !outlookShown && <div className="muted">{outlookText(detail.outlook)}</div>}
          </div>
        </div>
      )}
      <div className="batch-parts">
        <Tabs<Part>
          label={t('scope.batchParts')}
          value={part}
          onChange={(next) => {
            setPart(next);
            if (next === 'header') setSource('stored');
          }}
          tabs={[
            {
              value: 'header',
              label: t('scope.tab.header'),
              render: () => <HeaderFields detail={detail} lit={lit} onLight={setLit} onFocus={focus} />,
            },
            {
              value: 'records',
              label: t('column.records'),
              count: formatCount(row.records),
              render: () => (
                <Records
                  total={row.records}
                  pages={pages}
                  fault={fault}
                  record={record}
                  onRecord={onRecord}
                  chosen={chosen}
                  lit={lit}
                  onLight={setLit}
                  onFocus={focus}
                />
              ),
            },
          ]}
        />
      </div>
      <div className="batch-bytes">
        <div className="row batch-bytes-head">
          <h2>{t('scope.bytes')}</h2>
          {detail.compressed && (
            <Segmented
              label={t('scope.bytesOf')}
              value={source}
              onChange={setSource}
              testId="bytes-source"
              options={[
                { value: 'stored', label: t('scope.bytes.stored', { size: formatBytes(row.sizeBytes) }) },
                { value: 'body', label: t('scope.bytes.body', { size: formatBytes(detail.bodyBytes) }) },
              ]}
            />
          )}
        </div>
        <FieldHex
          key={showBody ? 'body' : 'stored'}
          path={path}
          start={showBody ? 0 : row.position}
          sizeBytes={showBody ? detail.bodyBytes : row.sizeBytes}
          body={showBody ? row.position : null}
          version={String(generation)}
          ranges={ranges}
          lit={lit}
          onLight={setLit}
          reveal={reveal}
          label={t('scope.bytes')}
        />
      </div>
    </div>
  );
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** The explanation of a field, where there is one. */
function meaningOf(name: string): string {
  const key = `scope.field.${name}`;
  return isMessageKey(key) ? t(key) : '';
}

function HeaderFields({
  detail,
  lit,
  onLight,
  onFocus,
}: {
  detail: BatchDetail;
  lit: string | null;
  onLight: (key: string | null) => void;
  onFocus: (key: string) => void;
}) {
  const ranges = rangesOf(detail.fields);
  return (
    <div className="scroll fields" role="region" aria-label={t('scope.tab.header')}>
      <FieldRows
        ranges={ranges}
        lit={lit}
        onLight={onLight}
        onFocus={onFocus}
        noteOf={(range) => noteOf(range, detail)}
      />
    </div>
  );
}

function noteOf(
  { name, value }: ByteRange,
  { row, crc, attributes, bodyBytes, compressed, bodyFault }: BatchDetail,
) {
  switch (name) {
    case 'crc':
      return crc.valid ? (
        <span className="ok">{t('scope.crc.agrees', { computed: hex(crc.computed) })}</span>
      ) : (
        <span className="bad">{t('scope.crc.differs', { computed: hex(crc.computed) })}</span>
      );
    case 'attributes':
      return (
        <span className="bits">
          {attributes.map((bit) => (
            <span key={bit.name} className={bit.value === 'false' || bit.value === 'none' ? 'faint' : ''}>
              {bit.name} <strong>{bit.value}</strong>
            </span>
          ))}
        </span>
      );
    case 'lastOffsetDelta':
      return t('scope.note.lastOffset', { offset: formatCount(row.lastOffset) });
    case 'baseTimestamp':
      return row.deleteHorizon ? t('scope.note.deleteHorizon') : timeNote(value);
    case 'maxTimestamp':
    case 'timestamp':
      return timeNote(value);
    case 'producerId':
      return value === '-1' ? t('batch.noProducer') : '';
    case 'recordsCount':
      return row.removed > 0 ? t('scope.note.removed', { count: row.removed }) : '';
    case 'records':
      if (bodyFault !== null) return <span className="bad">{bodyFault}</span>;
      return compressed ? t('scope.note.body', { size: formatBytes(bodyBytes) }) : '';
    default:
      return '';
  }
}

function timeNote(value: string): string {
  return value === '-1' ? '' : (describeTime(Number(value)).split(' · ')[0] ?? '');
}

/** Fields one below the other; one tab stop, arrows move and light the bytes. */
function FieldRows({
  ranges,
  lit,
  onLight,
  onFocus,
  noteOf: note,
}: {
  ranges: readonly ByteRange[];
  lit: string | null;
  onLight: (key: string | null) => void;
  onFocus: (key: string) => void;
  noteOf?: (range: ByteRange) => React.ReactNode;
}) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = ranges.findIndex(({ key }) => key === lit);
    const to = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : -2;
    const next = ranges[Math.max(0, to)];
    if (to === -2 || next === undefined) return;
    event.preventDefault();
    onFocus(next.key);
  };
  return (
    <div
      className="field-rows"
      role="listbox"
      aria-label={t('scope.fields')}
      tabIndex={0}
      data-testid="field-rows"
      onKeyDown={onKeyDown}
      onPointerLeave={() => onLight(null)}
    >
      {ranges.map((range) => (
        <div
          key={range.key}
          role="option"
          aria-selected={range.key === lit}
          className={`field-row ${note ? 'noted' : ''}`}
          data-field-name={range.name}
          data-lit={range.key === lit || undefined}
          title={meaningOf(range.name)}
          onPointerEnter={() => onLight(range.key)}
          onClick={() => onFocus(range.key)}
        >
          <span className={`hx hx-${range.color} mono`}>{range.name}</span>
          <span className="mono field-value">{range.value}</span>
          {note && <span className="small muted">{note(range)}</span>}
        </div>
      ))}
    </div>
  );
}

function Records({
  total,
  pages,
  fault,
  record,
  onRecord,
  chosen,
  lit,
  onLight,
  onFocus,
}: {
  total: number;
  pages: ReturnType<typeof usePages<InspectedRecordView>>;
  fault: RecordPageView['fault'];
  record: number | null;
  onRecord: (index: number) => void;
  chosen: InspectedRecordView | undefined;
  lit: string | null;
  onLight: (key: string | null) => void;
  onFocus: (key: string) => void;
}) {
  const columns = useMemo(() => recordColumns(), []);
  return (
    <div className="records">
      {fault && (
        <div className="error-block" role="alert" data-testid="record-fault">
          <div>
            <strong>{t('scope.recordBroken', { index: fault.index })}</strong>{' '}
            {t('scope.recordBrokenText', {
              position: formatCount(fault.position),
              reason: translated(fault.reason),
            })}
          </div>
        </div>
      )}
      <PagedList
        label={t('column.records')}
        columns={columns}
        total={fault ? fault.index : total}
        pages={pages}
        chosen={record}
        onChoose={onRecord}
        testId="record-list"
        empty={<p className="muted pad">{t('scope.noRecords')}</p>}
      />
      {chosen && (
        <div
          className="scroll record-detail"
          data-testid="record-detail"
          tabIndex={0}
          role="region"
          aria-label={t('scope.record')}
        >
          {chosen.decoded && (
            <div data-testid="record-decoded">
              <h2>{chosen.decoded.type}</h2>
              <JsonTree text={chosen.decoded.json} label={chosen.decoded.type} />
            </div>
          )}
          {chosen.decodeFault && (
            <p className="bad small">{t('scope.undecoded', { reason: translated(chosen.decodeFault) })}</p>
          )}
          <FieldRows
            ranges={rangesOf(chosen.fields, 0, chosen.index)}
            lit={lit}
            onLight={onLight}
            onFocus={onFocus}
          />
        </div>
      )}
    </div>
  );
}

function recordColumns(): PagedColumn<InspectedRecordView>[] {
  const payload = ({ format, text }: InspectedRecordView['key']) =>
    format === 'null' ? (
      <span className="faint">null</span>
    ) : (
      <span className="mono ellipsis">{text.slice(0, 120)}</span>
    );
  return [
    {
      id: 'offset',
      header: t('column.offset'),
      width: 84,
      align: 'end',
      cell: (row) => <span className="mono">{row.offset}</span>,
    },
    { id: 'key', header: t('column.key'), width: 130, cell: (row) => (row.decoded ? '' : payload(row.key)) },
    {
      id: 'value',
      header: t('column.value'),
      width: 330,
      cell: (row) => (row.decoded ? <strong>{row.decoded.type}</strong> : payload(row.value)),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 66,
      align: 'end',
      cell: (row) => formatBytes(row.sizeBytes),
    },
  ];
}

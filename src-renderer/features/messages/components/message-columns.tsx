import type { MessageRow, Payload } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { withHiddenShown } from '../../../lib/format/hidden.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Bytes, Time, type Column, TIME_WIDTH } from '../../../ui/index.ts';
import { textAt } from '../clauses.ts';

/** The columns of the message table; one more for each path into the values. */
export function messageColumns(paths: readonly string[]): Column<MessageRow>[] {
  return [
    {
      id: 'partition',
      header: t('column.partitionShort'),
      term: 'partition',
      width: 48,
      fits: true,
      align: 'end',
      text: (row) => String(row.partition),
      sort: (row) => row.partition,
      cell: (row) => row.partition,
    },
    {
      id: 'offset',
      header: t('column.offset'),
      term: 'offset',
      width: 92,
      fits: true,
      align: 'end',
      text: (row) => String(row.offset),
      sort: (row) => row.offset,
      cell: (row) => <span className="mono">{formatCount(row.offset)}</span>,
    },
    {
      id: 'time',
      header: t('column.time'),
      width: TIME_WIDTH,
      fits: true,
      text: (row) => formatTime(row.timestampMs),
      sort: (row) => row.timestampMs,
      cell: (row) => <Time epochMs={row.timestampMs} />,
    },
    {
      id: 'key',
      header: t('column.key'),
      width: 150,
      fits: true,
      text: (row) => row.key.text,
      cell: (row) => !isMarker(row) && <PayloadPreview payload={row.key} />,
    },
    {
      id: 'value',
      header: t('column.value'),
      width: 320,
      fits: true,
      minWidth: 140,
      flex: true,
      text: (row) => row.value.text,
      cell: (row) => (
        <>
          {row.fate && <span className={`fate ${row.fate}`}>{t(`messages.fate.${row.fate}`)}</span>}
          {!isMarker(row) && <PayloadPreview payload={row.value} tombstone />}
        </>
      ),
    },
    ...paths.map((path): Column<MessageRow> => ({
      id: `path:${path}`,
      header: path,
      width: 140,
      text: (row) => fieldText(row, path) ?? '',
      sort: (row) => sortable(fieldText(row, path)),
      cell: (row) => <span className="mono ellipsis">{fieldText(row, path) ?? ''}</span>,
    })),
    {
      id: 'headers',
      header: t('column.headers'),
      width: 130,
      fits: true,
      text: (row) => row.headers.map((header) => `${header.name}=${header.value.text}`).join(', '),
      cell: (row) =>
        row.headers.length > 0 && (
          <span className="mono ellipsis muted">
            {withHiddenShown(
              row.headers
                .map((header) => header.name)
                .join(', ')
                .slice(0, PREVIEW_CHARS),
            )}
          </span>
        ),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 84,
      fits: true,
      align: 'end',
      text: (row) => formatBytes(row.value.sizeBytes),
      sort: (row) => row.value.sizeBytes,
      cell: (row) => <Bytes value={row.value.sizeBytes} />,
    },
  ];
}

/** What stands at a path of the value; null where it is cut before that, or no JSON. */
function fieldText({ value }: MessageRow, path: string): string | null {
  return value.format === 'json' ? textAt(value.text, path) : null;
}

/** Numbers among numbers in their order. */
function sortable(text: string | null): string | number | null {
  return text !== null && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function isMarker({ fate }: MessageRow): boolean {
  return fate === 'commit-marker' || fate === 'abort-marker';
}

/** Rows show a line's worth; the rest is in the detail. */
const PREVIEW_CHARS = 400;

/** A key or value on one line; null and empty are said in words, never as blanks. */
export function PayloadPreview({ payload, tombstone }: { payload: Payload; tombstone?: boolean }) {
  switch (payload.format) {
    case 'null':
      return <span className="faint">{tombstone ? t('payload.tombstone') : t('payload.null')}</span>;
    case 'empty':
      return <span className="faint">{t('payload.empty')}</span>;
    case 'binary':
      return <span className="mono ellipsis muted">{payload.text.slice(0, PREVIEW_CHARS)}</span>;
    default:
      return (
        <span className="mono ellipsis">
          {withHiddenShown(payload.text.slice(0, PREVIEW_CHARS).replace(/\s+/g, ' '))}
        </span>
      );
  }
}

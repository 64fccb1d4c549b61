import type { MessageRow, Payload } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Bytes, Time, type Column } from '../../../ui/index.ts';

/** The columns of the message table. */
export function messageColumns(): Column<MessageRow>[] {
  return [
    {
      id: 'partition',
      header: t('column.partitionShort'),
      term: 'partition',
      width: 48,
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
      align: 'end',
      text: (row) => String(row.offset),
      sort: (row) => row.offset,
      cell: (row) => <span className="mono">{formatCount(row.offset)}</span>,
    },
    {
      id: 'time',
      header: t('column.time'),
      width: 156,
      text: (row) => formatTime(row.timestampMs),
      sort: (row) => row.timestampMs,
      cell: (row) => <Time epochMs={row.timestampMs} />,
    },
    {
      id: 'key',
      header: t('column.key'),
      width: 150,
      text: (row) => row.key.text,
      cell: (row) => <PayloadPreview payload={row.key} />,
    },
    {
      id: 'value',
      header: t('column.value'),
      width: 320,
      minWidth: 140,
      flex: true,
      text: (row) => row.value.text,
      cell: (row) => <PayloadPreview payload={row.value} tombstone />,
    },
    {
      id: 'headers',
      header: t('column.headers'),
      width: 130,
      text: (row) => row.headers.map((header) => `${header.name}=${header.value.text}`).join(', '),
      cell: (row) => (
        <span className="mono ellipsis muted">{row.headers.map((header) => header.name).join(', ')}</span>
      ),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 84,
      align: 'end',
      text: (row) => formatBytes(row.value.sizeBytes),
      sort: (row) => row.value.sizeBytes,
      cell: (row) => <Bytes value={row.value.sizeBytes} />,
    },
  ];
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
        <span className="mono ellipsis">{payload.text.slice(0, PREVIEW_CHARS).replace(/\s+/g, ' ')}</span>
      );
  }
}

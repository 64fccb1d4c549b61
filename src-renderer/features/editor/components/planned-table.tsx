import { useMemo, type ReactNode } from 'react';
import type { PlannedMessage } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Bytes, Table, timeWidth, type Column } from '../../../ui/index.ts';

/** Messages as they would be sent. */
export function PlannedTable({
  messages,
  label,
  empty,
}: {
  messages: readonly PlannedMessage[];
  label: string;
  empty: ReactNode;
}) {
  const width = timeWidth(messages.map(({ timestampMs }) => timestampMs));
  const columns = useMemo(() => plannedColumns(width), [width]);
  return (
    <Table
      id="planned"
      label={label}
      columns={columns}
      rows={messages}
      rowKey={(one) => String(one.line)}
      sortable={false}
      empty={empty}
      testId="planned"
    />
  );
}

/** None, and one of no bytes, are two things, and neither is a blank cell. */
const shownText = (text: string | null): string =>
  text === null ? t('payload.null') : text === '' ? t('payload.empty') : text;

function Text({ text }: { text: string | null }) {
  return <span className={`mono ellipsis ${text ? '' : 'faint'}`}>{shownText(text)}</span>;
}

function plannedColumns(widthOfTime: number): Column<PlannedMessage>[] {
  return [
    {
      id: 'line',
      header: t('batch.lineColumn'),
      width: 56,
      align: 'end',
      text: (one) => String(one.line),
      cell: (one) => one.line,
    },
    {
      id: 'partition',
      header: t('column.partition'),
      width: 76,
      align: 'end',
      text: (one) => String(one.partition ?? ''),
      cell: (one) => one.partition ?? <span className="faint">{t('redrive.anyPartition')}</span>,
    },
    {
      id: 'key',
      header: t('column.key'),
      width: 140,
      text: (one) => shownText(one.key),
      cell: (one) => <Text text={one.key} />,
    },
    {
      id: 'value',
      header: t('column.value'),
      width: 320,
      flex: true,
      text: (one) => shownText(one.value),
      cell: (one) => <Text text={one.value} />,
    },
    {
      id: 'headers',
      header: t('column.headers'),
      width: 160,
      text: headersText,
      cell: (one) => <span className="mono ellipsis">{headersText(one)}</span>,
    },
    {
      id: 'time',
      header: t('column.time'),
      width: widthOfTime,
      text: (one) => (one.timestampMs === null ? t('editor.now') : formatTime(one.timestampMs)),
      cell: (one) =>
        one.timestampMs === null ? (
          <span className="faint">{t('editor.now')}</span>
        ) : (
          formatTime(one.timestampMs)
        ),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 72,
      align: 'end',
      text: (one) => formatBytes(one.sizeBytes),
      cell: (one) => <Bytes value={one.sizeBytes} />,
    },
  ];
}

function headersText({ headers }: PlannedMessage): string {
  return headers.map(({ name, value }) => `${name}=${value ?? t('payload.null')}`).join(', ');
}

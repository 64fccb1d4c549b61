import { useMemo } from 'react';
import type { LogFileView } from '../../../../src-main/contract/index.ts';
import { formatBytes } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import { Bytes, EmptyState, Table, Time, timeWidth, type Column } from '../../../ui/index.ts';
import { filesAddress } from '../place.ts';

/** Files of a folder that belong to no segment, one a row. */
export function OtherFiles({ label, files }: { label: string; files: readonly LogFileView[] }) {
  const width = timeWidth(files.map(({ modifiedMs }) => modifiedMs));
  const columns = useMemo(() => fileColumns(width), [width]);
  return (
    <>
      <h2 className="panel-title">{label}</h2>
      <div className="other-table">
        <Table
          id="scope-files"
          label={label}
          columns={columns}
          rows={files}
          rowKey={(file) => file.name}
          onOpen={openFile}
          testId="other-files"
          empty={<EmptyState text={t('scope.noFiles')} />}
        />
      </div>
    </>
  );
}

export function openFile(file: LogFileView | undefined): void {
  if (file !== undefined && file.kind !== 'other') openPlace(filesAddress(file.path, 'file'));
}

function fileColumns(widthOfTime: number): Column<LogFileView>[] {
  return [
    {
      id: 'name',
      header: t('column.file'),
      width: 300,
      text: (file) => file.name,
      sort: (file) => file.name,
      cell: (file) =>
        file.kind === 'other' ? (
          <span className="mono">{file.name}</span>
        ) : (
          <button
            type="button"
            className="link mono"
            tabIndex={-1}
            data-testid={`open-${file.name}`}
            onClick={() => openFile(file)}
          >
            {file.name}
          </button>
        ),
    },
    {
      id: 'what',
      header: t('column.kind'),
      width: 300,
      flex: true,
      text: (file) => t(`scope.kind.${file.kind}`),
      cell: (file) => (
        <span className="muted">
          {file.state === 'live' ? t(`scope.kind.${file.kind}`) : t(`scope.state.${file.state}`)}
        </span>
      ),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 90,
      align: 'end',
      text: (file) => formatBytes(file.sizeBytes),
      sort: (file) => file.sizeBytes,
      cell: (file) => <Bytes value={file.sizeBytes} />,
    },
    {
      id: 'modified',
      header: t('column.modified'),
      width: widthOfTime,
      text: (file) => String(file.modifiedMs),
      sort: (file) => file.modifiedMs,
      cell: (file) => <Time epochMs={file.modifiedMs} />,
    },
  ];
}

import { useMemo } from 'react';
import type { LogFileKind, LogFileView, PartitionFolderView } from '../../../../src-main/contract/index.ts';
import { failureFrom } from '../../../lib/client.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import {
  Button,
  Bytes,
  Count,
  EmptyState,
  ErrorBlock,
  Facts,
  Table,
  Time,
  Waiting,
  type Column,
  TIME_WIDTH,
} from '../../../ui/index.ts';
import { filesAddress, folderOf } from '../place.ts';
import { usePartition } from '../store.ts';
import { FolderChanges } from './folder-changes.tsx';
import { openFile, OtherFiles } from './other-files.tsx';

const SEGMENT_KINDS = ['log', 'index', 'timeindex', 'txnindex', 'producer-snapshot'] as const;

/** The files of one segment side by side. */
interface SegmentRow {
  readonly baseOffset: number;
  readonly active: boolean;
  readonly files: ReadonlyMap<LogFileKind, LogFileView>;
}

/** A partition's folder: its segments with their files side by side, what else lies there, and what was taken away. */
export function PartitionPanel({ path }: { path: string }) {
  const { value: folder, error, retry, gone } = usePartition(path);
  if (error) return <ErrorBlock failure={failureFrom(t('scope.folderFailed'), error)} onRetry={retry} />;
  if (gone)
    return (
      <EmptyState
        text={t('scope.folderGone', { path })}
        action={
          <Button onClick={() => openPlace(filesAddress(folderOf(path), 'log-dir'))}>
            {t('scope.toFolder')}
          </Button>
        }
        testId="folder-gone"
      />
    );
  if (folder === null) return <Waiting />;
  return <LoadedPartition folder={folder} />;
}

function LoadedPartition({ folder }: { folder: PartitionFolderView }) {
  const segments = useMemo(() => segmentsOf(folder.files), [folder.files]);
  const others = useMemo(() => othersOf(folder.files), [folder.files]);
  const most = Math.max(1, ...segments.map(({ files }) => files.get('log')?.sizeBytes ?? 0));
  const columns = useMemo(() => segmentColumns(most), [most]);
  const { checkpoints } = folder;
  const size = folder.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <div className="partition-panel">
      <div className="segment-facts">
        <Facts
          facts={[
            { label: t('fact.size'), value: <Bytes value={size} /> },
            { label: t('scope.segments'), value: <Count value={segments.length} />, term: 'segment' },
            {
              label: t('scope.recoveryPoint'),
              value: offsetText(checkpoints.recoveryPoint),
              term: 'recoveryPoint',
            },
            { label: t('column.hw'), value: offsetText(checkpoints.highWatermark), term: 'hw' },
            { label: t('column.start'), value: offsetText(checkpoints.logStartOffset), term: 'logStart' },
            { label: t('scope.cleanedUpTo'), value: offsetText(checkpoints.cleanedUpTo) },
            { label: t('scope.cleanShutdown'), value: t(checkpoints.cleanShutdown ? 'fact.yes' : 'fact.no') },
          ]}
        />
      </div>
      <FolderChanges changes={folder.changes} memory={folder.memory} />
      <div className="segment-table">
        <Table
          id="scope-segments"
          label={t('scope.segments')}
          columns={columns}
          rows={segments}
          rowKey={(row) => String(row.baseOffset)}
          onOpen={(row) => openFile(row.files.get('log') ?? [...row.files.values()][0])}
          rowActions={(row) =>
            [...row.files.values()].map((file) => ({
              id: file.name,
              label: t('scope.openFile', { name: file.name }),
              run: () => openFile(file),
            }))
          }
          testId="segment-table"
          empty={<EmptyState text={t('scope.noSegments')} />}
        />
      </div>
      <OtherFiles label={t('scope.otherFiles')} files={others} />
    </div>
  );
}

function offsetText(offset: number | null): string {
  return offset === null ? '–' : formatCount(offset);
}

function segmentsOf(files: readonly LogFileView[]): SegmentRow[] {
  const rows = new Map<number, Map<LogFileKind, LogFileView>>();
  // A snapshot alone is what is left of segments that are gone; it has a row of its own.
  for (const file of files) {
    if (file.baseOffset === null || file.state !== 'live') continue;
    const row = rows.get(file.baseOffset) ?? new Map<LogFileKind, LogFileView>();
    row.set(file.kind, file);
    rows.set(file.baseOffset, row);
  }
  const ordered = [...rows].toSorted(([a], [b]) => a - b);
  const active = ordered.findLast(([, row]) => row.has('log'))?.[0];
  return ordered.map(([baseOffset, row]) => ({ baseOffset, active: baseOffset === active, files: row }));
}

function othersOf(files: readonly LogFileView[]): LogFileView[] {
  return files.filter(({ baseOffset, state }) => baseOffset === null || state !== 'live');
}

function segmentColumns(most: number): Column<SegmentRow>[] {
  return [
    {
      id: 'base',
      header: t('column.baseOffset'),
      term: 'segment',
      width: 110,
      align: 'end',
      text: (row) => String(row.baseOffset),
      sort: (row) => row.baseOffset,
      cell: (row) => <Count value={row.baseOffset} />,
    },
    ...SEGMENT_KINDS.map((kind): Column<SegmentRow> => ({
      id: kind,
      header: kind === 'producer-snapshot' ? '.snapshot' : `.${kind}`,
      width: kind === 'log' ? 230 : 110,
      text: (row) => formatBytes(row.files.get(kind)?.sizeBytes ?? null),
      sort: (row) => row.files.get(kind)?.sizeBytes ?? null,
      cell: (row) => (
        <FileCell file={row.files.get(kind)} most={kind === 'log' ? most : null} active={row.active} />
      ),
    })),
    {
      id: 'modified',
      header: t('column.modified'),
      width: TIME_WIDTH,
      flex: true,
      text: (row) => String(row.files.get('log')?.modifiedMs ?? ''),
      sort: (row) => row.files.get('log')?.modifiedMs ?? null,
      cell: (row) => <Time epochMs={row.files.get('log')?.modifiedMs ?? null} />,
    },
  ];
}

function FileCell({
  file,
  most,
  active,
}: {
  file: LogFileView | undefined;
  most: number | null;
  active: boolean;
}) {
  if (file === undefined) return <span className="faint">–</span>;
  return (
    <>
      <button
        type="button"
        className="link"
        tabIndex={-1}
        title={file.name}
        data-testid={`open-${file.name}`}
        onClick={() => openFile(file)}
      >
        {formatBytes(file.sizeBytes)}
      </button>
      {most !== null && (
        <span className="size-bar" aria-hidden>
          <span style={{ width: `${(file.sizeBytes / most) * 100}%` }} />
        </span>
      )}
      {most !== null && active && <span className="muted small">{t('files.active')}</span>}
    </>
  );
}

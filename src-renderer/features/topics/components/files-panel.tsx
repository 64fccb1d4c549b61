import RefreshCw from 'lucide-react/icons/refresh-cw';
import { useMemo, useState } from 'react';
import type { SegmentFileView } from '../../../../src-main/contract/index.ts';
import { useIsLocal } from '../../../lib/cluster.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import {
  Button,
  Bytes,
  Count,
  Copyable,
  EmptyState,
  ErrorBlock,
  LocalOnly,
  ScreenBody,
  Select,
  Table,
  Time,
  Toolbar,
  Waiting,
  type Column,
  timeWidth,
} from '../../../ui/index.ts';
import { useTopicFiles } from '../store.ts';

/** The files of the topic's partitions, as they lie on the nodes' disks. */
export function FilesPanel({ topic }: { topic: string }) {
  return useIsLocal() ? <Files topic={topic} /> : <LocalOnly text={t('files.localOnly')} />;
}

function Files({ topic }: { topic: string }) {
  const { value: files, failure, loading, refresh } = useTopicFiles(topic);
  const [partition, setPartition] = useState('all');
  const width = timeWidth((files ?? []).flatMap((file) => [file.maxTimestampMs, file.modifiedMs]));
  const columns = useMemo(() => fileColumns(width), [width]);
  const rows = useMemo(
    () => (files ?? []).filter((file) => partition === 'all' || String(file.partition) === partition),
    [files, partition],
  );
  const partitions = [...new Set(files?.map((file) => file.partition))].toSorted((a, b) => a - b);
  return (
    <>
      <Toolbar>
        <Select
          label={t('column.partition')}
          value={partition}
          onChange={setPartition}
          options={[
            { value: 'all', label: t('files.allPartitions') },
            ...partitions.map((one) => ({ value: String(one), label: String(one) })),
          ]}
        />
        <Button icon={RefreshCw} onClick={refresh} busy={loading}>
          {t('action.refresh')}
        </Button>
        {files && (
          <span className="muted small">
            {t('files.total', {
              count: rows.length,
              size: formatBytes(rows.reduce((sum, file) => sum + file.sizeBytes, 0)),
            })}
          </span>
        )}
      </Toolbar>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {files ? (
        <ScreenBody>
          <Table
            id="files"
            label={t('topic.tab.files')}
            columns={columns}
            rows={rows}
            rowKey={(file) => `${file.nodeId}/${file.directory}/${file.name}`}
            onOpen={openFile}
            testId="files-table"
            empty={<EmptyState text={t('files.none')} />}
          />
        </ScreenBody>
      ) : (
        !failure && <Waiting />
      )}
    </>
  );
}

/** The file in the segment microscope. */
function openFile(file: SegmentFileView): void {
  const path = `${file.directory}/${file.name}`.replaceAll('\\', '/');
  openPlace(addressOf(['files'], { path, kind: 'file' }));
}

function fileColumns(widthOfTime: number): Column<SegmentFileView>[] {
  return [
    {
      id: 'node',
      header: t('column.node'),
      width: 60,
      align: 'end',
      text: (file) => String(file.nodeId),
      sort: (file) => file.nodeId,
      cell: (file) => file.nodeId,
    },
    {
      id: 'partition',
      header: t('column.partition'),
      width: 78,
      align: 'end',
      text: (file) => String(file.partition),
      sort: (file) => file.partition,
      cell: (file) => file.partition,
    },
    {
      id: 'name',
      header: t('column.file'),
      term: 'segment',
      width: 290,
      text: (file) => file.name,
      cell: (file) => (
        <>
          <button type="button" className="link mono ellipsis" tabIndex={-1} onClick={() => openFile(file)}>
            {file.name}
          </button>
          {file.active && <span className="muted small">{t('files.active')}</span>}
        </>
      ),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 92,
      align: 'end',
      text: (file) => formatBytes(file.sizeBytes),
      sort: (file) => file.sizeBytes,
      cell: (file) => <Bytes value={file.sizeBytes} />,
    },
    {
      id: 'base',
      header: t('column.baseOffset'),
      term: 'offset',
      width: 100,
      yields: 1,
      align: 'end',
      text: (file) => formatCount(file.baseOffset),
      sort: (file) => file.baseOffset,
      cell: (file) => <Count value={file.baseOffset} />,
    },
    {
      id: 'next',
      header: t('column.nextOffset'),
      width: 100,
      align: 'end',
      text: (file) => formatCount(file.nextOffset),
      sort: (file) => file.nextOffset,
      cell: (file) => <Count value={file.nextOffset} />,
    },
    {
      id: 'newest',
      header: t('column.newestRecord'),
      width: widthOfTime,
      text: (file) => formatTime(file.maxTimestampMs),
      sort: (file) => file.maxTimestampMs,
      cell: (file) => <Time epochMs={file.maxTimestampMs} />,
    },
    {
      id: 'modified',
      header: t('column.modified'),
      width: widthOfTime,
      text: (file) => formatTime(file.modifiedMs),
      sort: (file) => file.modifiedMs,
      cell: (file) => <Time epochMs={file.modifiedMs} />,
    },
    {
      id: 'directory',
      header: t('column.folder'),
      width: 220,
      flex: true,
      yields: 2,
      text: (file) => file.directory,
      cell: (file) => (
        <Copyable text={file.directory}>
          <span title={file.directory}>{endOf(file.directory)}</span>
        </Copyable>
      ),
    },
  ];
}

/** The log dir and the folder in it: what comes before them is the same for all. */
function endOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 3 ? `…/${parts.slice(-2).join('/')}` : path;
}

import { useMemo } from 'react';
import type { PartitionFolderRow } from '../../../../src-main/contract/index.ts';
import { failureFrom } from '../../../lib/client.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { openPlace } from '../../../lib/place.ts';
import {
  Bytes,
  Copyable,
  Count,
  EmptyState,
  ErrorBlock,
  Facts,
  Table,
  Waiting,
  type Column,
} from '../../../ui/index.ts';
import { filesAddress } from '../place.ts';
import { useDirectory } from '../store.ts';
import { OtherFiles } from './other-files.tsx';
import { translated } from '../../../lib/said.ts';

/** A node's log dir: whose it is, its partitions, and the files that are about all of them. */
export function DirectoryPanel({ path }: { path: string }) {
  const { value: directory, error, retry, gone } = useDirectory(path);
  const columns = useMemo(() => partitionColumns(), []);
  if (error) return <ErrorBlock failure={failureFrom(t('scope.folderFailed'), error)} onRetry={retry} />;
  if (gone) return <EmptyState text={t('scope.folderGone', { path })} testId="folder-gone" />;
  if (directory === null) return <Waiting />;
  const { partitions } = directory;
  return (
    <div className="partition-panel">
      <div className="segment-facts">
        <Facts
          facts={[
            {
              label: t('fact.clusterId'),
              value: directory.clusterId === null ? '–' : <Copyable text={directory.clusterId} />,
            },
            { label: t('column.node'), value: directory.nodeId ?? '–' },
            { label: t('fact.partitions'), value: <Count value={partitions.length} /> },
            {
              label: t('fact.size'),
              value: <Bytes value={partitions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)} />,
            },
          ]}
        />
      </div>
      {directory.problem && <p className="bad small panel-note">{translated(directory.problem)}</p>}
      <div className="segment-table">
        <Table
          id="scope-partitions"
          label={t('fact.partitions')}
          columns={columns}
          rows={partitions}
          rowKey={(row) => row.name}
          onOpen={(row) => openPlace(filesAddress(row.path, 'partition'))}
          testId="partition-folders"
          empty={<EmptyState text={t('scope.noPartitions')} />}
        />
      </div>
      <OtherFiles label={t('scope.directoryFiles')} files={directory.files} />
    </div>
  );
}

function partitionColumns(): Column<PartitionFolderRow>[] {
  return [
    {
      id: 'name',
      header: t('column.folder'),
      width: 320,
      flex: true,
      text: (row) => row.name,
      sort: (row) => row.name,
      cell: (row) => (
        <button
          type="button"
          className="link mono"
          tabIndex={-1}
          data-testid={`open-${row.name}`}
          onClick={() => openPlace(filesAddress(row.path, 'partition'))}
        >
          {row.name}
        </button>
      ),
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 200,
      text: (row) => t(`scope.folder.${row.state}`),
      cell: (row) => (
        <span className={row.state === 'live' ? 'muted' : 'warn'}>{t(`scope.folder.${row.state}`)}</span>
      ),
    },
    {
      id: 'files',
      header: t('topic.tab.files'),
      width: 70,
      align: 'end',
      text: (row) => String(row.files),
      sort: (row) => row.files,
      cell: (row) => formatCount(row.files),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 100,
      align: 'end',
      text: (row) => formatBytes(row.sizeBytes),
      sort: (row) => row.sizeBytes,
      cell: (row) => <Bytes value={row.sizeBytes} />,
    },
  ];
}

import { useState } from 'react';
import type {
  FolderChange,
  FolderPicture,
  PartitionFolderView,
  RemovedRecord,
} from '../../../../src-main/contract/index.ts';
import { formatBytes, formatClock, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, Table, type Column } from '../../../ui/index.ts';

/** What compaction, retention or a truncation took away while the folder was looked at, before and after. */
export function FolderChanges({
  changes,
  memory,
}: {
  changes: readonly FolderChange[];
  memory: PartitionFolderView['memory'];
}) {
  const [open, setOpen] = useState(0);
  const change = changes[Math.min(open, changes.length - 1)];
  if (change === undefined)
    return (
      <p className="small muted panel-note" data-testid="no-changes">
        {t(`scope.memory.${memory.state}`, { count: memory.records })}
      </p>
    );
  return (
    <section className="changes" data-testid="folder-changes" aria-label={t('scope.changes')}>
      <div className="row wrap">
        <h2>
          {t(`scope.change.${change.kind}`, { count: change.removedCount, time: formatClock(change.atMs) })}
        </h2>
        {changes.length > 1 && (
          <span className="row tight end">
            {changes.map((one, index) => (
              <Button
                key={one.atMs}
                kind={index === open ? 'default' : 'quiet'}
                aria-pressed={index === open}
                onClick={() => setOpen(index)}
              >
                {formatClock(one.atMs)}
              </Button>
            ))}
          </span>
        )}
      </div>
      <Compared change={change} />
      {change.appendedCount > 0 && (
        <p className="small muted">{t('scope.appendedMeanwhile', { count: change.appendedCount })}</p>
      )}
      {change.removed === null ? (
        <p className="small muted">{t('scope.keysUnknown')}</p>
      ) : (
        <div className="removed-table">
          <Table
            id="scope-removed"
            label={t('scope.removedRecords')}
            columns={removedColumns(change.kind)}
            rows={change.removed}
            rowKey={(row) => String(row.offset)}
            testId="removed-records"
          />
        </div>
      )}
    </section>
  );
}

function Compared({ change }: { change: FolderChange }) {
  const from = Math.min(change.before.firstOffset, change.after.firstOffset);
  const to = Math.max(change.before.lastOffset, change.after.lastOffset) + 1;
  return (
    <div className="compared">
      {(['before', 'after'] as const).map((which) => {
        const picture = change[which];
        return (
          <div key={which} className="compared-row" data-testid={`picture-${which}`}>
            <span className="muted small">{t(`column.${which}`)}</span>
            <Spans picture={picture} from={from} to={to} />
            <span className="small">
              {t('scope.picture', {
                records: picture.records,
                segments: picture.segments,
                size: formatBytes(picture.sizeBytes),
              })}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** Offsets from left to right: how much of each stretch is still there. */
function Spans({ picture, from, to }: { picture: FolderPicture; from: number; to: number }) {
  const all = Math.max(1, to - from);
  return (
    <svg className="spans" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden>
      {picture.spans.map((span) => {
        const x = ((span.from - from) / all) * 1000;
        const width = Math.max(0.5, ((span.to + 1 - span.from) / all) * 1000 - 0.5);
        const height = 20 * Math.min(1, span.records / (span.to + 1 - span.from));
        return <rect key={span.from} x={x} y={20 - height} width={width} height={height} />;
      })}
    </svg>
  );
}

function removedColumns(kind: FolderChange['kind']): Column<RemovedRecord>[] {
  const columns: Column<RemovedRecord>[] = [
    {
      id: 'offset',
      header: t('column.offset'),
      width: 100,
      align: 'end',
      text: (row) => String(row.offset),
      sort: (row) => row.offset,
      cell: (row) => formatCount(row.offset),
    },
    {
      id: 'key',
      header: t('column.key'),
      width: 240,
      flex: true,
      text: (row) => row.key ?? '',
      sort: (row) => row.key,
      cell: (row) =>
        row.key === null ? <span className="faint">null</span> : <span className="mono">{row.key}</span>,
    },
  ];
  if (kind !== 'compacted') return columns;
  return [
    ...columns,
    {
      id: 'survivor',
      header: t('scope.column.survivor'),
      width: 190,
      align: 'end',
      text: (row) => (row.survivor === null ? '' : String(row.survivor)),
      sort: (row) => row.survivor,
      cell: (row) =>
        row.survivor === null ? (
          <span className="muted">{t('scope.noSurvivor')}</span>
        ) : (
          formatCount(row.survivor)
        ),
    },
  ];
}

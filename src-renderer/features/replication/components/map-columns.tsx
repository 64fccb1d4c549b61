import type { NodeView, PartitionPlacement } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Count, StateMark, type Column, type MarkShape, type Tone } from '../../../ui/index.ts';
import { cellOf, stateOf } from '../cells.ts';
import { ReplicaCell, cellText } from './replica-cell.tsx';

const STATE_MARKS: Readonly<Record<ReturnType<typeof stateOf>, { shape: MarkShape; tone: Tone }>> = {
  healthy: { shape: 'full', tone: 'ok' },
  underReplicated: { shape: 'half', tone: 'warn' },
  underMinIsr: { shape: 'half', tone: 'bad' },
  offline: { shape: 'cross', tone: 'bad' },
};

/** Topic, partition and epoch, then a column a node, then the ISR and where the log ends. */
export function mapColumns(nodes: readonly Pick<NodeView, 'id' | 'status'>[]): Column<PartitionPlacement>[] {
  return [
    {
      id: 'topic',
      header: t('column.topic'),
      width: 180,
      minWidth: 100,
      flex: true,
      text: (row) => row.topic,
      sort: (row) => row.topic,
      cell: (row) => row.topic,
    },
    {
      id: 'partition',
      header: t('column.partitionShort'),
      term: 'partition',
      width: 36,
      align: 'end',
      text: (row) => String(row.partition),
      cell: (row) => row.partition,
    },
    ...nodes.map((node): Column<PartitionPlacement> => ({
      id: `node-${node.id}`,
      header: t('node.name', { id: String(node.id) }),
      width: 60,
      text: (row) => cellText(cellOf(row, node.id, node.status)),
      sort: (row) => row.lags[row.replicas.indexOf(node.id)] ?? null,
      cell: (row) => <ReplicaCell row={row} nodeId={node.id} status={node.status} />,
    })),
    {
      id: 'state',
      header: t('column.state'),
      width: 138,
      text: (row) => t(`replication.state.${stateOf(row)}`),
      sort: (row) => stateOf(row),
      cell: (row) => (
        <span className="row tight">
          <StateMark {...STATE_MARKS[stateOf(row)]} />
          {t(`replication.state.${stateOf(row)}`)}
        </span>
      ),
    },
    {
      id: 'isr',
      header: 'ISR',
      term: 'isr',
      width: 68,
      text: (row) => row.isr.join(','),
      sort: (row) => row.isr.length,
      cell: (row) => <span className="mono">{row.isr.join(',')}</span>,
    },
    {
      id: 'elr',
      header: 'ELR',
      term: 'elr',
      width: 52,
      text: (row) => row.elr.join(','),
      cell: (row) => <span className="mono">{row.elr.length > 0 ? row.elr.join(',') : '–'}</span>,
    },
    {
      id: 'epoch',
      header: t('column.epoch'),
      term: 'epoch',
      width: 60,
      align: 'end',
      text: (row) => String(row.leaderEpoch),
      sort: (row) => row.leaderEpoch,
      cell: (row) => row.leaderEpoch,
    },
    {
      id: 'hw',
      header: 'HW',
      term: 'hw',
      width: 76,
      align: 'end',
      text: (row) => formatCount(row.highWatermark),
      sort: (row) => row.highWatermark,
      cell: (row) => <Count value={row.highWatermark} />,
    },
    {
      id: 'end',
      header: t('replication.column.end'),
      term: 'leo',
      width: 78,
      align: 'end',
      text: (row) => formatCount(row.endOffset),
      sort: (row) => row.endOffset,
      cell: (row) => <Count value={row.endOffset} />,
    },
  ];
}

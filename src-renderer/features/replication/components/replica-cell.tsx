import type { NodeStatus, PartitionPlacement } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { StateMark, type MarkShape, type Tone } from '../../../ui/index.ts';
import { cellOf, type Cell, type CellKind } from '../cells.ts';

const MARKS: Readonly<Record<CellKind, { shape: MarkShape; tone: Tone }>> = {
  leader: { shape: 'triangle', tone: 'accent' },
  inSync: { shape: 'full', tone: 'ok' },
  behind: { shape: 'half', tone: 'ok' },
  out: { shape: 'half', tone: 'bad' },
  eligible: { shape: 'ring', tone: 'warn' },
  offline: { shape: 'cross', tone: 'bad' },
};
const KINDS = Object.keys(MARKS) as CellKind[];

export function cellText(cell: Cell | null): string {
  if (cell === null) return '';
  const state = t(`replication.cell.${cell.kind}`);
  return cell.lag !== null && cell.lag > 0 ? t('replication.cell.lag', { state, count: cell.lag }) : state;
}

/** One replica in the map: its mark, and how far it is behind where that is known and not nothing. */
export function ReplicaCell({
  row,
  nodeId,
  status,
}: {
  row: PartitionPlacement;
  nodeId: number;
  status: NodeStatus;
}) {
  const cell = cellOf(row, nodeId, status);
  if (cell === null) return <span className="faint">·</span>;
  const text = cellText(cell);
  return (
    <span className="replica-cell" data-kind={cell.kind} title={text}>
      <StateMark {...MARKS[cell.kind]} label={text} />
      {cell.lag !== null && cell.lag > 0 && <span>−{formatCount(cell.lag)}</span>}
    </span>
  );
}

/** The marks with their words, under the map. */
export function CellLegend() {
  return (
    <ul className="cell-legend" aria-label={t('replication.legend')}>
      {KINDS.map((kind) => (
        <li key={kind} className="row tight">
          <StateMark {...MARKS[kind]} /> {t(`replication.cell.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

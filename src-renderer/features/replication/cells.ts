// What a node's replica of a partition is, for one cell of the map. Pure.
import type { NodeStatus, PartitionPlacement } from '../../../src-main/contract/index.ts';

export type CellKind = 'leader' | 'inSync' | 'behind' | 'out' | 'eligible' | 'offline';

export interface Cell {
  readonly kind: CellKind;
  /** Records behind the leader; null: not known. */
  readonly lag: number | null;
  /** A node that is down still counts as in sync until the controller has heard of it. */
  readonly inIsr: boolean;
}

/** Null: the node has no replica of it. */
export function cellOf(row: PartitionPlacement, nodeId: number, status: NodeStatus): Cell | null {
  const index = row.replicas.indexOf(nodeId);
  if (index < 0) return null;
  const inIsr = row.isr.includes(nodeId);
  const lag = row.lags[index] ?? null;
  if (row.leader === nodeId) return { kind: 'leader', lag: 0, inIsr };
  if (status === 'dead' || status === 'stopped') {
    return { kind: row.elr.includes(nodeId) ? 'eligible' : 'offline', lag: null, inIsr };
  }
  if (row.elr.includes(nodeId)) return { kind: 'eligible', lag, inIsr };
  if (!inIsr) return { kind: 'out', lag, inIsr };
  return { kind: lag !== null && lag > 0 ? 'behind' : 'inSync', lag, inIsr };
}

/** How a whole partition stands, the worst that is true of it. */
export function stateOf(row: PartitionPlacement): 'offline' | 'underMinIsr' | 'underReplicated' | 'healthy' {
  if (row.leader < 0) return 'offline';
  if (row.isr.length < Math.min(row.minInSyncReplicas, row.replicas.length)) return 'underMinIsr';
  return row.isr.length < row.replicas.length ? 'underReplicated' : 'healthy';
}

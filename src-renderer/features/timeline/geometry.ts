// Where things lie on the canvas. Pure.
import type { LaneId } from './lanes.ts';

export type RowKind = 'events' | 'node' | 'traffic' | 'axis';
export interface Row {
  readonly id: string;
  readonly kind: RowKind;
  readonly top: number;
  readonly height: number;
}

export const LABELS_PX = 108;
const RIGHT_PX = 14;
const EVENTS_PX = 24;
const NODE_PX = 18;
/** With more nodes than this their rows are lower. */
const NODES_ROOMY = 4;
const NODE_LOW_PX = 14;
const TRAFFIC_PX = 50;
const AXIS_PX = 22;

/** Lanes from top to bottom; processes are a row a node. */
export function rowsOf(lanes: readonly LaneId[], nodes: readonly number[]): Row[] {
  const rows: Row[] = [];
  let top = 0;
  const add = (id: string, kind: RowKind, height: number): void => {
    rows.push({ id, kind, top, height });
    top += height;
  };
  for (const lane of lanes) {
    if (lane !== 'processes') add(lane, 'events', EVENTS_PX);
    else
      for (const node of nodes)
        add(`node-${node}`, 'node', nodes.length > NODES_ROOMY ? NODE_LOW_PX : NODE_PX);
  }
  add('acked', 'traffic', TRAFFIC_PX);
  add('delivered', 'traffic', TRAFFIC_PX);
  add('axis', 'axis', AXIS_PX);
  return rows;
}

export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

export interface Axis {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the whole canvas. */
  readonly width: number;
}

export function xOf(atMs: number, { fromMs, toMs, width }: Axis): number {
  return LABELS_PX + ((atMs - fromMs) / (toMs - fromMs)) * (width - LABELS_PX - RIGHT_PX);
}

export function timeAt(x: number, { fromMs, toMs, width }: Axis): number {
  return fromMs + ((x - LABELS_PX) / (width - LABELS_PX - RIGHT_PX)) * (toMs - fromMs);
}

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * 1_000);
const TICK_PX = 96;

/** Round times for the axis' marks, at least a label apart. */
export function ticksOf(axis: Axis): number[] {
  const perPx = (axis.toMs - axis.fromMs) / (axis.width - LABELS_PX - RIGHT_PX);
  const step = STEPS_MS.find((ms) => ms >= perPx * TICK_PX) ?? STEPS_MS.at(-1)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(axis.fromMs / step) * step; at <= axis.toMs; at += step) ticks.push(at);
  return ticks;
}

/** What lies nearest to a point, within reach; `items` say where they are. */
export function nearest<T>(
  items: readonly T[],
  x: number,
  y: number,
  place: (item: T) => { x: number; row: Row } | null,
): T | null {
  let best: T | null = null;
  let reach = 9;
  for (const item of items) {
    const at = place(item);
    if (at === null || y < at.row.top || y > at.row.top + at.row.height) continue;
    const distance = Math.abs(at.x - x);
    if (distance < reach) [best, reach] = [item, distance];
  }
  return best;
}

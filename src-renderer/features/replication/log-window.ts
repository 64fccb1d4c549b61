// Which stretch of offsets the lanes of a partition show. Pure.
import type { ReplicationView } from '../../../src-main/contract/index.ts';

export interface LogWindow {
  readonly from: number;
  /** One past the last offset shown. */
  readonly to: number;
}

/** So few records are drawn one by one. */
export const CELLS_MAX = 48;
const SHOWN = 32;

/**
 * The newest offsets, back to the replica that is furthest behind. Null while no end is known. A follower may end
 * beyond its leader, when the logs have parted ways: that is shown, too.
 */
export function logWindow({ led, replicas }: ReplicationView): LogWindow | null {
  const ends = replicas.flatMap(({ endOffset }) => (endOffset === null ? [] : [endOffset]));
  if (led !== null) ends.push(led.endOffset);
  if (ends.length === 0) return null;
  const last = Math.max(...ends);
  const first = Math.min(...ends, led?.highWatermark ?? Infinity);
  const behind = last - first;
  const from = behind <= SHOWN - 8 ? last - SHOWN : first - Math.ceil(behind / 8);
  return { from: Math.max(0, from), to: Math.max(last, from + SHOWN, SHOWN) };
}

/** Where an offset lies in the window, in percent. */
export function positionOf(offset: number, { from, to }: LogWindow): number {
  return Math.max(0, Math.min(100, ((offset - from) / (to - from)) * 100));
}

/** Where the lag of a group is going. Pure. */
export type Trend = 'up' | 'down' | 'steady';

const WINDOW = 5;
/** A change below this share of the lag is noise. */
const SHARE = 0.02;

/** The newest samples against those before them; null until there are enough. */
export function lagTrend(history: readonly number[]): Trend | null {
  if (history.length < 2 * WINDOW) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const now = mean(history.slice(-WINDOW));
  const before = mean(history.slice(-3 * WINDOW, -WINDOW));
  const change = now - before;
  if (Math.abs(change) <= Math.max(1, before * SHARE)) return 'steady';
  return change > 0 ? 'up' : 'down';
}

import type { ConfigView } from '../../src-main/contract/index.ts';
import { formatBytes, formatDuration } from './format/index.ts';

/** The largest value of Kafka's long configs, which stands for "no limit". */
const LONG_MAX = '9223372036854775807';

/** A value with a unit in human words ("7 d", "1.1 GB"), by the unit in the config's name; null where none helps. */
export function humanConfigValue({
  name,
  value,
  type,
}: Pick<ConfigView, 'name' | 'value' | 'type'>): string | null {
  if (value === null || (type !== 'int' && type !== 'long')) return null;
  if (value === LONG_MAX) return '∞';
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) return null;
  if (name.endsWith('.ms')) return number >= 1000 ? formatDuration(number) : null;
  if (name.endsWith('.bytes')) return number >= 1000 ? formatBytes(number) : null;
  return null;
}

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

const MS_OF: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
/** As sizes are shown, and the binary ones in which Kafka's defaults are round. */
const BYTES_OF: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** What Kafka is to get: a text with units ("7 d", "1 d 12 h", "512 MiB") as the number it means, any other as it is. */
export function plainConfigValue({ name, type }: Pick<ConfigView, 'name' | 'type'>, text: string): string {
  if (type !== 'int' && type !== 'long') return text;
  const units = name.endsWith('.ms') ? MS_OF : name.endsWith('.bytes') ? BYTES_OF : null;
  if (units === null || !/^(\s*\d+(\.\d+)?\s*[a-z]+)+\s*$/i.test(text)) return text;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi))
    sum += Number(count) * (units[unit!.toLowerCase()] ?? Number.NaN);
  return Number.isNaN(sum) ? text : String(Math.round(sum));
}

const COMPRESSIONS = ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'compression.type': COMPRESSIONS,
  'cleanup.policy': ['delete', 'compact', 'compact,delete'],
  'message.timestamp.type': ['CreateTime', 'LogAppendTime'],
};

/** The values that a config can have, where they are few; one that it has beside these is among them. Null: any text. */
export function configChoices(name: string, value: string): readonly string[] | null {
  const choices = CHOICES[name.replace(/^log\.(?=cleanup|message)/, '')];
  if (choices === undefined) return null;
  return choices.includes(value) ? choices : [value, ...choices];
}

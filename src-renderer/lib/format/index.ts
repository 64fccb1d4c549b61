/**
 * Numbers, sizes, durations and times as the workbench writes them. Pure but for the locale, which the language
 * setting sets once; formatters are made on first use and kept.
 */
let locale = 'en';
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Sets the locale of every formatter; called by the language setting. */
export function setLocale(next: string): void {
  locale = next;
  numberFormats.clear();
  dateFormats.clear();
}

/** The locale in use, a BCP 47 tag. */
export function currentLocale(): string {
  return locale;
}

/** Kept by name: looking one up costs a table of thousands of cells more than formatting does. */
function numberFormat(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let format = numberFormats.get(name);
  if (!format) numberFormats.set(name, (format = new Intl.NumberFormat(locale, options)));
  return format;
}

function dateFormat(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let format = dateFormats.get(name);
  if (!format) dateFormats.set(name, (format = new Intl.DateTimeFormat(locale, options)));
  return format;
}

const WHOLE: Intl.NumberFormatOptions = { maximumFractionDigits: 0 };
const ONE_DIGIT: Intl.NumberFormatOptions = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const CLOCK: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};
const CLOCK_MS: Intl.DateTimeFormatOptions = { ...CLOCK, fractionalSecondDigits: 3 };
const DAY: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
const DATE: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };

/** Shown where a number is not known; never a zero that was not measured. */
export const UNKNOWN = '–';

/** A whole count with thousands separators: 1,204. */
export function formatCount(value: number | bigint | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (value === Infinity) return '∞';
  return numberFormat('whole', WHOLE).format(value);
}

/** By how much something changed: +153, -12, 0. */
export function formatChange(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return numberFormat('change', { ...WHOLE, signDisplay: 'exceptZero' }).format(value);
}

/** A sum that lacks `unknown` of its parts is a lower bound: ≥ 1,204. */
export function formatSum(sum: number | null, unknown: number): string {
  return sum !== null && unknown > 0 ? `≥ ${formatCount(sum)}` : formatCount(sum);
}

/**
 * Records counted by their offsets: at least so many where partitions are `unknown`, at most where compaction takes
 * some away, about so many where both is so.
 */
export function formatRecords(
  records: number | null,
  { unknown, compacted }: { unknown: number; compacted: boolean },
): string {
  if (records === null || records === 0 || !compacted) return formatSum(records, unknown);
  return `${unknown > 0 ? '≈' : '≤'} ${formatCount(records)}`;
}

/** A decimal with at most `digits` fraction digits. */
export function formatDecimal(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
  return numberFormat(`up to ${digits}`, { maximumFractionDigits: digits }).format(value);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A size in decimal units (1 kB = 1000 B, as disks and networks are sold): 12.4 MB. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return UNKNOWN;
  let value = bytes;
  let unit = 0;
  // 999.95 would round up to "1,000.0"; step to the next unit before that.
  while (Math.abs(value) >= (unit === 0 ? 1000 : 999.95) && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const format = unit === 0 ? numberFormat('whole', WHOLE) : numberFormat('one digit', ONE_DIGIT);
  return `${format.format(value)} ${BYTE_UNITS[unit]}`;
}

/** A rate per second: 1,204/s; below ten with one digit, so that a trickle is not shown as nothing. */
export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined) return UNKNOWN;
  return `${perSecond > 0 && perSecond < 10 ? formatDecimal(perSecond, 1) : formatCount(Math.round(perSecond))}/s`;
}

/** A byte rate per second: 1.2 MB/s. */
export function formatByteRate(bytesPerSecond: number | null | undefined): string {
  if (bytesPerSecond === null || bytesPerSecond === undefined) return UNKNOWN;
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

const DURATION_STEPS = [
  [86_400_000, 'day', 'd'],
  [3_600_000, 'hour', 'h'],
  [60_000, 'minute', 'min'],
  [1000, 'second', 's'],
] as const;

/** Intl's short English has "2 days" and "2 hr" where everybody reads 2 d and 2 h. */
function withUnit(amount: number, [, unit, symbol]: (typeof DURATION_STEPS)[number]): string {
  if (locale.startsWith('en')) return `${formatDecimal(amount, 1)} ${symbol}`;
  return numberFormat(unit, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(amount);
}

/** A duration given in ms, in its two largest units: 340 ms, 12.5 s, 3 min 20 s, 2 d 4 h; 3분 20초. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms === Infinity) return '∞';
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1000) return `${formatDecimal(ms, ms < 10 && !Number.isInteger(ms) ? 1 : 0)} ms`;
  if (ms < 60_000) return withUnit(Math.floor(ms / 100) / 10, DURATION_STEPS[3]);
  const index = DURATION_STEPS.findIndex(([size]) => ms >= size);
  const step = DURATION_STEPS[index]!;
  const below = DURATION_STEPS[index + 1];
  const whole = withUnit(Math.floor(ms / step[0]), step);
  const rest = below ? Math.floor((ms % step[0]) / below[0]) : 0;
  return rest > 0 && below ? `${whole} ${withUnit(rest, below)}` : whole;
}

const DAY_MS = 86_400_000;

/** A point in time (epoch ms) in the user's zone: 14:02:11.204 when today, with the date in front otherwise. */
export function formatTime(epochMs: number | bigint | null | undefined, nowMs: number = Date.now()): string {
  if (epochMs === null || epochMs === undefined || epochMs === -1 || epochMs === -1n) return UNKNOWN;
  const date = toDate(epochMs);
  if (!date) return String(epochMs);
  const sameDay = new Date(nowMs).toDateString() === date.toDateString();
  const time = dateFormat('clock ms', CLOCK_MS);
  if (sameDay) return time.format(date);
  const recent = Math.abs(nowMs - date.getTime()) < 300 * DAY_MS;
  const day = recent ? dateFormat('day', DAY) : dateFormat('date', DATE);
  return `${day.format(date)} ${time.format(date)}`;
}

/** The day of a moment, without its year. */
export function formatDay(epochMs: number): string {
  return dateFormat('day', DAY).format(epochMs);
}

/** A clock time to the second, for "as of 14:02:11". */
export function formatClock(epochMs: number): string {
  return dateFormat('clock', CLOCK).format(epochMs);
}

/** ISO 8601 in UTC and the raw epoch, for the hover over a time; only the raw number when no calendar holds it. */
export function describeTime(epochMs: number | bigint): string {
  const date = toDate(epochMs);
  return date ? `${date.toISOString()} · ${String(epochMs)} ms` : `${String(epochMs)} ms`;
}

/** Clients do send nanoseconds: a timestamp outside the calendar of Date is shown as the number it is. */
function toDate(epochMs: number | bigint): Date | null {
  const date = new Date(Number(epochMs));
  return Number.isNaN(date.getTime()) ? null : date;
}

const CLOCK = /^\d{1,2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;

/**
 * A point in time as a person writes one: epoch ms, epoch seconds (ten digits), a time of today as lists show it, or a
 * date that `Date` reads. Null: it is none.
 */
export function parseMoment(text: string, nowMs: number = Date.now()): number | null {
  const trimmed = text.trim();
  if (/^\d{10}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (/^\d{11,16}$/.test(trimmed)) return Number(trimmed);
  if (CLOCK.test(trimmed))
    return known(Date.parse(`${dayOf(nowMs)}T${trimmed.indexOf(':') === 1 ? '0' : ''}${trimmed}`));
  // Of what has no year Date makes something all the same: 'offset 5' is a day in May 2001 to it.
  return /(^|\D)\d{4}(\D|$)/.test(trimmed) ? known(Date.parse(trimmed)) : null;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `2h`, `1d12h`, in ms; null when it is none. */
export function parseDuration(text: string): number | null {
  if (!/^(\s*\d+\s*[smhd])+\s*$/.test(text)) return null;
  return [...text.matchAll(/(\d+)\s*([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit!]!,
    0,
  );
}

function known(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms;
}

/** The date of a moment in the user's zone, as ISO 8601 has it. */
function dayOf(epochMs: number): string {
  const day = new Date(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** ISO 8601 in UTC for files; nothing where it is not known or no calendar has it. */
export function isoTime(epochMs: number | null): string {
  if (epochMs === null) return '';
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? String(epochMs) : date.toISOString();
}

/** A point in time as a person writes one: epoch ms (11 digits and more), or whatever `Date` reads. Null: it is none. */
export function parseMoment(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const ms = /^\d{11,16}$/.test(trimmed) ? Number(trimmed) : Date.parse(trimmed);
  return Number.isNaN(ms) ? null : ms;
}

/** ISO 8601 in UTC for files; nothing where it is not known or no calendar has it. */
export function isoTime(epochMs: number | null): string {
  if (epochMs === null) return '';
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? String(epochMs) : date.toISOString();
}

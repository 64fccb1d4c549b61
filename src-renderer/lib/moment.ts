/** A point in time as a person writes one: epoch ms (11 digits and more), or whatever `Date` reads. Null: it is none. */
export function parseMoment(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const ms = /^\d{11,16}$/.test(trimmed) ? Number(trimmed) : Date.parse(trimmed);
  return Number.isNaN(ms) ? null : ms;
}

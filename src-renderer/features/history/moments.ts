/** Which two moments are looked at; pure. */

/** The newest moment that is not younger, or the oldest there is; null without any. */
export function momentAt(moments: readonly number[], atMs: number): number | null {
  return moments.findLast((moment) => moment <= atMs) ?? moments[0] ?? null;
}

export interface Span {
  fromMs: number | null;
  toMs: number | null;
}

/** From the address, snapped to what is kept: without one from an hour before the newest moment to that. */
export function spanOf(moments: readonly number[], from: string | undefined, to: string | undefined): Span {
  const newest = moments.at(-1);
  if (newest === undefined) return { fromMs: null, toMs: null };
  const toMs = momentAt(moments, numberOr(to, newest))!;
  const fromMs = momentAt(moments, numberOr(from, toMs - 3_600_000))!;
  return { fromMs: Math.min(fromMs, toMs), toMs };
}

function numberOr(text: string | undefined, fallback: number): number {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : fallback;
}

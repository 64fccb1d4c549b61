/** Which two moments are looked at, and what is not known of them; pure. */
import type { KnownAt } from '../../../src-main/contract/index.ts';

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

/** Of moments that are so old one is kept in so many minutes, the store's thinning; a little more is no gap yet. */
const KEPT = [
  { olderThanMs: 24 * 3_600_000, everyMs: 60 * 60_000 },
  { olderThanMs: 3_600_000, everyMs: 10 * 60_000 },
  { olderThanMs: -Infinity, everyMs: 60_000 },
] as const;

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stretches inside a span in which nothing was looked at, longest first. */
export function stretchesUnseen(
  moments: readonly number[],
  { fromMs, toMs }: Span,
  nowMs: number,
): Stretch[] {
  if (fromMs === null || toMs === null) return [];
  return moments
    .flatMap((moment, index) => {
      const next = moments[index + 1];
      if (next === undefined || moment < fromMs || next > toMs) return [];
      // The newest of each interval is kept: two neighbours may be almost two intervals apart.
      const { everyMs } = KEPT.find(({ olderThanMs }) => nowMs - moment > olderThanMs)!;
      return next - moment > 2 * everyMs + 60_000 ? [{ fromMs: moment, toMs: next }] : [];
    })
    .toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
}

/** Facets are asked for and saved some seconds before a moment. What is older than that is not of the moment. */
const OF_THE_MOMENT_MS = 2 * 60_000;

export interface OlderFacet {
  readonly facet: keyof KnownAt;
  /** Null: never by then. */
  readonly atMs: number | null;
}

/** Those of `facets` that were last asked for long before a moment, or never. */
export function olderFacets(
  knownAt: KnownAt,
  atMs: number,
  facets: readonly (keyof KnownAt)[],
): OlderFacet[] {
  return facets.flatMap((facet) => {
    const of = knownAt[facet];
    return of !== null && atMs - of <= OF_THE_MOMENT_MS ? [] : [{ facet, atMs: of }];
  });
}

function numberOr(text: string | undefined, fallback: number): number {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : fallback;
}

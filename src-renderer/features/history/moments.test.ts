import { expect, test } from 'vitest';
import { momentAt, olderFacets, spanOf, stretchesUnseen } from './moments.ts';

const HOUR = 3_600_000;
const moments = [0, HOUR, 2 * HOUR, 3 * HOUR];

test('a span is snapped to moments that are kept', () => {
  expect(spanOf(moments, undefined, undefined)).toEqual({ fromMs: 2 * HOUR, toMs: 3 * HOUR });
  expect(spanOf(moments, '10', String(HOUR + 5))).toEqual({ fromMs: 0, toMs: HOUR });
  expect(spanOf(moments, String(3 * HOUR), String(HOUR))).toEqual({ fromMs: HOUR, toMs: HOUR });
  expect(spanOf(moments, 'x', '-1')).toEqual({ fromMs: 2 * HOUR, toMs: 3 * HOUR });
  expect(spanOf([], '1', '2')).toEqual({ fromMs: null, toMs: null });
  expect(momentAt([5], 1)).toBe(5);
});

const MINUTE = 60_000;

test('a stretch in which nobody looked is told from one of which fewer moments are kept', () => {
  const span = (moments: readonly number[]) => ({ fromMs: moments[0]!, toMs: moments.at(-1)! });
  const unseen = (moments: readonly number[], nowMs: number) =>
    stretchesUnseen(moments, span(moments), nowMs).map(({ fromMs, toMs }) => [
      fromMs / MINUTE,
      toMs / MINUTE,
    ]);
  const minutes = [0, 1, 2, 20, 21, 28].map((minute) => minute * MINUTE);
  expect(unseen(minutes, 28 * MINUTE)).toEqual([
    [2, 20],
    [21, 28],
  ]);
  // An hour later one in ten minutes is kept: only what is longer than that was missed for certain.
  expect(unseen(minutes, 200 * MINUTE)).toEqual([]);
  expect(unseen([0, 19 * MINUTE, 60 * MINUTE], 200 * MINUTE)).toEqual([[19, 60]]);
  expect(unseen([0, HOUR, 3 * HOUR, 9 * HOUR], 100 * HOUR)).toEqual([[180, 540]]);
  expect(stretchesUnseen(minutes, { fromMs: 20 * MINUTE, toMs: 21 * MINUTE }, 28 * MINUTE)).toEqual([]);
  expect(stretchesUnseen([], { fromMs: null, toMs: null }, 0)).toEqual([]);
});

test('what was last asked for long before a moment is not of it', () => {
  const knownAt = { offsets: 10 * MINUTE, groups: 2 * MINUTE, settings: null };
  expect(olderFacets(knownAt, 10 * MINUTE + 5_000, ['offsets', 'groups', 'settings'])).toEqual([
    { facet: 'groups', atMs: 2 * MINUTE },
    { facet: 'settings', atMs: null },
  ]);
  expect(olderFacets(knownAt, 10 * MINUTE, ['offsets'])).toEqual([]);
});

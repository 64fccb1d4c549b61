import { expect, test } from 'vitest';
import { momentAt, spanOf } from './moments.ts';

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

import { expect, test } from 'vitest';
import { type Judged, judge, matchesPattern } from './judge.ts';
import { wordsOf } from './words.ts';

const RULE = { threshold: 100, forMs: 3_000 };

/** One value a second, '-' where it is not known; tells at which second what happened. */
function story(values: string, rule = RULE): string {
  let judged: Judged | undefined;
  const told: string[] = [];
  values.split(' ').forEach((text, second) => {
    const value = text === '-' ? null : Number(text);
    const verdict = judge(judged, value, rule, second * 1_000);
    judged = verdict.judged;
    if (verdict.event !== null) told.push(`${second} ${verdict.event}`);
  });
  return told.join(' · ') + (judged === undefined ? '' : ` (${judged.kind})`);
}

test.each([
  ['below the threshold nothing happens', '99 99 99 99 99', ''],
  ['above it for long enough it fires, once', '100 100 100 100 100 100', '3 fired (firing)'],
  ['a peak that passes is none', '500 500 0 500 500 0', ''],
  ['it ends when it has been low for as long', '200 200 200 200 70 70 70 70 70', '3 fired · 7 cleared'],
  [
    'one that hovers around the threshold does not flap',
    '110 110 110 110 95 105 90 101 99 85 110 95',
    '3 fired (firing)',
  ],
  ['a short dip does not end it', '200 200 200 200 0 0 200 0 0 200', '3 fired (firing)'],
  ['what is not known neither fires nor counts', '200 200 - - - 200 200', '6 fired (firing)'],
  ['nor does it clear', '200 200 200 200 0 - - - 0 0 0', '3 fired · 10 cleared'],
])('%s', (_, values, told) => expect(story(values).trim()).toBe(told));

test('a rule without a duration fires at once, and takes two seconds to end', () => {
  expect(story('100 0 0 0', { threshold: 100, forMs: 0 })).toBe('0 fired · 3 cleared');
});

test.each([
  ['*', 'anything', true],
  ['orders-*', 'orders-eu', true],
  ['orders-*', 'my-orders-eu', false],
  ['*.v1', 'a.b.v1', true],
  ['a.c', 'abc', false],
  ['(x)*', '(x)y', true],
  ['*', 'two\nlines', true],
])('the pattern %s and %s: %s', (pattern, name, fits) => expect(matchesPattern(pattern)(name)).toBe(fits));

test('a notification names the group, how far, and the limit', () => {
  const records = { groupId: 'warehouse', topic: 'orders', metric: 'records', threshold: 1_000 } as const;
  expect(wordsOf(records, 12_345, 'local', 'en')).toEqual({
    title: 'warehouse is 12,345 records behind',
    body: 'orders in local; the limit is 1,000 records',
  });
  expect(wordsOf({ ...records, metric: 'ms', threshold: 60_000 }, 90_400, 'local', 'ko')).toEqual({
    title: 'warehouse: 90초 뒤처짐',
    body: 'local의 orders, 기준 60초',
  });
});

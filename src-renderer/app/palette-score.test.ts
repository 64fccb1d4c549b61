import { expect, test } from 'vitest';
import { ranked, rankedNames, scoreMatch, searchedNames } from './palette-score.ts';

const entries = [
  'orders topics',
  'Forward go.forward',
  'customers.cdc topics',
  'team.orders.v1 topics',
  'Reorder',
  'Topics go.topics',
];

test.each([
  ['ord', ['orders topics', 'team.orders.v1 topics', 'Reorder']],
  ['topics team', ['team.orders.v1 topics']],
  ['go.f', ['Forward go.forward']],
  ['xyz', []],
])('typing %j finds, best first', (search, found) => {
  expect(ranked(entries, search, scoreMatch).shown).toEqual(found);
});

test('keywords count, and nothing typed keeps everything', () => {
  expect(scoreMatch('Switch', '한국어', ['한국어'])).toBeGreaterThan(0);
  expect(scoreMatch('Switch', '')).toBe(1);
});

test('of ten thousand names every one is found, few are shown, and how many fit besides is told', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `orders.${String(at).padStart(5, '0')}.v1`);
  const searched = searchedNames(names, 'topics');
  const find = (search: string) => rankedNames(searched, search, 100);
  expect(find('9999.v1')).toMatchObject({ shown: ['orders.09999.v1'], more: 0 });
  expect(find('09998')).toMatchObject({ shown: ['orders.09998.v1'], more: 0 });
  expect(find('')).toMatchObject({ shown: names.slice(0, 100), more: 9_900 });
  expect(find('orders')).toMatchObject({ shown: names.slice(0, 100), more: 9_900, best: expect.any(Number) });
  expect(find('09998 topics')).toMatchObject({ shown: ['orders.09998.v1'] });
  expect(find('refunds')).toEqual({ shown: [], more: 0, best: 0 });
});

import { expect, test } from 'vitest';
import { scoreMatch } from './palette-score.ts';

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
  const ranked = entries
    .map((entry) => ({ entry, score: scoreMatch(entry, search) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
  expect(ranked).toEqual(found);
});

test('keywords count, and nothing typed keeps everything', () => {
  expect(scoreMatch('Switch', '한국어', ['한국어'])).toBeGreaterThan(0);
  expect(scoreMatch('Switch', '')).toBe(1);
});

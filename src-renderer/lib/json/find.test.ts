import { expect, test } from 'vitest';
import { findInTree, patternOf } from './find.ts';
import { parseJson } from './index.ts';

function find(json: unknown, text: string) {
  const parsed = parseJson(JSON.stringify(json));
  if (!parsed.ok) throw new Error(parsed.message);
  const { reveal, hidden } = findInTree(parsed.node, patternOf(text));
  return { reveal: Object.fromEntries(reveal), hidden };
}

test('branches lead to every key and value in which it stands, whatever its case', () => {
  const order = { id: 7, lines: [{ sku: 'A1' }, { sku: 'Pear' }], ship: { 'to pear': null, city: 'Jeju' } };
  expect(find(order, 'pear')).toEqual({
    reveal: { '': 2, lines: 1, 'lines[1]': 0, ship: 0 },
    hidden: 0,
  });
  expect(find(order, 'null').reveal).toEqual({ '': 2, ship: 0 });
  expect(find(order, '7').reveal).toEqual({ '': 0 });
  expect(find(order, 'apple')).toEqual({ reveal: {}, hidden: 0 });
});

test('what means something in a pattern is looked for as it stands', () => {
  expect(find({ price: '(3.50$)', other: '3150' }, '3.50$)').reveal).toEqual({ '': 0 });
});

test('what cannot be drawn is counted', () => {
  const long = `x${'-'.repeat(3_000)}x`;
  expect(find([long], 'x')).toEqual({ reveal: { '': 0 }, hidden: 1 });
  const many = Array.from({ length: 100_000 }, (_, index) => (index === 90_000 ? 'far' : 'near'));
  expect(find(many, 'far')).toEqual({ reveal: {}, hidden: 1 });
  expect(find(many, 'near')).toEqual({ reveal: { '': 299 }, hidden: 100_000 - 1 - 300 });
});

import { expect, test } from 'vitest';
import type { FilterClause, MessageRow } from '../../../src-main/contract/index.ts';
import { clauseLabel, clauseOf, pathsIn, textAt, withClause } from './clauses.ts';

const row = (text: string): MessageRow => ({
  partition: 0,
  offset: 0,
  timestampMs: 0,
  timestampType: 'create',
  key: { format: 'null', text: '', sizeBytes: 0, cut: false },
  value: { format: 'json', text, sizeBytes: text.length, cut: false },
  headers: [],
});

test('paths are learnt from what was read, the commonest first', () => {
  const rows = [
    row('{"id":1,"lines":[{"sku":"a"},{"sku":"b"}]}'),
    row('{"id":2,"a.b":{"c":null}}'),
    row('{"id"'),
  ];
  expect(pathsIn(rows, 'value')).toEqual(['id', '["a.b"].c', 'lines[*].sku']);
  expect(pathsIn(rows, 'key')).toEqual([]);
});

test.each([
  ['id', '9007199254740993'],
  ['lines[1].sku', 'b'],
  ['lines[*].sku', 'a'],
  ['["a.b"]', 'true'],
  ['lines', '2 items'],
  ['gone.deep', null],
  ['id.deep', null],
])('the value at %s is %s', (path, wanted) => {
  expect(textAt('{"id":9007199254740993,"lines":[{"sku":"a"},{"sku":"b"}],"a.b":true}', path)).toBe(wanted);
});

test('a value is asked for or left out, never both', () => {
  const is = clauseOf('value', 'city', 'is', 'Seoul');
  const isNot: FilterClause = { on: 'value', path: 'city', test: 'is-not', operand: 'Seoul' };
  const other = clauseOf('header', 'trace', 'exists', '');
  expect(withClause([is, other], isNot)).toEqual([other, isNot]);
  expect([is, isNot, other].map(clauseLabel)).toEqual([
    'value city is Seoul',
    'value city is not Seoul',
    'header trace exists',
  ]);
});

test('a value and a text that reads like it are two conditions, and look different', () => {
  const isNull: FilterClause = { on: 'value', path: 'a', test: 'is', operand: 'null', type: 'null' };
  const isText: FilterClause = { ...isNull, type: 'string' };
  expect(withClause([isNull], isText)).toEqual([isNull, isText]);
  expect(
    [isNull, isText, { ...isText, operand: '7' }, { ...isText, operand: 'Seoul' }].map(clauseLabel),
  ).toEqual(['value a is null', 'value a is "null"', 'value a is "7"', 'value a is Seoul']);
});

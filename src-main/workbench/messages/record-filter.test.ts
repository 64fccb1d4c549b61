import { expect, test } from 'vitest';
import type { FilterClause } from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { parsePath, someAt } from './json-path.ts';
import { recordFilter } from './record-filter.ts';

const record = (value: string | Buffer | null, rest: Partial<LogRecord> = {}): LogRecord => ({
  offset: 41,
  timestamp: 1_700_000_000_000n,
  key: Buffer.from('customer-7'),
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: [{ key: 'trace', value: Buffer.from('abc') }],
  ...rest,
});
const ORDER = record(
  '{"id": 9007199254740993, "n": 7, "city": "Seoul", "ok": true, "none": null, "a.b": 1, "lines": [{"sku": "x"}, {"sku": "Y"}]}',
);

const clause = (text: string): FilterClause => {
  const [on, test, operand = ''] = text.split(' ');
  const [part, ...path] = on.split('/');
  if (part === 'header') return { on: 'header', name: path[0] ?? '', test, operand } as FilterClause;
  if (part === 'key' || part === 'value')
    return { on: part, path: path.join('/'), test, operand } as FilterClause;
  return { on: part, test, operand } as FilterClause;
};

test.each<[string, boolean]>([
  ['value/city is Seoul', true],
  ['value/city is seoul', false],
  ['value/city is-not Busan', true],
  ['value/city contains sEO', true],
  ['value/city contains-not eou', false],
  ['value/n is 7', true],
  ['value/n is 7.0', true],
  ['value/n above 6.5', true],
  ['value/n below 7', false],
  ['value/id is 9007199254740993', true],
  ['value/id is 9007199254740992', false],
  ['value/ok is true', true],
  ['value/none is null', true],
  ['value/none exists', true],
  ['value/gone exists', false],
  ['value/gone exists-not', true],
  ['value/gone is-not x', true],
  ['value/gone below 5', false],
  ['value/["a.b"] is 1', true],
  ['value/lines[0].sku is x', true],
  ['value/lines[1].sku is x', false],
  ['value/lines[*].sku is Y', true],
  ['value/lines[*].sku is-not Y', false],
  ['value/lines.sku is Y', false],
  ['value/lines contains "sku":"Y"', true],
  ['value contains SEOUL', true],
  ['key is customer-7', true],
  ['key contains-not OMER', false],
  ['key exists', true],
  ['header/trace is abc', true],
  ['header/other exists', false],
  ['header contains B', true],
  ['partition is 3', true],
  ['offset above 40', true],
  ['offset below 41', false],
  ['timestamp above 1699999999999', true],
  ['size above 100', true],
])('%s: %s', (text, expected) => {
  const filter = recordFilter({ text: '', clauses: [clause(text)] }, automaticDecoding())!;
  expect(filter.matches(ORDER, 3)).toBe(expected);
  if (expected) expect(filter.mayContain(Buffer.concat([ORDER.key!, ORDER.value!]))).toBe(true);
});

test('all must hold, the text too; a cheap look never loses what is escaped', () => {
  const both = [clause('value/city is Seoul'), clause('key is customer-7')];
  const filter = recordFilter({ text: 'trace', clauses: both }, automaticDecoding())!;
  expect(filter.matches(ORDER, 0)).toBe(true);
  expect(recordFilter({ text: 'nowhere', clauses: both }, automaticDecoding())!.matches(ORDER, 0)).toBe(
    false,
  );
  expect(filter.mayContain(Buffer.from('trace customer-7 {"city":"Busan"}'))).toBe(false);
  const escaped = record('{"city":"\\u0053eoul"}');
  const city = recordFilter({ text: '', clauses: [clause('value/city is Seoul')] }, automaticDecoding())!;
  expect([city.mayContain(escaped.value!), city.matches(escaped, 0)]).toEqual([true, true]);
});

test('what is decoded is matched as it is shown; null and broken JSON have no fields', () => {
  const matches = (text: string, one: LogRecord) =>
    recordFilter({ text: '', clauses: [clause(text)] }, automaticDecoding())!.matches(one, 0);
  expect(matches('value/a is 1', record(Buffer.from('81a16101', 'hex')))).toBe(true);
  expect(matches('key is 255', record('', { key: Buffer.from('00000000000000ff', 'hex') }))).toBe(true);
  expect(matches('value exists', record(null))).toBe(false);
  expect(matches('value/a exists', record('{"a":'))).toBe(false);
  expect(matches('value/a exists-not', record(null))).toBe(true);
});

test('paths and numbers that are none are refused by name', () => {
  const filter = (text: string) => recordFilter({ text: '', clauses: [clause(text)] }, automaticDecoding());
  expect(() => filter('value/a[ is 1')).toThrow("'a[' is no path into JSON");
  expect(() => filter('offset above x')).toThrow("'x' is no number, which offset is compared with");
  expect(parsePath('a.b[2]["x\\"y"][*]')?.map(String)).toEqual(['a', 'b', '2', 'x"y', 'Symbol(any element)']);
  expect(parsePath('')).toBeUndefined();
  expect(someAt({ a: { toString: 1 } }, ['a', 'constructor'], () => true)).toBe(false);
});

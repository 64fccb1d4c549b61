import { expect, test } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import type { FilterClause } from '../../contract/index.ts';
import { BATCH_HEADER_BYTES, buildBatch, type LogRecord } from '../../wire/index.ts';
import { automaticDecoding, type SchemaSource } from '../decoding/index.ts';
import type { Matcher } from './matcher.ts';
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

/** What a cheap look at a batch of these records says. */
function mayContain(filter: Matcher, ...records: LogRecord[]): boolean {
  const batch = buildBatch(
    records.map(({ key, value, headers }) => ({ key, value, headers: [...headers] })),
    { timestamp: 1 },
  );
  return filter.mayContain(batch.subarray(BATCH_HEADER_BYTES), records.length);
}

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
  if (expected) expect(mayContain(filter, ORDER)).toBe(true);
});

test('all must hold, the text too; a cheap look never loses what is escaped', () => {
  const both = [clause('value/city is Seoul'), clause('key is customer-7')];
  const filter = recordFilter({ text: 'trace', clauses: both }, automaticDecoding())!;
  expect(filter.matches(ORDER, 0)).toBe(true);
  expect(recordFilter({ text: 'nowhere', clauses: both }, automaticDecoding())!.matches(ORDER, 0)).toBe(
    false,
  );
  expect(mayContain(filter, record('{"city":"Busan"}'))).toBe(false);
  const escaped = record('{"city":"\\u0053eoul"}');
  const city = recordFilter({ text: '', clauses: [clause('value/city is Seoul')] }, automaticDecoding())!;
  expect([mayContain(city, escaped), city.matches(escaped, 0)]).toEqual([true, true]);
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

test.each<[string, string, boolean]>([
  // A double has 2^53 and 2^60 exactly, and 2^53 + 1 not: each is met by its own digits alone.
  ['is 9007199254740992', '9007199254740992', true],
  ['is 9007199254740992', '9007199254740993', false],
  ['is-not 9007199254740992', '9007199254740992', false],
  ['is -1152921504606846976', '-1152921504606846976', true],
  ['is 9223372036854775807', '9223372036854775808', false],
  ['above 9007199254740992', '9007199254740993', true],
  ['above 9007199254740992', '9007199254740992', false],
  ['above 9007199254740993', '"9007199254740994"', true],
  ['below 9007199254740993', '9007199254740992', true],
  ['below 9007199254740993', '0.10000000000000000555', true],
  ['below 9007199254740993', '{}', false],
])('whole numbers of every size: %s holds for %s: %s', (test_, value, expected) => {
  const one = record(`{"n":${value}}`);
  const filter = recordFilter({ text: '', clauses: [clause(`value/n ${test_}`)] }, automaticDecoding())!;
  expect(filter.matches(one, 0)).toBe(expected);
  if (expected) expect(mayContain(filter, one)).toBe(true);
});

test('a clause with a type takes null, true and numbers for what they are, and not for their texts', () => {
  const operands = { string: ['null', 'true', '7', ''], number: ['7'], boolean: ['true'], null: ['null'] };
  const values = ['null', 'true', '7', '"null"', '"true"', '"7"', '7.0', '""', 'false', '[null]', '{}'];
  const found = Object.entries(operands).flatMap(([type, texts]) =>
    texts.map((operand) => {
      const one = { ...clause('value/a is'), operand, type } as FilterClause;
      const is = recordFilter({ text: '', clauses: [one] }, automaticDecoding())!;
      const isNot = recordFilter({ text: '', clauses: [{ ...one, test: 'is-not' }] }, automaticDecoding())!;
      const taken = values.filter((value) => {
        const of = record(`{"a":${value}}`);
        const holds = is.matches(of, 0);
        expect(isNot.matches(of, 0)).toBe(!holds);
        if (holds) expect(mayContain(is, record('{}'), of)).toBe(true);
        return holds;
      });
      return `${type} ${operand}: ${taken.join(' ')}`;
    }),
  );
  expect(found).toEqual([
    'string null: "null"',
    'string true: "true"',
    'string 7: "7"',
    'string : ""',
    'number 7: 7 7.0',
    'boolean true: true',
    'null null: null',
  ]);
  // Batches without it are passed over; the whole of a value counts, too.
  const isNull = { ...clause('value/a is null'), type: 'null' } as FilterClause;
  const onlyNull = recordFilter({ text: '', clauses: [isNull] }, automaticDecoding())!;
  expect(mayContain(onlyNull, record('{"a":"null"}'))).toBe(false);
  const whole = recordFilter(
    { text: '', clauses: [{ ...isNull, path: '' } as FilterClause] },
    automaticDecoding(),
  )!;
  expect([whole.matches(record('null'), 0), whole.matches(record('"null"'), 0)]).toEqual([true, false]);
  // Beside digits that a double has not, too.
  const exact = [clause('value/id is 9007199254740993'), { ...clause('value/n is 7'), type: 'number' }];
  const both = recordFilter({ text: '', clauses: exact as FilterClause[] }, automaticDecoding())!;
  expect(both.matches(record('{"id":9007199254740993,"n":7.0}'), 0)).toBe(true);
  expect(both.matches(record('{"id":9007199254740993,"n":"7"}'), 0)).toBe(false);
});

test('paths and numbers that are none are refused by name', () => {
  const filter = (text: string) => recordFilter({ text: '', clauses: [clause(text)] }, automaticDecoding());
  expect(() => filter('value/a[ is 1')).toThrow("'a[' is no path into JSON");
  expect(() => filter('offset above x')).toThrow("'x' is no number, which offset is compared with");
  expect(parsePath('a.b[2]["x\\"y"][*]')?.map(String)).toEqual(['a', 'b', '2', 'x"y', 'Symbol(any element)']);
  expect(parsePath('')).toBeUndefined();
  expect(someAt({ a: { toString: 1 } }, ['a', 'constructor'], () => true)).toBe(false);
});

test.each<[string, LogRecord]>([
  ['value/a is caf\u00e9', record(Buffer.from('81a161a5636166c3a9', 'hex'))], // MessagePack
  ['value/at is 2017-07-14T02:42:08.000Z', record(Buffer.from('81a26174d6ff59682f80', 'hex'))],
  ['value/b is AQID', record(Buffer.from('81a162c403010203', 'hex'))],
  ['key is 00000000-0000-4000-8000-0000000000ff', record('', { key: uuidBytes('ff') })],
  ['key is 616200', record('', { key: Buffer.from('616200', 'hex') })],
  ['key is 2147483647', record('', { key: Buffer.from('7fffffff', 'hex') })],
  ['value/n above 5', record('{"n" :\n6}')],
  ['value/n is 60', record('{"n":6e1}')],
  ['value/n below 0', record('{"n":-0.5}')],
  ['value/n is 9007199254740993', record('{"n":9007199254740993}')],
  ['value/n contains 1.50', record('{"n":"x1.50"}')],
  ['value/a.n exists', record('{"a":{"n":[]}}')],
  ['value/n is 7', record('{"n":1,"n":7}')],
  ['value/["n.m"] is null', record('{"n.m":null}')],
  ['value/n[1] is b', record('{"n":["a","b"]}')],
  ['value/n[*] above 5', record('{"n":[4,6]}')],
])('a cheap look does not lose %s', (text, one) => {
  const filter = recordFilter({ text: '', clauses: [clause(text)] }, automaticDecoding())!;
  expect(filter.matches(one, 0)).toBe(true);
  expect(mayContain(filter, record('{"other":1}'), one)).toBe(true);
});

test.each(['value/n above 5', 'value/n is 6', 'value/city is Seoul', 'value/n exists', 'value/n contains 6'])(
  'a cheap look tells that nothing fulfils %s',
  (text) => {
    const filter = recordFilter({ text: '', clauses: [clause(text)] }, automaticDecoding())!;
    const others = ['{"m":6}', '{"n":5,"city":"seoul"}', '{"n":"5"}'].slice(
      0,
      text.includes('exists') ? 1 : 3,
    );
    expect(mayContain(filter, ...others.map((value) => record(value)))).toBe(false);
  },
);

test('with a registry, records that name no schema are looked at as cheaply, and those that do are read', () => {
  const schemas: SchemaSource = {
    known: () => ({ format: { kind: 'avro', decode: () => '{"city":"Needle"}' } as never }),
    load: async () => {},
  };
  const decoding = automaticDecoding(schemas);
  const framed = record(Buffer.from('000000000102aa', 'hex'));
  const headed = record('raw', {
    headers: [{ key: '__value_schema_id', value: Buffer.from('0000000001', 'hex') }],
  });
  for (const filter of [
    recordFilter({ text: 'needle', clauses: [] }, decoding)!,
    recordFilter({ text: '', clauses: [clause('value/city is Needle')] }, decoding)!,
    recordFilter({ text: '', clauses: [clause('value/city contains eed')] }, decoding)!,
  ]) {
    expect(mayContain(filter, record('{"city":"Seoul"}'), record(null))).toBe(false);
    for (const one of [framed, headed])
      expect([mayContain(filter, record('{"city":"Seoul"}'), one), filter.matches(one, 0)]).toEqual([
        true,
        true,
      ]);
  }
});

test('whatever stands in a batch, a cheap look loses nothing that fulfils the clause', () => {
  const random = seededRandom(2026);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const scalars = [
    '1',
    '-1',
    '0',
    '7.50',
    '1e3',
    '12345678901234567890',
    '"7"',
    '"Seoul"',
    '"서울"',
    '"a\\u0062"',
    '"q\\"n\\":8"',
    'true',
    'null',
    '01',
    '"',
    '',
  ];
  const json = (depth: number): string => {
    if (depth === 0 || random() < 0.5) return pick(scalars);
    if (random() < 0.3) return `[${json(depth - 1)}, ${json(depth - 1)}]`;
    return `{"${pick(['n', 'm', 'city'])}"${pick(['', ' '])}:${pick(['', '\n'])}${json(depth - 1)},"n":${json(depth - 1)}}`;
  };
  const clauses = [
    'n is 7',
    'n above 6',
    'n below 0',
    'n contains eo',
    'city is Seoul',
    'm.n exists',
    'n[*] is 서울',
    'n is ab',
    'n[0].n above 0',
    'n is 12345678901234567890',
    'n is 1000',
    'n is true',
  ].map((text) => clause(`value/${text}`));
  let fulfilled = 0;
  for (let round = 0; round < 12_000; round++) {
    const one = record(pick([json(3), `{"n":${json(2)}}`]));
    const filter = recordFilter({ text: '', clauses: [pick(clauses)] }, automaticDecoding())!;
    if (!filter.matches(one, 0)) continue;
    fulfilled++;
    expect([one.value!.toString(), mayContain(filter, record('{}'), one)]).toEqual([
      one.value!.toString(),
      true,
    ]);
  }
  expect(fulfilled).toBeGreaterThan(200);
});

function uuidBytes(last: string): Buffer {
  return Buffer.from(`000000000000400080000000000000${last}`, 'hex');
}

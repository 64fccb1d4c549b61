import { expect, test } from 'vitest';
import { seededRandom } from '../base/index.ts';
import { PropertiesError, formatProperties, parseProperties } from './index.ts';

test.each<[text: string, pairs: Record<string, string>]>([
  ['a=1\nb: 2\nc 3\nd\t=\t4\n', { a: '1', b: '2', c: '3', d: '4' }],
  ['# comment\n  ! comment\n\n \t\na=1', { a: '1' }],
  ['a=1\r\nb=2\rc=3', { a: '1', b: '2', c: '3' }],
  ['a=1\na=2', { a: '2' }],
  // Blanks: dropped before a key and around the separator, kept at the end of a value.
  ['  key  =  value  \n', { key: 'value  ' }],
  ['key==value', { key: '=value' }],
  ['alone\n=empty', { alone: '', '': 'empty' }],
  // Continued lines lose their indentation; an even number of backslashes continues nothing.
  ['a = one,\\\n    two,\\\r\n\tthree', { a: 'one,two,three' }],
  ['a=one\\\n# not a comment', { a: 'one# not a comment' }],
  ['a=one\\\\\nb=2', { a: 'one\\', b: '2' }],
  ['\\\n# a comment\na=1', { a: '1' }],
  ['a=1\\', { a: '1' }],
  // Escapes
  ['a\\ b\\=c\\:d=1', { 'a b=c:d': '1' }],
  ['a=\\t\\n\\r\\f\\\\\\q', { a: '\t\n\r\f\\q' }],
  ['a=\\u00e9\\u4E2d', { a: 'é中' }],
  ['listeners=PLAINTEXT\\://localhost\\:9092', { listeners: 'PLAINTEXT://localhost:9092' }],
  [
    '__proto__=1\nconstructor=2',
    Object.fromEntries([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]),
  ],
  ['', {}],
])('%j', (text, pairs) => {
  const parsed = parseProperties(text);
  expect(Object.entries(parsed)).toEqual(Object.entries(pairs));
});

test('a broken unicode escape names its line', () => {
  expect(() => parseProperties('a=1\nb=\\\n\\u12')).toThrow(PropertiesError);
  expect(() => parseProperties('a=1\nb=\\\n\\u12')).toThrow('Line 2: \\u needs four hexadecimal digits.');
});

test('writes what a person can read', () => {
  const properties = { 'log.dirs': 'C:\\data', listeners: 'PLAINTEXT://:9092', note: ' é\n#1', 'a b': '' };
  expect(formatProperties(properties, 'Written at each start.\nDo not edit.')).toBe(
    [
      '# Written at each start.',
      '# Do not edit.',
      'log.dirs=C:\\\\data',
      'listeners=PLAINTEXT://:9092',
      'note=\\ \\u00E9\\n#1',
      'a\\ b=',
      '',
    ].join('\n'),
  );
});

test('anything written is read back the same', () => {
  const pieces = [
    'a',
    'é',
    '中',
    '😀',
    ' ',
    '\t',
    '\n',
    '\r',
    '\f',
    '\\',
    '=',
    ':',
    '#',
    '!',
    'u0041',
    '\0',
    '\x7f',
    '.',
  ];
  for (let seed = 0; seed < 500; seed++) {
    const random = seededRandom(seed);
    const word = () =>
      Array.from({ length: random() * 8 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
    const properties = Object.fromEntries(Array.from({ length: 1 + random() * 6 }, () => [word(), word()]));
    const text = formatProperties(properties, word());
    expect(Object.entries(parseProperties(text)), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(
      Object.entries(properties),
    );
  }
});

test('no text makes the parser fail otherwise than by PropertiesError', () => {
  const pieces = ['a', '\\', '\\u', '00e9', '=', ':', ' ', '\n', '\r\n', '\r', '#', '\\\n'];
  for (let seed = 0; seed < 500; seed++) {
    const random = seededRandom(seed);
    const text = Array.from(
      { length: random() * 20 },
      () => pieces[Math.floor(random() * pieces.length)],
    ).join('');
    try {
      const parsed = parseProperties(text);
      expect(parseProperties(formatProperties(parsed)), `seed ${seed}`).toEqual(parsed);
    } catch (error) {
      expect(error, `seed ${seed}: ${JSON.stringify(text)}`).toBeInstanceOf(PropertiesError);
    }
  }
});

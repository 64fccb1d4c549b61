import { expect, test } from 'vitest';
import { textMatcher } from './matcher.ts';

const record = (value: string | null, key: string | null = null, header?: [string, string]) => ({
  offset: 0,
  timestamp: 0,
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: header === undefined ? [] : [{ key: header[0], value: Buffer.from(header[1]) }],
});

test('case is ignored in key, value and headers', () => {
  const cases: [string, ReturnType<typeof record>, boolean][] = [
    ['order', record('{"Order":1}'), true],
    ['ORDER', record('an order'), true],
    ['c-17', record(null, 'C-17'), true],
    ['trace', record(null, null, ['Trace-Id', 'x']), true],
    ['abc', record(null, null, ['h', 'xABCx']), true],
    ['order', record('ordre'), false],
    ['서울', record('{"city":"서울특별시"}'), true],
    ['서울', record('부산'), false],
    ['québec', record('QUÉBEC'), true],
    ['42', record('id=1042'), true],
    ['x', record(null), false],
  ];
  for (const [text, one, expected] of cases) {
    const matcher = textMatcher(text)!;
    expect([text, one.value?.toString(), matcher.matches(one, 0)]).toEqual([
      text,
      one.value?.toString(),
      expected,
    ]);
    if (expected && one.value !== null) {
      const bytes = Buffer.concat([one.key ?? Buffer.alloc(0), Buffer.from([0, 0xff]), one.value]);
      expect(matcher.mayContain(bytes, 1)).toBe(true);
    }
  }
  expect(textMatcher('')).toBeUndefined();
});

test('bytes that are no text are looked through as well', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('Needle'), Buffer.from([0x00])]);
  expect(textMatcher('needle')!.mayContain(bytes, 1)).toBe(true);
  expect(textMatcher('noodle')!.mayContain(bytes, 1)).toBe(false);
});

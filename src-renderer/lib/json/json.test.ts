import { expect, test } from 'vitest';
import { MAX_JSON_DEPTH, parseJson, prettyJson } from './index.ts';

test.each([
  [
    '{"id":9007199254740993,"x":1.0,"y":1e400,"z":-0}',
    '{\n  "id": 9007199254740993,\n  "x": 1.0,\n  "y": 1e400,\n  "z": -0\n}',
  ],
  ['{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'],
  ['[]', '[]'],
  ['[true,null,{"k":"\\u00e9\\n"}]', '[\n  true,\n  null,\n  {\n    "k": "é\\n"\n  }\n]'],
  [' "x" ', '"x"'],
])('%s is shown with its own digits and order', (text, pretty) => expect(prettyJson(text)).toBe(pretty));

test.each([
  ['', 'ends too early', 0],
  ['{"a":1,}', 'not a JSON string', 7],
  ['{"a" 1}', 'expected ":"', 5],
  ['[1 2]', 'expected "]"', 3],
  ['01', 'text after the value', 1],
  ['"\u0001"', 'not a JSON string', 0],
  ['nul', 'not a JSON value', 0],
  ['{} x', 'text after the value', 3],
])('%j is refused: %s at %i', (text, message, offset) => {
  expect(parseJson(text)).toEqual({ ok: false, message, offset });
  expect(prettyJson(text)).toBe(text);
});

test('nesting is capped before the stack is', () => {
  const deep = '['.repeat(100_000);
  expect(parseJson(deep)).toEqual({
    ok: false,
    message: `nested deeper than ${MAX_JSON_DEPTH}`,
    offset: MAX_JSON_DEPTH + 1,
  });
});

test('reads whatever JSON.stringify writes', () => {
  const value = { a: [1, -2.5, 'text "quoted" \\ \u2028', null, true, { b: [] }], c: {} };
  const result = parseJson(JSON.stringify(value));
  expect(result.ok && JSON.parse(prettyJson(JSON.stringify(value)))).toEqual(value);
});

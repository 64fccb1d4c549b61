import { expect, test } from 'vitest';
import type { LogRecord } from '../../wire/index.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { ScriptFilter } from './script-filter.ts';

const record = (value: string | null, offset = 0): LogRecord => ({
  offset,
  timestamp: 1_700_000_000_000n,
  key: Buffer.from('k'),
  value: value === null ? null : Buffer.from(value),
  headers: [{ key: 'trace', value: Buffer.from('abc') }],
});

async function judge(source: string, ...values: (string | null)[]) {
  const filter = await ScriptFilter.compile(source, () => performance.now());
  return filter.judge(
    values.map((value, index) => record(value, index)),
    2,
    automaticDecoding(),
  );
}

test.each<[string, boolean[]]>([
  ['value.n > 1', [false, true]],
  ['return value.n === 1', [true, false]],
  ['const limit = 1;\nreturn value.n > limit // why', [false, true]],
  ["key === 'k' && headers.trace === 'abc' && partition === 2 && offset === 1", [false, true]],
  ['timestamp === 1700000000000', [true, true]],
])('%s', async (source, keep) => expect((await judge(source, '{"n":1}', '{"n":2}')).keep).toEqual(keep));

test('text is text, null is null, and what throws is counted and left out', async () => {
  const verdict = await judge('value.length === 2', 'hi', null, '{"n"', '[1,2]');
  expect(verdict).toMatchObject({ keep: [true, false, false, true], problems: 1 });
  expect(verdict.firstProblem).toMatch(/TypeError/);
});

test.each([['async () => true'], ['Promise.resolve(false)'], ['return (async () => value.n > 1)()']])(
  'a promise or a function is no answer: %s',
  async (source) => {
    const verdict = await judge(source, '{"n":1}', '{"n":2}');
    expect(verdict).toMatchObject({ keep: [false, false], problems: 2 });
    expect(verdict.firstProblem).toMatch(/promise or a function/);
  },
);

test('a record that is nested too deep for the sandbox is text, and its neighbours are read as ever', async () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const verdict = await judge("typeof value === 'string' || value.n === 1", '{"n":1}', deep, '{"n":2}');
  expect(verdict).toEqual({ keep: [true, true, false], problems: 0, firstProblem: '' });
});

test('no record is taken for another: what only looks like JSON is text', async () => {
  const values = ['{"n":1},{"n":1}', '[1],{},0,0,0,"x"', '{"n":1}', ' {"n":2,"n":1} ', '{"n":01}'];
  expect((await judge('value.n === 1', ...values)).keep).toEqual([false, false, true, true, false]);
  const large = `{"n":1}${' '.repeat(300_000)},{}`;
  expect((await judge('value.n === 1', large, '{"n":1}')).keep).toEqual([false, true]);
});

test('a script that cannot be read, or says nothing, is refused before anything is read', async () => {
  await expect(judge('value.n >')).rejects.toThrow('The script cannot be read');
  await expect(judge('let x = 1;')).rejects.toThrow('returns nothing');
});

test('the sandbox has no way out, little memory and little time', async () => {
  const found = await judge(
    "typeof process + typeof require + typeof fetch + typeof globalThis.std + typeof importScripts === 'undefined'.repeat(5)",
    '1',
  );
  expect(found.keep).toEqual([true]);
  await expect(judge('while (true); return 1', '1')).rejects.toThrow(
    'took longer than 1 s and was stopped. Records it was given at once: 1',
  );
  const memory = await judge("let s = ['x']; for (;;) s.push(s.join('x'.repeat(1e6))); return s", '1').then(
    ({ firstProblem }) => firstProblem,
    (error: Error) => error.message,
  );
  expect(memory).toMatch(/memory|stopped/);
  const deep = await judge('const f = () => f() + 1; return f()', '1');
  expect(deep).toMatchObject({ problems: 1 });
});

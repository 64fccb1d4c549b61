import { expect, test } from 'vitest';
import { expectEqual, expectMatch, explain, formatResults, formatSummary, runChecks } from './check.ts';
import type { Check, CheckContext } from './check.ts';

const context: CheckContext = {
  bootstrapServers: 'nowhere:1',
  nodes: 1,
  clients: { kcat: 'kcat' },
  unique: (name) => name,
};
const check = (name: string, options: Partial<Check>): Check => ({
  client: 'c',
  name,
  needs: [],
  run: async () => 'fine',
  ...options,
});

test('a check passes, fails, hangs or lacks its client, and the rest run all the same', async () => {
  const seen: string[] = [];
  const results = await runChecks(
    [
      check('works', { needs: ['kcat'] }),
      check('throws', { run: () => Promise.reject(new Error('offset 3 twice')) }),
      check('hangs', { timeoutMs: 10, run: () => new Promise(() => {}) }),
      check('lacks', { needs: ['kcat', 'python'] }),
      check('compares', { run: async () => (expectEqual('offsets', [1, 2], [1, 3]), '') }),
    ],
    context,
    (result) => seen.push(result.name),
  );
  expect(results.map(({ result, evidence }) => `${result}: ${evidence}`)).toEqual([
    'passed: fine',
    'failed: offset 3 twice',
    'failed: no end after 10 ms',
    'skipped: not found: python',
    'failed: offsets: expected [1,3], got [1,2]',
  ]);
  expect(seen).toEqual(['works', 'throws', 'hangs', 'lacks', 'compares']);
  expect(formatSummary(results)).toBe('1 passed, 3 failed, 1 skipped');
});

test('the table cuts long evidence, but a failure is told in full below it', async () => {
  const long = 'x'.repeat(300);
  const results = await runChecks([check('throws', { run: () => Promise.reject(new Error(long)) })], context);
  const [header, , row, , ...below] = formatResults(results).split('\n');
  expect(header).toMatch(/^client {2}check {3}result {2}ms {2}evidence$/);
  expect(row).toContain('…');
  expect(below).toEqual(['FAILED c: throws', `    ${long}`]);
});

test('a pattern that does not match is shown with the text', () => {
  expect(expectMatch('lag', 'LAG 7', /LAG (\d)/)[1]).toBe('7');
  expect(() => expectMatch('lag', 'nothing here', /LAG/)).toThrow('lag: expected /LAG/, got:\nnothing here');
});

test('what an error wraps is told too', () => {
  const answer = Object.assign(new Error('code 41'), { cause: 'not the controller' });
  expect(explain(new AggregateError([answer], 'sending failed'))).toBe(
    'sending failed\n  code 41\n  not the controller',
  );
});

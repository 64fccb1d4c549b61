import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { lineOf, type SeedSummary, Totals } from './summary.ts';
import { sliceOf } from './sweep.ts';

test('the command line: the last of a repeated flag wins, what is unknown is refused', () => {
  expect(parseArguments(['--seeds', '5', '--nodes', '3', '--seeds', '7'])).toMatchObject({
    seeds: 7,
    nodes: 3,
    jobs: 2,
    planted: false,
  });
  expect(parseArguments(['--seed', '9', '--history'])).toMatchObject({ seed: 9, history: true });
  expect(parseArguments(['--planted', '--bug', '4', '--report', 'x.json'])).toMatchObject({
    planted: true,
    bug: 4,
    report: 'x.json',
  });
  for (const words of [['--sed', '9'], ['--seed'], ['--seed', 'nine'], ['--report']])
    expect(() => parseArguments(words)).toThrow(`unknown: ${words[0]}`);
});

test('the seeds of the ordinary tests: all but one are the same every day', () => {
  const [monday, tuesday] = [sliceOf(new Date('2026-11-23T01:00Z')), sliceOf(new Date('2026-11-24T23:00Z'))];
  expect(sliceOf(new Date('2026-11-23T23:59Z'))).toEqual(monday);
  expect(monday.filter((seed) => !tuesday.includes(seed))).toEqual([20_261_123]);
});

test('a sweep sums up what its seeds did, and remembers which failed', () => {
  const good: SeedSummary = {
    seed: 1,
    nodes: 3,
    violations: [],
    traceHash: 'abc',
    events: 30_000,
    simulatedMs: 90_000,
    operations: 2_500,
    acknowledged: 2_000,
    faults: 40,
    faultCounts: { kill: 40 },
    newest: [],
    story: [],
  };
  const totals = new Totals();
  for (const one of [
    good,
    { ...good, seed: 2, nodes: 5 },
    { ...good, seed: 3, violations: ['unseen: x'], faults: 2 },
  ])
    totals.count(one);
  expect(totals.failed.map(({ seed }) => seed)).toEqual([3]);
  expect(totals.text(45_000).split('\n')).toEqual([
    'seeds            3 (2 × 3, 1 × 5 nodes) in 45 s',
    'simulated time   0.07 h',
    'operations       7,500, 6,000 records acknowledged; at least 2,500 a seed',
    'faults           82; at least 40 a seed',
    '                 120 × kill',
    'events           90,000, 2,000 a second',
  ]);
  expect(lineOf(good)).toBe(
    'ok   seed 1 · 3 nodes · 90 s · 2500 operations, 2000 acknowledged · 40 faults · 30000 events · abc',
  );
});

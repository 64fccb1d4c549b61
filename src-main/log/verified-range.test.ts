import { expect, test } from 'vitest';
import { VerifiedRange } from './verified-range.ts';

/** Steps `add FROM TO at MS` and `ask FROM TO at MS`; the answers. */
function answers(script: string): string {
  const range = new VerifiedRange();
  const said: string[] = [];
  for (const step of script.split(' · ')) {
    const [verb, from, to, , nowMs] = step.split(' ');
    if (verb === 'add') range.add(Number(from), Number(to) - Number(from), Number(nowMs));
    else if (verb === 'clear') range.clear();
    else said.push(range.has(Number(from), Number(to) - Number(from), Number(nowMs)) ? 'yes' : 'no');
  }
  return said.join(' ');
}

test.each([
  ['nothing is known at first', 'ask 0 1 at 0', 'no'],
  ['a second long, and not longer', 'add 0 10 at 5 · ask 0 10 at 1005 · ask 0 10 at 1006', 'yes no'],
  [
    'no byte before it or behind it',
    'add 10 20 at 0 · ask 9 20 at 0 · ask 10 21 at 0 · ask 12 15 at 0',
    'no no yes',
  ],
  ['what goes on belongs to it', 'add 0 10 at 0 · add 10 20 at 1 · ask 5 20 at 2', 'yes'],
  [
    'what goes on elsewhere begins anew',
    'add 0 10 at 0 · add 30 40 at 1 · ask 0 10 at 2 · ask 30 40 at 2',
    'no yes',
  ],
  [
    'its beginning grows old, its end is known still',
    'add 0 10 at 0 · add 10 20 at 900 · ask 0 20 at 1000 · ask 0 20 at 1001 · ask 10 20 at 1001 · ask 10 20 at 1901',
    'yes no yes no',
  ],
  [
    'what came soon after counts as older than it is',
    'add 0 10 at 0 · add 10 20 at 100 · ask 10 20 at 1000 · ask 10 20 at 1001',
    'yes no',
  ],
  [
    'what was cut off is forgotten',
    'add 0 10 at 0 · clear · ask 0 10 at 0 · add 10 20 at 1 · ask 5 15 at 1',
    'no no',
  ],
])('%s', (_name, script, expected) => {
  expect(answers(script)).toBe(expected);
});

test('a stretch that goes on for long is never known for longer than a second, and for most of one', () => {
  const range = new VerifiedRange();
  for (let nowMs = 0; nowMs < 10_000; nowMs += 7) {
    range.add(nowMs, 7, nowMs);
    // Positions are the times at which they were looked at.
    for (const agoMs of [0, 7, 700, 868]) {
      if (agoMs <= nowMs) expect(range.has(nowMs - agoMs, 7, nowMs)).toBe(true);
    }
    expect(range.has(nowMs - 1001, 7, nowMs)).toBe(false);
    expect(range.has(nowMs - 1500, 7, nowMs)).toBe(false);
  }
});

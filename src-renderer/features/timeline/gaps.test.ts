import { expect, test } from 'vitest';
import { gapsOf } from './gaps.ts';

/** A character is an interval of 250 ms: a letter had traffic, a dot had none. */
const samplesOf = (flow: string) =>
  flow
    .split('')
    .flatMap((one, index) =>
      one === '.' ? [] : [{ atMs: index * 250, acked: 5, refused: 0, delivered: 0 }],
    );
const gaps = (flow: string, nowMs = flow.length * 250) =>
  gapsOf(samplesOf(flow), 'acked', nowMs).map(
    ({ fromMs, toMs, open }) => `${fromMs}-${toMs}${open ? ' open' : ''}`,
  );

test.each([
  ['a steady flow has none', 'xxxxxxxxxx', []],
  ['short pauses are no gaps', 'xxxx.xx..xxxx', []],
  ['a silence in a steady flow is one', 'xxxx....xxxx', ['1000-2000']],
  ['a flow that pauses all the time is not interrupted by its pauses', 'x...x...x...x...x...x...x', []],
  ['but by one much longer than those', 'xx.xx.xx.xx.........xx', ['2750-5000']],
  ['one that goes on', 'xxxxxxxx......', ['2000-3500 open']],
  ['what nobody did was not interrupted', '........', []],
] as const)('%s: %s', (_, flow, expected) => expect(gaps(flow)).toEqual(expected));

test('a flow that was stopped long ago is not a gap that grows for ever', () => {
  expect(gaps('xxxxxxxx', 600_000)).toEqual([]);
});

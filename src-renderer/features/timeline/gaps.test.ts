import { describe, expect, test } from 'vitest';
import type { Fact } from '../../lib/facts.ts';
import { disturbancesOf, gapsOf, type Flow } from './gaps.ts';

/**
 * A character is an interval of 250 ms. `x`: records were acknowledged and delivered; `a`: only acknowledged; `d`: only
 * delivered; `r`: batches were refused; `w`: a node says that batches wait; `o`: that none does; a dot: nothing.
 */
const samplesOf = (flow: string) =>
  flow.split('').flatMap((one, index) =>
    one === '.'
      ? []
      : [
          {
            atMs: index * 250,
            acked: 'xa'.includes(one) ? 5 : 0,
            refused: one === 'r' ? 2 : 0,
            delivered: 'xd'.includes(one) ? 5 : 0,
            waiting: one === 'w' ? 3 : 0,
          },
        ],
  );

const fact = (kind: string, wallMs: number, fields: Record<string, unknown> = {}): Fact => ({
  kind,
  node: 2,
  sequence: wallMs,
  wallMs,
  ...fields,
});

function gaps(what: Flow, flow: string, facts: readonly Fact[] = [], nowMs = flow.length * 250): string[] {
  return gapsOf(samplesOf(flow), what, nowMs, disturbancesOf(facts)).map(({ fromMs, toMs, open, cause }) => {
    const why =
      cause.kind === 'refused'
        ? `${cause.batches} refused`
        : cause.kind === 'waiting'
          ? `${cause.batches} waiting`
          : cause.kind === 'unread'
            ? `${cause.records} unread`
            : cause.fact.kind;
    return `${fromMs}-${toMs}${open ? ' open' : ''} ${why}`;
  });
}

describe('a producer that rests is not interrupted', () => {
  test.each([
    ['a steady flow', 'xxxxxxxxxx'],
    ['short pauses', 'xxxx.xx..xxxx'],
    ['a long pause', 'xxxx..........xxxx'],
    ['a flow that always pauses', 'x...x...x...x...x...x'],
    ['one that stopped', 'xxxxxxxx..........'],
    ['one that never began', '........'],
  ])('%s', (_, flow) => {
    expect(gaps('acked', flow)).toEqual([]);
    expect(gaps('delivered', flow)).toEqual([]);
  });

  test('a fault long after it came to rest, and one long before', () => {
    const flow = 'xxxx..............xxxx';
    expect(gaps('acked', flow, [fact('process-killed', 3_000)])).toEqual([]);
    expect(gaps('acked', flow, [fact('process-paused', -500)])).toEqual([]);
  });

  test('what is no fault does not make it one', () => {
    const facts = [fact('topic-created', 1_000), fact('leader-elected', 1_000, { leader: 3 })];
    expect(gaps('acked', 'xxxx......xxxx', facts)).toEqual([]);
  });
});

describe('a producer without answers is', () => {
  test.each(['process-killed', 'process-paused', 'process-died', 'broker-fenced'])(
    'a flow that breaks off at %s',
    (kind) => {
      expect(gaps('acked', 'xxxx......xxxx', [fact(kind, 1_100)])).toEqual([`1000-2500 ${kind}`]);
    },
  );

  test('a partition without a leader', () => {
    const facts = [fact('leader-elected', 900, { leader: -1 })];
    expect(gaps('acked', 'xxxx......xxxx', facts)).toEqual(['1000-2500 leader-elected']);
  });

  test('it goes on for as long as nothing is acknowledged, but not for ever', () => {
    const facts = [fact('process-killed', 2_000)];
    expect(gaps('acked', 'xxxxxxxx......', facts)).toEqual(['2000-3500 open process-killed']);
    expect(gaps('acked', 'xxxxxxxx', facts, 600_000)).toEqual([]);
  });

  test('a pause as it always makes them is none, whatever is killed meanwhile', () => {
    expect(gaps('acked', 'x....x....x....x....x....x', [fact('process-killed', 4_100)])).toEqual([]);
  });

  test('refusals are asked for, so they need no fault beside them', () => {
    expect(gaps('acked', 'xxxxrrrrrrxxxx')).toEqual(['1000-2500 12 refused']);
    expect(gaps('acked', 'xxxx.r...r.xxxx')).toEqual(['1000-2750 4 refused']);
    expect(gaps('acked', 'xxxxrr........')).toEqual(['1000-3500 open 4 refused']);
  });

  test('batches that wait for followers are counted by their node, which says so once', () => {
    expect(gaps('acked', 'xxxxw.....xxxx')).toEqual(['1000-2500 3 waiting']);
    expect(gaps('acked', 'xxxxw.........')).toEqual(['1000-3500 open 3 waiting']);
    // They were answered, or their node is gone, and nobody waits any more.
    expect(gaps('acked', 'xxxxw....o....xxxx')).toEqual(['1000-2250 3 waiting']);
    // A rest first, then somebody writes and waits.
    expect(gaps('acked', 'xxxx..........w.....xxxx')).toEqual(['3500-5000 3 waiting']);
    // The usual wait of a moment.
    expect(gaps('acked', 'xxxxw.xxxxwoxxxx')).toEqual([]);
    // What was waited for is refused in the end.
    expect(gaps('acked', 'xxxx..........w.......r......xxxx')).toEqual(['3500-7250 2 refused']);
  });

  test('the rest before the first refusal is no part of it, nor the time after the producer gave up', () => {
    expect(gaps('acked', 'xxxx..........rrrrxxxx')).toEqual(['3500-4500 8 refused']);
    expect(gaps('acked', `xxxxrrrr${'.'.repeat(60)}`)).toEqual(['1000-2000 8 refused']);
  });

  test('a single refusal that was soon made good is a mark, not a gap', () => {
    expect(gaps('acked', 'xxxx..........rxxxx')).toEqual([]);
  });
});

describe('consumers are', () => {
  const rebalance = [fact('group-state', 1_500)];

  test('while their group changes and records are stored that they do not get', () => {
    expect(gaps('delivered', 'xxxxaaaaaaxxxx', rebalance)).toEqual(['1000-2500 20 unread']);
    expect(gaps('delivered', 'xxxxaaaaaaaa', rebalance)).toEqual(['1000-3000 open 30 unread']);
  });

  test('not while somebody else reads nothing: records of other topics are stored all the time', () => {
    expect(gaps('delivered', 'xxxxaaaaaaxxxx')).toEqual([]);
    expect(gaps('delivered', 'xxxxaaaaaaxxxx', [fact('group-member', 3_000)])).toEqual([]);
  });

  test('not when the last member has left: it has stopped', () => {
    const left = [fact('group-member', 1_000), fact('group-state', 1_100, { from: 'Stable', to: 'Empty' })];
    expect(gaps('delivered', 'xxxxaaaaaaaa', left)).toEqual([]);
    const joined = [fact('group-state', 1_100, { from: 'Stable', to: 'PreparingRebalance' })];
    expect(gaps('delivered', 'xxxxaaaaaaaa', joined)).toEqual(['1000-3000 open 30 unread']);
  });

  test('not while nothing is produced, and not by what is just on its way', () => {
    expect(gaps('delivered', 'xxxx........xxxx', rebalance)).toEqual([]);
    expect(gaps('delivered', 'xxxx........axxxx', rebalance)).toEqual([]);
    expect(gaps('delivered', 'xxxx........aaxxxx', rebalance)).toEqual([]);
  });

  test('not by a poll as slow as always', () => {
    expect(gaps('delivered', 'xaaaxaaaxaaaxaaaxaaax', rebalance)).toEqual([]);
  });

  test('when a fault breaks them off', () => {
    expect(gaps('delivered', 'xxxx......xxxx', [fact('process-killed', 1_000)])).toEqual([
      '1000-2500 process-killed',
    ]);
  });
});

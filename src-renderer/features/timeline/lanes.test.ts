import { expect, test } from 'vitest';
import type { Fact } from '../../lib/facts.ts';
import { messages } from '../../lib/i18n/messages/index.ts';
import { filterEvents, LANES, laneOf, nodeSpans, toneOf } from './lanes.ts';

let sequence = 0;
const fact = (kind: string, fields: Record<string, unknown> = {}): Fact => ({
  kind,
  node: 1,
  sequence: sequence++,
  wallMs: 0,
  ...fields,
});

test('what shrinks is bad, what grows is good', () => {
  expect(toneOf(fact('isr-changed', { isr: [1], previousIsr: [1, 2] }))).toBe('bad');
  expect(toneOf(fact('isr-changed', { isr: [1, 2], previousIsr: [1] }))).toBe('ok');
  expect(toneOf(fact('leader-elected', { leader: -1 }))).toBe('bad');
  expect(toneOf(fact('topic-created'))).toBe('plain');
});

test('filters by lane, by words and by whether a topic is internal', () => {
  const all = [
    fact('leader-elected', { topic: 'orders', wallMs: 2 }),
    fact('leader-elected', { topic: '__consumer_offsets' }),
    fact('process-killed', { node: 3 }),
    fact('high-watermark-advanced', { topic: 'orders' }),
  ];
  const kinds = (change: object) =>
    filterEvents(all, { lanes: new Set(LANES), text: '', internal: false, ...change }, ({ topic }) =>
      String(topic),
    ).map(({ kind, topic }) => `${kind} ${(topic as string | undefined) ?? ''}`.trim());
  expect(kinds({})).toEqual(['leader-elected orders', 'process-killed']);
  expect(kinds({ internal: true })).toHaveLength(3);
  expect(kinds({ text: 'ORD' })).toEqual(['leader-elected orders']);
  expect(kinds({ text: 'node 3' })).toEqual(['process-killed']);
  expect(kinds({ lanes: new Set(['processes']) })).toEqual(['process-killed']);
});

test('the lives of a node: up, killed, up again; the last goes on', () => {
  const newestFirst = [
    fact('process-serving', { wallMs: 60 }),
    fact('node-started', { wallMs: 58 }),
    fact('process-starting', { wallMs: 50 }),
    fact('process-killed', { wallMs: 40 }),
    fact('node-started', { wallMs: 10 }),
  ];
  expect(nodeSpans(newestFirst).map(({ state, fromMs, toMs }) => `${state} ${fromMs}-${toMs}`)).toEqual([
    'up 10-40',
    'down 40-50',
    'starting 50-58',
    'up 58-Infinity',
  ]);
});

test('a node whose events are no longer kept is up since it started; its own events say more', () => {
  const nodes = [
    { id: 1, status: 'running', upSinceMs: 30 },
    { id: 2, status: 'running', upSinceMs: 5 },
    { id: 3, status: 'dead', upSinceMs: null },
  ];
  const lives = nodeSpans([fact('process-resumed', { wallMs: 40 })], nodes);
  expect(lives.map(({ node, state, fromMs }) => `${node} ${state} ${fromMs}`).toSorted()).toEqual([
    '1 up 40',
    '2 up 5',
  ]);
});

test('every event of a lane can be read in words', () => {
  const kinds = ['quorum-elected', 'quorum-voted', 'isr-changed', 'process-died-restarts', 'process-paused'];
  for (const kind of kinds) {
    expect(laneOf(fact(kind))).not.toBeNull();
    expect(messages).toHaveProperty([`fact.${kind}`]);
  }
});

import { expect, test } from 'vitest';
import type { FactView } from '../../contract/index.ts';
import { EVENTS_KEPT, FactBook } from './fact-book.ts';

const fact = (kind: string, sequence: number, wallMs = sequence): FactView => ({
  kind,
  node: 1,
  sequence,
  wallMs,
});
const all = () => true;

test('traffic does not push out what happened', () => {
  const book = new FactBook();
  book.take([fact('node-started', 0)]);
  for (let at = 1; at <= 20_000; at += 1) book.take([fact('high-watermark-advanced', at)]);
  const kept = book.facts(all);
  expect(kept[0]?.kind).toBe('node-started');
  expect(kept.length).toBeLessThan(EVENTS_KEPT);
  expect(kept.at(-1)?.sequence).toBe(20_000);
});

test('a fact that is told again is the same; of too many the oldest go', () => {
  const book = new FactBook();
  expect(book.take([fact('leader-elected', 1), fact('leader-elected', 2)])).toHaveLength(2);
  expect(book.take([fact('leader-elected', 2), fact('leader-elected', 2, 9)])).toHaveLength(1);
  book.take(Array.from({ length: EVENTS_KEPT }, (_, at) => fact('isr-changed', at + 10)));
  expect(book.facts(all)).toHaveLength(EVENTS_KEPT);
  expect(book.facts(({ kind }) => kind === 'leader-elected')).toEqual([]);
});

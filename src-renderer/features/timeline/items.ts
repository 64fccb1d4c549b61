// The rows of the event list: facts, and the gaps that can be seen between them. Pure.
import type { Fact } from '../../lib/facts.ts';
import { factText } from '../../lib/facts.ts';
import { formatDuration } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import type { Gap } from './gaps.ts';

export interface Item {
  readonly key: string;
  readonly atMs: number;
  readonly node: number | null;
  readonly kind: string;
  readonly text: string;
  readonly fact: Fact | null;
}

export function factItem(fact: Fact): Item {
  return {
    key: `${fact.node}:${fact.sequence}:${fact.wallMs}`,
    atMs: fact.wallMs,
    node: fact.node,
    kind: fact.kind,
    text: factText(fact),
    fact,
  };
}

export function gapItem(what: 'acked' | 'delivered', { fromMs, toMs, open }: Gap): Item {
  const time = formatDuration(Math.round((toMs - fromMs) / 100) * 100);
  const text =
    what === 'acked'
      ? t(open ? 'timeline.gapAckedOpen' : 'timeline.gapAcked', { time })
      : t(open ? 'timeline.gapDeliveredOpen' : 'timeline.gapDelivered', { time });
  return { key: `${what}:${fromMs}`, atMs: fromMs, node: null, kind: `gap-${what}`, text, fact: null };
}

/** Newest first. */
export function itemsOf(
  facts: readonly Fact[],
  gaps: { readonly acked: readonly Gap[]; readonly delivered: readonly Gap[] },
): Item[] {
  return [
    ...facts.map(factItem),
    ...gaps.acked.map((gap) => gapItem('acked', gap)),
    ...gaps.delivered.map((gap) => gapItem('delivered', gap)),
  ].toSorted((a, b) => b.atMs - a.atMs);
}

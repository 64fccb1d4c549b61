// The rows of the event list: facts, and the gaps that can be seen between them. Pure.
import type { Fact } from '../../lib/facts.ts';
import { factText } from '../../lib/facts.ts';
import { formatDuration } from '../../lib/format/index.ts';
import { isMessageKey, t, type MessageKey } from '../../lib/i18n/index.ts';
import type { Flow, Gap } from './gaps.ts';

export interface Item {
  readonly key: string;
  readonly atMs: number;
  readonly node: number | null;
  readonly kind: string;
  readonly text: string;
  readonly fact: Fact | null;
  /** What it is in general, and how far it is known; undefined: the text says all. */
  readonly meaning: MessageKey | undefined;
}

export function factItem(fact: Fact): Item {
  const meaning = `timeline.means.${fact.kind}`;
  return {
    key: `${fact.node}:${fact.sequence}:${fact.wallMs}`,
    atMs: fact.wallMs,
    node: fact.node,
    kind: fact.kind,
    text: factText(fact),
    fact,
    meaning: isMessageKey(meaning) ? meaning : undefined,
  };
}

export function gapItem(what: Flow, gap: Gap): Item {
  const { fromMs } = gap;
  return {
    key: `${what}:${fromMs}`,
    atMs: fromMs,
    node: gap.cause.kind === 'fault' ? gap.cause.fact.node : null,
    kind: `gap-${what}`,
    text: gapText(what, gap),
    fact: null,
    meaning: meaningOf(what, gap),
  };
}

/** What nodes have counted is known; what only fits together in time is inferred, and is said to be. */
function meaningOf(what: Flow, { cause }: Gap): MessageKey {
  if (cause.kind === 'refused' || cause.kind === 'waiting') return `timeline.known.${cause.kind}`;
  return cause.kind === 'unread' ? 'timeline.inferred.unread' : `timeline.inferred.${what}`;
}

/** How long, and what says that it was no rest. */
function gapText(what: Flow, { fromMs, toMs, open, cause }: Gap): string {
  const time = formatDuration(Math.round((toMs - fromMs) / 100) * 100);
  if (cause.kind === 'refused') return t('timeline.gapRefused', { time, count: cause.batches });
  if (cause.kind === 'waiting')
    return t(open ? 'timeline.gapWaitingOpen' : 'timeline.gapWaiting', { time, count: cause.batches });
  if (cause.kind === 'unread') return t('timeline.gapUnread', { time, count: cause.records });
  const fact = factText(cause.fact);
  return what === 'acked'
    ? t(open ? 'timeline.gapAckedOpen' : 'timeline.gapAcked', { time, fact })
    : t(open ? 'timeline.gapDeliveredOpen' : 'timeline.gapDelivered', { time, fact });
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

/** Which transactions are shown, and how each stands. Pure. */
import type { TransactionView } from '../../../src-main/contract/index.ts';
import type { MarkShape } from '../../ui/index.ts';

/** Choices of how long a transaction has been open; `timeout` is its own limit. */
export const DURATIONS = ['any', '10000', '60000', '900000', 'timeout'] as const;
export type DurationChoice = (typeof DURATIONS)[number];
export const ANY_STATE = 'any';
/** Begun and not ended, in whatever state. */
export const UNDER_WAY = 'open';

export interface TransactionFilter {
  readonly text: string;
  readonly state: string;
  readonly duration: DurationChoice;
}

/** How long it has been open; null: none is. */
export function openForMs({ startedMs }: TransactionView, nowMs: number): number | null {
  return startedMs === null ? null : Math.max(0, nowMs - startedMs);
}

/** It is open for longer than its producer asked for: its coordinator will abort it. */
export function isOverdue(one: TransactionView, nowMs: number): boolean {
  const ms = openForMs(one, nowMs);
  return ms !== null && ms > one.timeoutMs;
}

/** The text is looked for in the id and the topics, and is a producer id where it is one. */
export function accepts({ text, state, duration }: TransactionFilter, nowMs: number) {
  const needle = text.trim().toLowerCase();
  return (one: TransactionView): boolean => {
    if (state !== ANY_STATE && (state === UNDER_WAY ? one.startedMs === null : one.state !== state))
      return false;
    if (
      duration === 'timeout' ? !isOverdue(one, nowMs) : duration !== 'any' && !isOpenFor(one, duration, nowMs)
    )
      return false;
    return (
      one.transactionalId.toLowerCase().includes(needle) ||
      String(one.producerId) === needle ||
      one.partitions.some(({ topic }) => topic.toLowerCase().includes(needle))
    );
  };
}

function isOpenFor(one: TransactionView, duration: string, nowMs: number): boolean {
  const ms = openForMs(one, nowMs);
  return ms !== null && ms >= Number(duration);
}

export function markOf(one: TransactionView, nowMs: number): MarkShape {
  if (isOverdue(one, nowMs)) return 'cross';
  if (one.startedMs !== null) return 'half';
  return one.state === 'CompleteCommit' ? 'full' : 'ring';
}

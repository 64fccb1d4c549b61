/** What the toolbar says, as an address says it and as the workbench is asked; pure. */
import type { ClusterId, ReadFrom, ReadRequest } from '../../../src-main/contract/index.ts';

export const FROM_KINDS = ['newest', 'oldest', 'offset', 'timestamp', 'live'] as const;
export type FromKind = (typeof FROM_KINDS)[number];
export const LIMITS = [50, 100, 500, 1000, 10_000] as const;
const DEFAULT_LIMIT = 100;

export interface Choice {
  from: FromKind;
  /** The offset or time as typed; only for those two. */
  at: string;
  limit: number;
  /** Empty: all. */
  partitions: readonly number[];
  filter: string;
  committedOnly: boolean;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** Reads the choice out of an address; what makes no sense there falls back to the newest hundred. */
export function choiceOf(query: Query): Choice {
  const limit = Number(query.limit);
  return {
    from: FROM_KINDS.includes(query.from as FromKind) ? (query.from as FromKind) : 'newest',
    at: query.at ?? '',
    limit: LIMITS.includes(limit as (typeof LIMITS)[number]) ? limit : DEFAULT_LIMIT,
    partitions: (query.partitions ?? '')
      .split(',')
      .filter((text) => /^\d+$/.test(text))
      .map(Number),
    filter: query.filter ?? '',
    committedOnly: query.isolation === 'committed',
  };
}

/** The change of the address a changed choice means; defaults are left out of it. */
export function queryOf(change: Partial<Choice>): Record<string, string | undefined> {
  const query: Record<string, string | undefined> = {};
  if (change.from !== undefined) query.from = change.from === 'newest' ? undefined : change.from;
  if (change.at !== undefined) query.at = change.at || undefined;
  if (change.limit !== undefined)
    query.limit = change.limit === DEFAULT_LIMIT ? undefined : String(change.limit);
  if (change.partitions !== undefined) query.partitions = change.partitions.join(',') || undefined;
  if (change.filter !== undefined) query.filter = change.filter || undefined;
  if (change.committedOnly !== undefined) query.isolation = change.committedOnly ? 'committed' : undefined;
  return query;
}

/** A point in time as typed: epoch ms, epoch seconds (ten digits), or anything Date reads; null when it is none. */
export function parseTime(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{10}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (/^\d{11,16}$/.test(trimmed)) return Number(trimmed);
  const parsed = Date.parse(trimmed);
  return trimmed === '' || Number.isNaN(parsed) ? null : parsed;
}

/** The request a choice means, or null while its offset or time is not yet one. */
export function requestOf(cluster: ClusterId, topic: string, choice: Choice): ReadRequest | null {
  const from = ((): ReadFrom | null => {
    switch (choice.from) {
      case 'newest':
        return { kind: 'newest', count: choice.limit };
      case 'oldest':
        return { kind: 'oldest' };
      case 'live':
        return { kind: 'live' };
      case 'offset':
        return /^\d{1,16}$/.test(choice.at.trim()) ? { kind: 'offset', offset: Number(choice.at) } : null;
      case 'timestamp': {
        const timestampMs = parseTime(choice.at);
        return timestampMs === null ? null : { kind: 'timestamp', timestampMs };
      }
    }
  })();
  if (!from) return null;
  return {
    cluster,
    topic,
    partitions: choice.partitions,
    from,
    limit: choice.limit,
    filter: { text: choice.filter.trim(), clauses: [], script: '' },
    isolation: choice.committedOnly ? 'read_committed' : 'read_uncommitted',
    until: null,
    invisible: false,
  };
}

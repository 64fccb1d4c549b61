/** What the toolbar says, as an address says it and as the workbench is asked; pure. */
import {
  FILTER_TESTS,
  JSON_TYPES,
  type ClusterId,
  type FilterClause,
  type FilterTest,
  type JsonType,
  type ReadFrom,
  type ReadRequest,
  type ReadUntil,
} from '../../../src-main/contract/index.ts';
import { parseMoment } from '../../lib/moment.ts';

export const FROM_KINDS = ['newest', 'oldest', 'offset', 'timestamp', 'ago', 'group', 'live'] as const;
export type FromKind = (typeof FROM_KINDS)[number];
export const LIMITS = [50, 100, 500, 1000, 10_000, 100_000] as const;
const DEFAULT_LIMIT = 100;
const MINUTE_MS = 60_000;
/** What can be chosen for `ago`; 'today' begins at midnight here. */
export const AGO = {
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  today: null,
  '24h': 24 * 60 * MINUTE_MS,
  '7d': 7 * 24 * 60 * MINUTE_MS,
} as const;
export type Ago = keyof typeof AGO;

export interface Choice {
  from: FromKind;
  /** The offset or time as typed, how long ago, or the group's name. */
  at: string;
  limit: number;
  /** Empty: all. */
  partitions: readonly number[];
  filter: string;
  clauses: readonly FilterClause[];
  script: string;
  committedOnly: boolean;
  invisible: boolean;
  /** An offset (`#42`) or a time as typed; empty: the end. */
  until: string;
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
    clauses: clausesOf(query.where),
    script: query.script ?? '',
    committedOnly: query.isolation === 'committed',
    invisible: query.show === 'all',
    until: query.until ?? '',
  };
}

/** Conditions as an address holds them; one that somebody broke by hand holds none. */
function clausesOf(text: string | undefined): FilterClause[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isClause) : [];
  } catch {
    return [];
  }
}

function isClause(value: unknown): value is FilterClause {
  const clause = value as Record<string, unknown> | null;
  if (typeof clause !== 'object' || clause === null || typeof clause.operand !== 'string') return false;
  if (!FILTER_TESTS.includes(clause.test as FilterTest)) return false;
  if (clause.on === 'key' || clause.on === 'value')
    return (
      typeof clause.path === 'string' &&
      (clause.type === undefined || JSON_TYPES.includes(clause.type as JsonType))
    );
  if (clause.on === 'header') return typeof clause.name === 'string';
  return ['partition', 'offset', 'timestamp', 'size'].includes(clause.on as string);
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
  if (change.clauses !== undefined)
    query.where = change.clauses.length > 0 ? JSON.stringify(change.clauses) : undefined;
  if (change.script !== undefined) query.script = change.script.trim() || undefined;
  if (change.invisible !== undefined) query.show = change.invisible ? 'all' : undefined;
  if (change.until !== undefined) query.until = change.until.trim() || undefined;
  if (change.committedOnly !== undefined) query.isolation = change.committedOnly ? 'committed' : undefined;
  return query;
}

/** Where reading ends: `#42` an offset, else a time; null for the end, undefined for what is neither. */
export function untilOf(text: string): ReadUntil | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^#\d{1,16}$/.test(trimmed)) return { kind: 'offset', offset: Number(trimmed.slice(1)) };
  const timestampMs = parseMoment(trimmed);
  return timestampMs === null ? undefined : { kind: 'timestamp', timestampMs };
}

/** The request a choice means, or null while its offset or time is not yet one. */
export function requestOf(
  cluster: ClusterId,
  topic: string,
  choice: Choice,
  nowMs: number,
): ReadRequest | null {
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
        const timestampMs = parseMoment(choice.at);
        return timestampMs === null ? null : { kind: 'timestamp', timestampMs };
      }
      case 'ago': {
        if (choice.at === 'today')
          return { kind: 'timestamp', timestampMs: new Date(nowMs).setHours(0, 0, 0, 0) };
        return { kind: 'ago', ms: AGO[choice.at as Exclude<Ago, 'today'>] ?? AGO['15m'] };
      }
      case 'group':
        return choice.at.trim() === '' ? null : { kind: 'group', groupId: choice.at.trim() };
    }
  })();
  const until = untilOf(choice.until);
  if (!from || until === undefined) return null;
  return {
    cluster,
    topic,
    partitions: choice.partitions,
    from,
    limit: choice.limit,
    filter: { text: choice.filter.trim(), clauses: choice.clauses, script: choice.script },
    isolation: choice.committedOnly ? 'read_committed' : 'read_uncommitted',
    until: from.kind === 'live' ? null : until,
    invisible: choice.invisible,
  };
}

/** Lists that may be long: whole at first, then what changed. */
import type { AsOf, ClusterId, GroupRow, TopicRow } from './types.ts';

export interface RowChanges<R> {
  /** True: these are all rows there are, in the order of their names. */
  readonly whole: boolean;
  /** New or different. */
  readonly rows: readonly R[];
  /** Names of rows that are no more. */
  readonly gone: readonly string[];
}

export interface RowStreams {
  /** As `topics.watch` and `groups.watch`, for screens that paint ten thousand rows. */
  'topics.list': { input: { cluster: ClusterId }; event: AsOf<RowChanges<TopicRow>> };
  'groups.list': { input: { cluster: ClusterId }; event: AsOf<RowChanges<GroupRow>> };
}

/** The whole list after a change; rows that did not change stay the same objects. */
export function foldRows<R>(
  before: RowChanges<R> | null,
  change: RowChanges<R>,
  nameOf: (row: R) => string,
): RowChanges<R> {
  if (change.whole || before === null) return change;
  const changed = new Map(change.rows.map((row) => [nameOf(row), row]));
  const gone = new Set(change.gone);
  const rows: R[] = [];
  for (const row of before.rows) {
    const name = nameOf(row);
    if (gone.has(name)) continue;
    const news = changed.get(name);
    if (news !== undefined) changed.delete(name);
    rows.push(news ?? row);
  }
  if (changed.size > 0) {
    rows.push(...changed.values());
    rows.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }
  return { whole: true, rows, gone: [] };
}

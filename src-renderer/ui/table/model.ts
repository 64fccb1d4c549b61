/** The table's behaviour without a browser: which row a key leads to, sorting, column layout, copying. */

/** What decides how columns lie beside each other. */
export type ColumnLayout = Pick<ColumnSpec<unknown>, 'id' | 'width' | 'minWidth' | 'flex' | 'yields'>;

export interface ColumnSpec<R> {
  id: string;
  width: number;
  minWidth?: number;
  /** Takes the room that is left. */
  flex?: boolean;
  /** Left out where not all columns fit beside each other, the highest number first. Absent: the table scrolls instead. */
  yields?: number;
  /** What is copied, and what is sorted by when `sort` is missing. */
  text: (row: R) => string;
  /** Null sorts last in both directions: not known is neither small nor large. */
  sort?: (row: R) => number | string | bigint | null;
  align?: 'end';
  /**
   * What stands in a cell is never wider than `width`, or is cut by an `ellipsis` of its own, so that the cell does not
   * clip it unless somebody makes the column narrower: clips are what costs a browser most while rows scroll by.
   */
  fits?: boolean;
  /** What a file gets; by default the number that a numeric column sorts by, else its text. */
  raw?: (row: R) => string | number | bigint | null;
}

/** Rows chosen: from `anchor` to `active`, both included; null when none. */
export interface Selection {
  anchor: number;
  active: number;
}

/** The selection after a key press, or null when the key is none of the table's. */
export function moveSelection(
  key: string,
  shift: boolean,
  selection: Selection | null,
  rowCount: number,
  pageRows: number,
): Selection | null {
  if (rowCount === 0) return null;
  const last = rowCount - 1;
  const now = selection?.active ?? -1;
  const target = ((): number | null => {
    switch (key) {
      case 'ArrowDown':
        return now + 1;
      case 'ArrowUp':
        return now < 0 ? last : now - 1;
      case 'PageDown':
        return now + pageRows;
      case 'PageUp':
        return now - pageRows;
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return null;
    }
  })();
  if (target === null) return null;
  const active = Math.min(last, Math.max(0, target));
  return { anchor: shift && selection ? selection.anchor : active, active };
}

/** Lowest and highest chosen row. */
export function selectedRange({ anchor, active }: Selection): [number, number] {
  return [Math.min(anchor, active), Math.max(anchor, active)];
}

export interface Sorting {
  column: string;
  descending: boolean;
}

/** Ascending, then descending, then the order the data came in. */
export function nextSorting(current: Sorting | null, column: string): Sorting | null {
  if (current?.column !== column) return { column, descending: false };
  return current.descending ? null : { column, descending: true };
}

/** The rows in order; equal rows keep their places, so refreshing data never makes them jump. */
export function sortRows<R>(
  rows: readonly R[],
  columns: readonly ColumnSpec<R>[],
  sorting: Sorting | null,
): readonly R[] {
  const column = sorting && columns.find((candidate) => candidate.id === sorting.column);
  if (!column) return rows;
  const key = column.sort ?? column.text;
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  const sign = sorting.descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? 1 : -1;
    return sign * compareKeys(a.key, b.key);
  });
  return keyed.map((entry) => entry.row);
}

/** Both parts keep their order. */
export function pinnedFirst<R>(rows: readonly R[], pinned: (row: R) => boolean): readonly R[] {
  const top = rows.filter(pinned);
  return top.length === 0 ? rows : [...top, ...rows.filter((row) => !pinned(row))];
}

const collator = new Intl.Collator(undefined, { numeric: true });
function compareKeys(a: number | string | bigint, b: number | string | bigint): number {
  if (typeof a === 'string' || typeof b === 'string') return collator.compare(String(a), String(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where the row with a key is, or -1; looked for first where it was chosen, because a table may have 100,000 rows. */
export function indexOfKey<R>(
  rows: readonly R[],
  rowKey: (row: R) => string,
  key: string,
  before: number | undefined,
): number {
  const there = before === undefined ? undefined : rows[before];
  if (there !== undefined && rowKey(there) === key) return before!;
  return rows.findIndex((row) => rowKey(row) === key);
}

/** Rows as tab separated values with a heading, the form spreadsheets take; tabs and line breaks become blanks. */
export function toTsv<R>(
  columns: readonly { header: string; text: (row: R) => string }[],
  rows: readonly R[],
): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = [columns.map((column) => clean(column.header)).join('\t')];
  for (const row of rows) lines.push(columns.map((column) => clean(column.text(row))).join('\t'));
  return lines.join('\n');
}

/** Rows as comma separated values (RFC 4180): plain numbers without separators and units, nothing for what is not known. */
export function toCsv<R>(
  columns: readonly (ColumnSpec<R> & { header: string })[],
  rows: readonly R[],
): string {
  const cell = (value: string): string =>
    /[",\r\n]/.test(value) || value.trim() !== value ? `"${value.replaceAll('"', '""')}"` : value;
  const rawOf = (column: ColumnSpec<R>, row: R): string => {
    if (column.raw) return String(column.raw(row) ?? '');
    return column.align === 'end' && column.sort ? String(column.sort(row) ?? '') : column.text(row);
  };
  const lines = [columns.map((column) => cell(column.header)).join(',')];
  for (const row of rows) lines.push(columns.map((column) => cell(rawOf(column, row))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** A column that takes what room there is shows something of a name even where there is none: the table scrolls instead. */
const READABLE_WIDTH = 120;

/**
 * Widths in px: the user's own, else the column's. Flexible columns grow into the room left, and give room back down to
 * their least width before the table scrolls sideways.
 */
export function layoutColumns(
  columns: readonly ColumnLayout[],
  chosen: Readonly<Record<string, number>>,
  available: number,
): number[] {
  const least = (column: ColumnLayout): number =>
    column.minWidth ?? (column.flex && !(column.id in chosen) ? Math.min(column.width, READABLE_WIDTH) : 40);
  const widths = columns.map((column) => Math.max(least(column), chosen[column.id] ?? column.width));
  const room = available - widths.reduce((sum, width) => sum + width, 0);
  const flexible = columns.flatMap((column, index) => (column.flex && !(column.id in chosen) ? [index] : []));
  if (room >= 0) {
    for (const index of flexible) widths[index]! += Math.floor(room / flexible.length);
    return widths;
  }
  // What one cannot give, the others do.
  let wanted = -room;
  let giving = flexible;
  while (wanted > 0 && giving.length > 0) {
    const share = Math.ceil(wanted / giving.length);
    const before = giving;
    giving = [];
    for (const index of before) {
      const column = columns[index]!;
      const spare = widths[index]! - Math.min(column.width, least(column));
      const given = Math.min(share, spare, wanted);
      widths[index]! -= given;
      wanted -= given;
      if (given < spare) giving.push(index);
    }
  }
  return widths;
}

/** The columns that leave so that the others fit, as far as there are any that may. */
export function yieldingColumns(columns: readonly ColumnLayout[], available: number): Set<string> {
  const gone = new Set<string>();
  const byRank = columns
    .filter((column) => column.yields !== undefined)
    .toSorted((a, b) => b.yields! - a.yields!);
  for (const { id } of byRank) {
    const widths = layoutColumns(
      columns.filter((column) => !gone.has(column.id)),
      {},
      available,
    );
    if (widths.reduce((sum, width) => sum + width, 0) <= available) break;
    gone.add(id);
  }
  return gone;
}

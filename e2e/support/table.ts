/** Plain text tables for terminals and log files: columns padded to their widest cell, two blanks between. */

export interface Column {
  title: string;
  /** Numbers read best from the right. Default: left. */
  align?: 'left' | 'right';
  /** Longer cells are cut, with `…` as the last character. */
  maxWidth?: number;
}

/** Returns the table as lines joined by `\n`, without a trailing line break and without trailing blanks. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, i) => cut(oneLine(row[i] ?? ''), column.maxWidth)));
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((row) => row[i]!.length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (columns[i]!.align === 'right' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...cells.map(line),
  ].join('\n');
}

function oneLine(cell: string): string {
  return cell.replaceAll(/\s+/g, ' ').trim();
}

function cut(cell: string, maxWidth = Infinity): string {
  return cell.length <= maxWidth ? cell : `${cell.slice(0, maxWidth - 1)}…`;
}

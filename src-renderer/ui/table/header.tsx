import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { memo, useRef, type PointerEvent } from 'react';
import { Tip, termText } from '../tooltip.tsx';
import type { Sorting } from './model.ts';
import type { Column } from './table.tsx';

interface HeaderProps<R> {
  columns: readonly Column<R>[];
  widths: readonly number[];
  width: number;
  sorting: Sorting | null;
  onSort?: (column: string) => void;
  /** To a width in px, or null for the column's own. */
  onResize: (column: string, to: number | null) => void;
}

/** The headings of a table; drawn again when something of them changed, not with the rows. */
function PlainHeader<R>({ columns, widths, width, sorting, onSort, onResize }: HeaderProps<R>) {
  return (
    <div className="thead" role="rowgroup" style={{ width }}>
      <div role="row" aria-rowindex={1} className="tr">
        {columns.map((column, index) => (
          <HeaderCell
            key={column.id}
            column={column}
            width={widths[index]!}
            sorting={sorting}
            onSort={onSort && (() => onSort(column.id))}
            onResize={(to) => onResize(column.id, to)}
          />
        ))}
      </div>
    </div>
  );
}

export const Header = memo(PlainHeader) as typeof PlainHeader;

/** A column's heading: click sorts, the edge drags, a double click on the edge forgets the dragging. */
function HeaderCell<R>({
  column,
  width,
  sorting,
  onSort,
  onResize,
}: {
  column: Column<R>;
  width: number;
  sorting: Sorting | null;
  onSort?: () => void;
  onResize: (to: number | null) => void;
}) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const sorted = sorting?.column === column.id ? sorting : null;
  const drag = (event: PointerEvent): void => {
    if (!from.current) return;
    onResize(
      Math.round(Math.max(column.minWidth ?? 40, from.current.width + event.clientX - from.current.x)),
    );
  };
  const label = (
    <>
      <span className="ellipsis">{column.header}</span>
      {sorted &&
        (sorted.descending ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />)}
    </>
  );
  return (
    <div
      role="columnheader"
      className={`th ${column.align ?? ''}`}
      style={{ width }}
      data-col={column.id}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
    >
      <Tip text={column.term ? termText(column.term) : null}>
        {onSort ? (
          <button
            type="button"
            tabIndex={-1}
            className={`th-button ${column.term ? 'term' : ''}`}
            onClick={onSort}
          >
            {label}
          </button>
        ) : (
          <span className={`th-button ${column.term ? 'term' : ''}`}>{label}</span>
        )}
      </Tip>
      <span
        className="th-edge"
        aria-hidden
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = { x: event.clientX, width };
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          from.current = null;
        }}
        onDoubleClick={() => onResize(null)}
      />
    </div>
  );
}

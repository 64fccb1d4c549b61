import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useRef, type PointerEvent } from 'react';
import { Tip, termText, type TermId } from '../tooltip.tsx';
import type { Sorting } from './model.ts';

export interface HeaderColumn {
  id: string;
  header: string;
  term?: TermId;
  align?: 'end';
  width: number;
  minWidth: number;
}

/** A column's heading: click sorts, the edge drags, a double click on the edge forgets the dragging. */
export function HeaderCell({
  column,
  sorting,
  onSort,
  onResize,
  onReset,
}: {
  column: HeaderColumn;
  sorting: Sorting | null;
  onSort?: () => void;
  onResize: (width: number) => void;
  onReset: () => void;
}) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const sorted = sorting?.column === column.id ? sorting : null;
  const drag = (event: PointerEvent): void => {
    if (!from.current) return;
    onResize(Math.round(Math.max(column.minWidth, from.current.width + event.clientX - from.current.x)));
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
      style={{ width: column.width }}
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
          from.current = { x: event.clientX, width: column.width };
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          from.current = null;
        }}
        onDoubleClick={onReset}
      />
    </div>
  );
}

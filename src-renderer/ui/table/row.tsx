import { memo, useLayoutEffect, useRef, useState, type MouseEvent } from 'react';
import { IconButton } from '../button.tsx';
import type { MenuAction, MenuEntry } from '../menu.tsx';
import type { Column } from './table.tsx';

interface RowProps<R> {
  id: string;
  row: R;
  index: number;
  top: number;
  height: number;
  columns: readonly Column<R>[];
  widths: readonly number[];
  selected: boolean;
  active: boolean;
  actions: (row: R) => readonly MenuEntry[];
  onPointer: (index: number, event: MouseEvent) => void;
  onOpen?: (row: R) => void;
}

function PlainRow<R>(props: RowProps<R>) {
  const { row, columns, widths, onOpen } = props;
  // Only under the pointer: they lie over the end of the row, where a value of the chosen one is to be read, and a tooltip
  // per button and row is dear.
  const [hovered, setHovered] = useState<number | null>(null);
  const element = useRef<HTMLDivElement>(null);
  // A key that was meant for a button of this row must not reach that of the one which the element shows next.
  useLayoutEffect(
    () => () => {
      const focused = document.activeElement;
      if (element.current?.contains(focused)) element.current.closest<HTMLElement>('[role=grid]')?.focus();
    },
    [props.index],
  );
  const buttons = hovered === props.index ? visibleActions(props.actions(row)) : [];
  return (
    <div
      ref={element}
      id={props.id}
      role="row"
      className="tr"
      data-index={props.index}
      data-active={props.active || undefined}
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      style={{ top: props.top, height: props.height }}
      onMouseDown={(event) => {
        if (event.button === 0 && !(event.target as Element).closest('button, a'))
          props.onPointer(props.index, event);
      }}
      onMouseEnter={() => setHovered(props.index)}
      onMouseLeave={() => setHovered(null)}
      onDoubleClick={onOpen ? () => onOpen(row) : undefined}
    >
      {columns.map((column, index) => (
        <div
          key={column.id}
          role="gridcell"
          className={`td ${column.align ?? ''} ${column.fits && widths[index]! >= (column.flex ? 0 : column.width) ? 'fits' : ''}`}
          style={{ width: widths[index] }}
          data-col={column.id}
        >
          {column.cell(row)}
        </div>
      ))}
      {buttons.length > 0 && (
        <div role="gridcell" className="row-actions">
          <span>
            {buttons.map((action) => (
              <IconButton
                key={action.id}
                icon={action.icon!}
                label={action.label}
                tabIndex={-1}
                disabled={action.disabled}
                writes={action.writes}
                onClick={(event) => {
                  event.stopPropagation();
                  action.run();
                }}
              />
            ))}
          </span>
        </div>
      )}
    </div>
  );
}

/** As many as fit beside a value; the context menu has them all. */
function visibleActions(entries: readonly MenuEntry[]): MenuAction[] {
  return entries.filter((entry): entry is MenuAction => Boolean(entry?.icon)).slice(0, 3);
}

/** A row draws again only when a prop of it changed; thousands may scroll by. */
export const Row = memo(PlainRow) as typeof PlainRow;

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useImperativeHandle, type MouseEvent, type Ref } from 'react';
import type { MenuEntry } from '../menu.tsx';
import { Row } from './row.tsx';
import type { Column } from './table.tsx';

export interface RowsHandle {
  scrollTo(index: number): void;
}

interface RowsProps<R> {
  ref: Ref<RowsHandle>;
  scroller: HTMLElement | null;
  domId: string;
  rows: readonly R[];
  rowKey: (row: R) => string;
  rowHeight: number;
  recycles: boolean;
  columns: readonly Column<R>[];
  widths: readonly number[];
  width: number;
  /** Rows of a stretch, the first and the last; -1 for none. */
  from: number;
  to: number;
  /** Rows picked one by one are chosen instead, where there are any. */
  picked: ReadonlySet<string>;
  active: number | null;
  actions: (row: R) => readonly MenuEntry[];
  onPointer: (index: number, event: MouseEvent) => void;
  onOpen: (row: R) => void;
}

/** Rows drawn above and below those in view. */
const OVERSCAN = 8;

/** The rows in view and some around them: all of a table that draws again while it is scrolled. */
function PlainRows<R>(props: RowsProps<R>) {
  const { ref, scroller, domId, rows, rowKey, rowHeight, picked } = props;
  // oxlint-disable-next-line react/incompatible-library -- it tells when to draw; nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollPaddingStart: rowHeight,
  });
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);
  useImperativeHandle(ref, () => ({
    scrollTo(index) {
      // Asked for a row in view, the virtualizer too would leave it there, but measure the page for it.
      const top = virtualizer.scrollOffset ?? 0;
      const height = virtualizer.scrollRect?.height ?? 0;
      const inView = index * rowHeight > top + rowHeight && (index + 1) * rowHeight < top + height;
      if (!inView) virtualizer.scrollToIndex(index);
    },
  }));

  // As many elements as can be in view at once, each for every so manieth row.
  const pool = Math.ceil((virtualizer.scrollRect?.height ?? 0) / rowHeight) + 2 * OVERSCAN + 2;

  return (
    <div role="rowgroup" className="tbody" style={{ height: virtualizer.getTotalSize(), width: props.width }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index]!;
        return (
          <Row
            key={props.recycles ? index % pool : rowKey(row)}
            id={`${domId}-${index}`}
            row={row}
            index={index}
            top={start}
            height={rowHeight}
            columns={props.columns}
            widths={props.widths}
            selected={picked.size > 0 ? picked.has(rowKey(row)) : index >= props.from && index <= props.to}
            active={index === props.active}
            actions={props.actions}
            onPointer={props.onPointer}
            onOpen={props.onOpen}
          />
        );
      })}
    </div>
  );
}

export const Rows = memo(PlainRows) as typeof PlainRows;

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Button, ErrorBlock, yieldingColumns } from '../../../ui/index.ts';
import type { Pages } from '../store.ts';

export interface PagedColumn<T> {
  readonly id: string;
  readonly header: ReactNode;
  readonly width: number;
  /** Left out where not all columns fit beside each other, the highest number first. Absent: the list scrolls instead. */
  readonly yields?: number;
  readonly align?: 'end';
  readonly cell: (row: T) => ReactNode;
}

const ROW_PX = 24;
/** A browser lays out no more than some thirty million pixels: longer lists are shown a million rows at a time. */
const WINDOW_ROWS = 1_000_000;

/**
 * A list of any length of which only the rows in view are known; one tab stop, arrows, pages, Home and End move the
 * choice, Enter goes into it.
 */
export function PagedList<T>({
  label,
  columns,
  total,
  pages,
  chosen,
  onChoose,
  onEnter,
  toneOf,
  testId,
  empty,
}: {
  label: string;
  columns: readonly PagedColumn<T>[];
  total: number;
  pages: Pages<T>;
  chosen: number | null;
  onChoose: (index: number, row: T) => void;
  onEnter?: () => void;
  /** 'bad' marks a damaged row. */
  toneOf?: (row: T) => 'bad' | undefined;
  testId: string;
  empty: ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState(0);
  const [width, setWidth] = useState(Infinity);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const count = Math.min(WINDOW_ROWS, Math.max(0, total - base));
  // oxlint-disable-next-line react/incompatible-library -- it tells when to draw; nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const first = items.at(0)?.index;
  const last = items.at(-1)?.index;
  const { want } = pages;
  useEffect(() => {
    if (first !== undefined && last !== undefined) want(base + first, base + last);
  });
  // What was chosen elsewhere (in the strip, by an address) is brought into view.
  const shown = useRef<number | null>(null);
  useEffect(() => {
    if (chosen === null || chosen >= total || shown.current === chosen) return;
    const window = Math.floor(chosen / WINDOW_ROWS) * WINDOW_ROWS;
    if (window !== base) {
      setBase(window);
      return;
    }
    shown.current = chosen;
    virtualizer.scrollToIndex(chosen - base, { align: 'auto' });
  }, [chosen, total, base, virtualizer]);

  /** Chosen by key before it was known: it is asked for, and chosen when it comes. */
  const pending = useRef<number | null>(null);
  const choose = (index: number): void => {
    if (total === 0) return;
    const next = Math.max(0, Math.min(index, total - 1));
    const row = pages.row(next);
    pending.current = row === undefined ? next : null;
    if (row === undefined) want(next, next);
    else onChoose(next, row);
  };
  useEffect(() => {
    const next = pending.current;
    const row = next === null ? undefined : pages.row(next);
    if (next === null || row === undefined) return;
    pending.current = null;
    onChoose(next, row);
  });
  const perPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 240) / ROW_PX) - 2);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = pending.current ?? chosen ?? -1;
    if (event.key === 'ArrowDown') choose(at + 1);
    else if (event.key === 'ArrowUp') choose(at - 1);
    else if (event.key === 'PageDown') choose(at + perPage);
    else if (event.key === 'PageUp') choose(at - perPage);
    else if (event.key === 'Home') choose(0);
    else if (event.key === 'End') choose(total - 1);
    else if (event.key === 'Enter' && onEnter) onEnter();
    else return;
    event.preventDefault();
  };
  const gone = yieldingColumns(columns, width);
  const shownColumns = columns.filter((column) => !gone.has(column.id));
  const template = shownColumns.map(({ width }) => `${width}px`).join(' ');
  const id = `${testId}-row-`;
  return (
    <>
      {pages.failure && <ErrorBlock failure={pages.failure} />}
      <div
        ref={scroller}
        className="paged"
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-activedescendant={chosen === null ? undefined : `${id}${chosen}`}
        tabIndex={0}
        data-testid={testId}
        data-total={total}
        onKeyDown={onKeyDown}
      >
        <div className="paged-head" role="row" style={{ gridTemplateColumns: template }}>
          {shownColumns.map((column) => (
            <div key={column.id} role="columnheader" className={column.align}>
              {column.header}
            </div>
          ))}
        </div>
        {total === 0 ? (
          <div role="row">
            <div role="gridcell">{empty}</div>
          </div>
        ) : (
          <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
            {items.map((item) => {
              const index = base + item.index;
              const row = pages.row(index);
              return (
                <div
                  key={item.key}
                  id={`${id}${index}`}
                  role="row"
                  aria-rowindex={index + 2}
                  aria-selected={index === chosen}
                  aria-busy={row === undefined || undefined}
                  className={`paged-row ${(row && toneOf?.(row)) ?? ''}`}
                  style={{ transform: `translateY(${item.start}px)`, gridTemplateColumns: template }}
                  onPointerDown={() => {
                    shown.current = index;
                    choose(index);
                  }}
                >
                  {shownColumns.map((column) => (
                    <div key={column.id} role="gridcell" className={column.align}>
                      {row === undefined ? '' : column.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        )}
      </div>
      {total > WINDOW_ROWS && (
        <div className="row small muted paged-foot">
          <Button disabled={base === 0} onClick={() => setBase(base - WINDOW_ROWS)}>
            {t('scope.list.earlier')}
          </Button>
          {t('scope.list.window', {
            from: formatCount(base),
            to: formatCount(base + count - 1),
            total: formatCount(total),
          })}
          <Button disabled={base + count >= total} onClick={() => setBase(base + WINDOW_ROWS)}>
            {t('scope.list.later')}
          </Button>
        </div>
      )}
    </>
  );
}

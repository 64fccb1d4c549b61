import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { t } from '../../lib/i18n/index.ts';
import { recall, remember } from '../../lib/storage.ts';
import { useSettings } from '../../lib/settings.ts';
import { download } from '../../lib/download.ts';
import { copyText } from '../copyable.tsx';
import { ContextMenu, type MenuAction, type MenuEntry } from '../menu.tsx';
import type { TermId } from '../tooltip.tsx';
import { HeaderCell, type HeaderColumn } from './header.tsx';
import {
  indexOfKey,
  layoutColumns,
  moveSelection,
  nextSorting,
  pinnedFirst,
  selectedRange,
  sortRows,
  toCsv,
  toTsv,
  type ColumnSpec,
  type Selection,
  type Sorting,
} from './model.ts';
import { Row } from './row.tsx';

export interface Column<R> extends ColumnSpec<R> {
  header: string;
  term?: TermId;
  /** Numbers go right. */
  align?: 'end';
  cell: (row: R) => ReactNode;
  /** Begins hidden; the header's menu shows it. */
  hidden?: boolean;
}

export interface TableProps<R> {
  /** Widths, hidden columns and sorting are remembered under it. */
  id: string;
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  /** Key of the row that is open elsewhere; follows the data when rows move. */
  selected?: string | null;
  onSelect?: (row: R | null) => void;
  /** Enter or double click. */
  onOpen?: (row: R) => void;
  /** On the right on hover, and in the context menu. Entries with an icon show as buttons. */
  rowActions?: (row: R) => readonly MenuEntry[];
  /** In the context menu while more than one row is chosen. */
  manyActions?: (rows: readonly R[]) => readonly MenuEntry[];
  /** Which rows are chosen: a stretch (Shift), or single ones (Ctrl/⌘ with a click or the space bar). */
  onChosen?: (rows: readonly R[]) => void;
  /** False: only in the menu, where a column shows them already. */
  rowButtons?: boolean;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  initialSort?: Sorting;
  /** Rows that stay on top, whatever the rest is sorted by. */
  pinned?: (row: R) => boolean;
  /** Streams come in their own order. */
  sortable?: boolean;
  /** Rows that arrive above do not move what is being read, once it is scrolled away from the top. */
  keepPlace?: boolean;
  stale?: boolean;
  testId?: string;
}

interface Remembered {
  widths: Record<string, number>;
  hidden: string[] | null;
  sorting: Sorting | null;
}

const ROW_HEIGHTS = { compact: 24, normal: 28, roomy: 34 };
const noActions = (): readonly MenuEntry[] => [];

const NONE_PICKED: ReadonlySet<string> = new Set();

/**
 * The table of every screen: virtual, one tab stop, arrows, Home, End and pages move, Shift extends, Ctrl/⌘ picks single
 * rows, Ctrl/⌘+C copies the chosen rows as TSV, Enter opens, the menu key and the right button list the row's actions
 * and, on the heading too, what makes CSV of all that is shown.
 */
export function Table<R>(props: TableProps<R>) {
  const { id, columns, rows, rowKey, onOpen, onSelect, rowActions = noActions, sortable = true } = props;
  const domId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [kept, setKept] = useState<Remembered>(() =>
    recall<Remembered>(`table.${id}`, { widths: {}, hidden: null, sorting: props.initialSort ?? null }),
  );
  const [range, setRange] = useState<(Selection & { anchorKey: string; activeKey: string }) | null>(null);
  // Rows picked one by one are the choice instead of the stretch, which then only says where the keyboard is.
  const [picked, setPicked] = useState(NONE_PICKED);
  const [menuEntries, setMenuEntries] = useState<readonly MenuEntry[]>([]);
  const rowHeight = ROW_HEIGHTS[useSettings((state) => state.density)];

  const keep = (change: Partial<Remembered>): void => {
    const next = { ...kept, ...change };
    setKept(next);
    remember(`table.${id}`, next);
  };

  const hidden = useMemo(
    () => new Set(kept.hidden ?? columns.filter((column) => column.hidden).map((column) => column.id)),
    [kept.hidden, columns],
  );
  const shown = useMemo(() => columns.filter((column) => !hidden.has(column.id)), [columns, hidden]);
  const widths = useMemo(() => layoutColumns(shown, kept.widths, width), [shown, kept.widths, width]);
  const total = widths.reduce((sum, one) => sum + one, 0);
  const { pinned } = props;
  const sorted = useMemo(() => {
    const inOrder = sortable ? sortRows(rows, columns, kept.sorting) : rows;
    return pinned ? pinnedFirst(inOrder, pinned) : inOrder;
  }, [rows, columns, kept.sorting, sortable, pinned]);

  // The choice is kept by key, so rows that come and go above it do not move it to another record.
  const activeKey = props.selected !== undefined ? props.selected : (range?.activeKey ?? null);
  const selection = useMemo((): Selection | null => {
    if (activeKey === null) return null;
    const active = indexOfKey(sorted, rowKey, activeKey, range?.active);
    if (active < 0) return null;
    const anchor =
      range && range.activeKey === activeKey
        ? indexOfKey(sorted, rowKey, range.anchorKey, range.anchor)
        : active;
    return { active, anchor: anchor < 0 ? active : anchor };
  }, [sorted, activeKey, range, rowKey]);

  // oxlint-disable-next-line react/incompatible-library -- it tells when to draw; nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: rowHeight,
  });
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  const topKey = useRef<string | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!props.keepPlace || !element) return;
    const kept = topKey.current;
    if (element.scrollTop > rowHeight && kept !== null) {
      const before = Math.floor(element.scrollTop / rowHeight);
      const now = sorted.findIndex((row) => rowKey(row) === kept);
      if (now > before) element.scrollTop += (now - before) * rowHeight;
    }
    const top = sorted[Math.floor(element.scrollTop / rowHeight)];
    topKey.current = top ? rowKey(top) : null;
  }, [sorted, rowKey, rowHeight, props.keepPlace]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const chosen = useMemo((): readonly R[] => {
    if (picked.size > 0) return sorted.filter((row) => picked.has(rowKey(row)));
    if (!selection) return [];
    const [from, to] = selectedRange(selection);
    return sorted.slice(from, to + 1);
  }, [picked, sorted, selection, rowKey]);
  const { onChosen } = props;
  useEffect(() => onChosen?.(chosen), [onChosen, chosen]);

  const choose = useCallback(
    (next: Selection) => {
      setPicked(NONE_PICKED);
      const active = sorted[next.active]!;
      setRange({ ...next, anchorKey: rowKey(sorted[next.anchor]!), activeKey: rowKey(active) });
      onSelect?.(active);
    },
    [sorted, rowKey, onSelect],
  );

  // Rows are memoised: they get handlers that never change and read the newest state when called.
  const pick = (index: number): void => {
    const keys = new Set(chosen.map(rowKey));
    const key = rowKey(sorted[index]!);
    if (!keys.delete(key)) keys.add(key);
    setPicked(keys);
    setRange({ anchor: index, active: index, anchorKey: key, activeKey: key });
  };
  const latest = useRef({ selection, choose, pick, onOpen });
  useLayoutEffect(() => {
    latest.current = { selection, choose, pick, onOpen };
  });
  const pointRow = useCallback((index: number, event: MouseEvent) => {
    const now = latest.current;
    if (event.ctrlKey || event.metaKey) return now.pick(index);
    now.choose({ anchor: event.shiftKey && now.selection ? now.selection.anchor : index, active: index });
  }, []);
  const openRow = useCallback((row: R) => latest.current.onOpen?.(row), []);

  const copySelection = (): void => {
    if (chosen.length > 0) void copyText(toTsv(shown, chosen));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && !getSelection()?.toString()) {
      event.preventDefault();
      copySelection();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a' && sorted.length > 0) {
      event.preventDefault();
      choose({ anchor: 0, active: sorted.length - 1 });
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === ' ' && selection) {
      event.preventDefault();
      pick(selection.active);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && selection && onOpen) {
      event.preventDefault();
      onOpen(sorted[selection.active]!);
      return;
    }
    if (event.key === 'Escape' && selection && onSelect) {
      setRange(null);
      onSelect(null);
      return;
    }
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = moveSelection(event.key, event.shiftKey, selection, sorted.length, pageRows);
    if (!next) return;
    event.preventDefault();
    choose(next);
    virtualizer.scrollToIndex(next.active);
  };

  const onContextMenu = (event: MouseEvent): void => {
    const at = (event.target as Element).closest<HTMLElement>('[data-index]')?.dataset.index;
    const index = at === undefined ? selection?.active : Number(at);
    const row = index === undefined ? undefined : sorted[index];
    if ((event.target as Element).closest('.thead')) setMenuEntries([...columnMenu(), null, ...csvEntries()]);
    else if (!row) setMenuEntries([]);
    else {
      const isChosen = chosen.some((one) => rowKey(one) === rowKey(row));
      if (!isChosen) choose({ anchor: index!, active: index! });
      const rowsMeant = isChosen ? chosen : [row];
      const actions =
        rowsMeant.length > 1 && props.manyActions ? props.manyActions(rowsMeant) : rowActions(row);
      setMenuEntries([...actions, null, copyRowsEntry(rowsMeant), ...csvEntries()]);
    }
  };

  const copyRowsEntry = (rowsMeant: readonly R[]): MenuAction => ({
    id: 'copy-rows',
    label: t('table.copyRows'),
    run: () => void copyText(toTsv(shown, rowsMeant)),
  });

  /** Of all rows as they are filtered and sorted, and of the columns in view. */
  const csvEntries = (): MenuAction[] => [
    { id: 'copy-csv', label: t('table.copyCsv'), run: () => void copyText(toCsv(shown, sorted)) },
    {
      id: 'export-csv',
      label: t('table.exportCsv'),
      run: () => download(`${id}.csv`, [toCsv(shown, sorted)], 'text/csv;charset=utf-8'),
    },
  ];

  const columnMenu = (): MenuEntry[] => [
    ...columns.map((column) => ({
      id: column.id,
      label: column.header,
      checked: !hidden.has(column.id),
      disabled: shown.length === 1 && !hidden.has(column.id),
      run: () => {
        const next = new Set(hidden);
        if (!next.delete(column.id)) next.add(column.id);
        keep({ hidden: [...next] });
      },
    })),
    null,
    { id: 'reset', label: t('table.resetColumns'), run: () => keep({ widths: {}, hidden: null }) },
  ];

  const headerColumns: HeaderColumn[] = shown.map((column, index) => ({
    id: column.id,
    header: column.header,
    term: column.term,
    align: column.align,
    width: widths[index]!,
    minWidth: column.minWidth ?? 40,
  }));

  const grid = (
    <div
      ref={scroller}
      className={`table ${props.stale ? 'stale' : ''}`}
      role="grid"
      aria-label={props.label}
      aria-rowcount={sorted.length + 1}
      aria-colcount={shown.length}
      aria-multiselectable
      aria-activedescendant={selection ? `${domId}-${selection.active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      onScroll={() => {
        const top = sorted[Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight)];
        topKey.current = top ? rowKey(top) : null;
      }}
      data-testid={props.testId}
    >
      <div className="thead" role="rowgroup" style={{ width: Math.max(total, width) }}>
        <div role="row" aria-rowindex={1} className="tr">
          {headerColumns.map((column) => (
            <HeaderCell
              key={column.id}
              column={column}
              sorting={sortable ? kept.sorting : null}
              onSort={sortable ? () => keep({ sorting: nextSorting(kept.sorting, column.id) }) : undefined}
              onResize={(next) => keep({ widths: { ...kept.widths, [column.id]: next } })}
              onReset={() => {
                const { [column.id]: _, ...rest } = kept.widths;
                keep({ widths: rest });
              }}
            />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className="tbody"
        style={{ height: virtualizer.getTotalSize(), width: Math.max(total, width) }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const row = sorted[item.index]!;
          const [from, to] = selection ? selectedRange(selection) : [-1, -1];
          return (
            <Row
              key={rowKey(row)}
              id={`${domId}-${item.index}`}
              row={row}
              index={item.index}
              top={item.start}
              height={rowHeight}
              columns={shown}
              widths={widths}
              selected={picked.size > 0 ? picked.has(rowKey(row)) : item.index >= from && item.index <= to}
              active={item.index === selection?.active}
              actions={props.rowButtons === false ? noActions : rowActions}
              onPointer={pointRow}
              onOpen={openRow}
            />
          );
        })}
      </div>
      {sorted.length === 0 && props.empty && <div className="table-empty">{props.empty}</div>}
    </div>
  );

  return (
    <ContextMenu entries={menuEntries} label={props.label}>
      {grid}
    </ContextMenu>
  );
}

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
import { useOffer } from '../../lib/commands/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { recall, remember } from '../../lib/storage.ts';
import { useSettings } from '../../lib/settings.ts';
import { download } from '../../lib/download.ts';
import { copyText } from '../copyable.tsx';
import { ContextMenu, offeredEntries, type MenuAction, type MenuEntry } from '../menu.tsx';
import type { TermId } from '../tooltip.tsx';
import { Header } from './header.tsx';
import {
  indexOfKey,
  layoutColumns,
  yieldingColumns,
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
import { Rows, type RowsHandle } from './rows.tsx';

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
  /** What a row is called where its actions stand without it, as in the palette. */
  rowName?: (row: R) => string;
  /** Which rows are chosen: a stretch (Shift), or single ones (Ctrl/⌘ with a click or the space bar). */
  onChosen?: (rows: readonly R[]) => void;
  /** False: only in the menu, where a column shows them already. */
  rowButtons?: boolean;
  /** The filter that the rows came through: what another one finds is read from its top. */
  filter?: string;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  initialSort?: Sorting;
  /** Rows that stay on top, whatever the rest is sorted by. */
  pinned?: (row: R) => boolean;
  /** Streams come in their own order. */
  sortable?: boolean;
  /** Rows that arrive above do not move what is being read, once it is scrolled away from the top. */
  keepPlace?: boolean;
  /**
   * Cells hold no state of their own: elements of a row that leaves the view show one that comes, which costs half of
   * what making them anew does.
   */
  recycles?: boolean;
  stale?: boolean;
  /** Rows have room for two lines. */
  twoLines?: boolean;
  testId?: string;
}

interface Remembered {
  widths: Record<string, number>;
  hidden: string[] | null;
  sorting: Sorting | null;
}

const ROW_HEIGHTS = { compact: 24, normal: 28, roomy: 34 };
/** What a second line of a row takes. */
const SECOND_LINE = 12;
/** What handlers that never change read when they are called. */
interface Latest<R> {
  kept: Remembered;
  selection: Selection | null;
  choose: (next: Selection) => void;
  pick: (index: number) => void;
  onOpen: ((row: R) => void) | undefined;
}

const nothing = (): void => {};
const noActions = (): readonly MenuEntry[] => [];

/** Of a value of megabytes a tooltip shows the beginning. */
const LONGEST_TITLE = 1_000;

/** Something in it is wider than the room that it has. */
function isCut(cell: HTMLElement): boolean {
  const wider = (one: Element): boolean => one.scrollWidth > one.clientWidth && one.clientWidth > 0;
  return (
    wider(cell) || [...cell.querySelectorAll('*')].some((one) => !(one instanceof SVGElement) && wider(one))
  );
}

const NONE_PICKED: ReadonlySet<string> = new Set();

/**
 * The table of every screen: virtual, one tab stop, arrows, Home, End and pages move, Shift extends, Ctrl/⌘ picks single
 * rows, Ctrl/⌘+C copies the chosen rows as TSV, Enter opens, the menu key and the right button list the row's actions
 * and, on the heading too, what makes CSV of all that is shown.
 */
export function Table<R>(props: TableProps<R>) {
  const { id, columns, rows, rowKey, onOpen, onSelect, rowActions = noActions, sortable = true } = props;
  const domId = useId();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const rowsInView = useRef<RowsHandle>(null);
  const [width, setWidth] = useState(800);
  const [kept, setKept] = useState<Remembered>(() =>
    recall<Remembered>(`table.${id}`, { widths: {}, hidden: null, sorting: props.initialSort ?? null }),
  );
  const [range, setRange] = useState<(Selection & { anchorKey: string; activeKey: string }) | null>(null);
  // Rows picked one by one are the choice instead of the stretch, which then only says where the keyboard is.
  const [picked, setPicked] = useState(NONE_PICKED);
  const [menuEntries, setMenuEntries] = useState<readonly MenuEntry[]>([]);
  // Rows and heading are memoised: they get handlers that never change and read the newest state when called.
  const latest = useRef<Latest<R>>({ kept, selection: null, choose: nothing, pick: nothing, onOpen });
  const rowHeight =
    ROW_HEIGHTS[useSettings((state) => state.density)] + (props.twoLines === true ? SECOND_LINE : 0);

  const keep = useCallback(
    (change: (before: Remembered) => Partial<Remembered>): void => {
      const next = { ...latest.current.kept, ...change(latest.current.kept) };
      latest.current.kept = next;
      setKept(next);
      remember(`table.${id}`, next);
    },
    [id],
  );

  // Who has chosen columns or widths has laid the table out, and scrolls where it does not fit.
  const isOwn = kept.hidden !== null || Object.keys(kept.widths).length > 0;
  const hidden = useMemo(() => {
    if (kept.hidden !== null) return new Set(kept.hidden);
    const usual = columns.filter((column) => !column.hidden);
    const off = new Set(columns.filter((column) => column.hidden).map((column) => column.id));
    return isOwn ? off : off.union(yieldingColumns(usual, width));
  }, [kept.hidden, isOwn, columns, width]);
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

  const order = `${kept.sorting?.column ?? ''} ${kept.sorting?.descending === true} ${props.filter ?? ''}`;
  const orderBefore = useRef(order);
  useLayoutEffect(() => {
    if (orderBefore.current === order) return;
    orderBefore.current = order;
    scroller?.scrollTo({ top: 0, behavior: 'instant' });
  }, [scroller, order]);

  const topKey = useRef<string | null>(null);
  useLayoutEffect(() => {
    const element = scroller;
    if (!props.keepPlace || !element) return;
    const kept = topKey.current;
    if (element.scrollTop > rowHeight && kept !== null) {
      const before = Math.floor(element.scrollTop / rowHeight);
      const now = sorted.findIndex((row) => rowKey(row) === kept);
      if (now > before) element.scrollBy({ top: (now - before) * rowHeight, behavior: 'instant' });
    }
    const top = sorted[Math.floor(element.scrollTop / rowHeight)];
    topKey.current = top ? rowKey(top) : null;
  }, [scroller, sorted, rowKey, rowHeight, props.keepPlace]);

  useLayoutEffect(() => {
    if (!scroller) return undefined;
    const measure = (): void => setWidth(scroller.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [scroller]);

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

  const pick = (index: number): void => {
    const keys = new Set(chosen.map(rowKey));
    const key = rowKey(sorted[index]!);
    if (!keys.delete(key)) keys.add(key);
    setPicked(keys);
    setRange({ anchor: index, active: index, anchorKey: key, activeKey: key });
  };
  useLayoutEffect(() => {
    latest.current = { kept, selection, choose, pick, onOpen };
  });
  const pointRow = useCallback((index: number, event: MouseEvent) => {
    const now = latest.current;
    if (event.ctrlKey || event.metaKey) return now.pick(index);
    now.choose({ anchor: event.shiftKey && now.selection ? now.selection.anchor : index, active: index });
  }, []);
  const openRow = useCallback((row: R) => latest.current.onOpen?.(row), []);

  /** What a cell has no room for is told on hover, unless its content tells more. */
  const tellCut = (event: MouseEvent): void => {
    const cell = (event.target as Element).closest<HTMLElement>('.td, .th');
    if (!cell) return;
    const index = cell.closest<HTMLElement>('[data-index]')?.dataset.index;
    const column = shown.find((one) => one.id === cell.dataset.col);
    const row = index === undefined ? undefined : sorted[Number(index)];
    if (!column || !isCut(cell)) cell.removeAttribute('title');
    else cell.title = (row === undefined ? column.header : column.text(row)).slice(0, LONGEST_TITLE);
  };

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
    const pageRows = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 2);
    const next = moveSelection(event.key, event.shiftKey, selection, sorted.length, pageRows);
    if (!next) return;
    event.preventDefault();
    choose(next);
    rowsInView.current?.scrollTo(next.active);
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

  // What the menu of the chosen rows has is in the palette too, by the row's name.
  useOffer(
    () => scroller,
    () => {
      const ofAll = sorted.length > 0 ? offeredEntries(csvEntries(), props.label) : [];
      const [first, second] = chosen;
      if (first === undefined) return ofAll;
      const actions =
        second === undefined
          ? offeredEntries(rowActions(first), props.rowName?.(first))
          : offeredEntries(props.manyActions?.(chosen) ?? []);
      return [...actions, ...offeredEntries([copyRowsEntry(chosen)], props.label), ...ofAll];
    },
  );

  const columnMenu = (): MenuEntry[] => [
    ...columns.map((column) => ({
      id: column.id,
      label: column.header,
      checked: !hidden.has(column.id),
      disabled: shown.length === 1 && !hidden.has(column.id),
      run: () => {
        const next = new Set(hidden);
        if (!next.delete(column.id)) next.add(column.id);
        keep(() => ({ hidden: [...next] }));
      },
    })),
    null,
    { id: 'reset', label: t('table.resetColumns'), run: () => keep(() => ({ widths: {}, hidden: null })) },
  ];

  const sort = useCallback(
    (column: string) => keep((before) => ({ sorting: nextSorting(before.sorting, column) })),
    [keep],
  );
  const resize = useCallback(
    (column: string, to: number | null) =>
      keep(({ widths }) => {
        const { [column]: _, ...rest } = widths;
        return { widths: to === null ? rest : { ...rest, [column]: to } };
      }),
    [keep],
  );
  const [from, to] = selection ? selectedRange(selection) : [-1, -1];

  const grid = (
    <div
      ref={setScroller}
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
      onMouseOver={tellCut}
      onScroll={() => {
        if (!props.keepPlace) return;
        const top = sorted[Math.floor((scroller?.scrollTop ?? 0) / rowHeight)];
        topKey.current = top ? rowKey(top) : null;
      }}
      data-testid={props.testId}
    >
      <Header
        columns={shown}
        widths={widths}
        width={Math.max(total, width)}
        sorting={sortable ? kept.sorting : null}
        onSort={sortable ? sort : undefined}
        onResize={resize}
      />
      <Rows
        ref={rowsInView}
        scroller={scroller}
        domId={domId}
        rows={sorted}
        rowKey={rowKey}
        rowHeight={rowHeight}
        recycles={props.recycles === true}
        columns={shown}
        widths={widths}
        width={Math.max(total, width)}
        from={from}
        to={to}
        picked={picked}
        active={selection?.active ?? null}
        actions={props.rowButtons === false ? noActions : rowActions}
        onPointer={pointRow}
        onOpen={openRow}
      />
      {sorted.length === 0 && props.empty && (
        // A grid has rows and nothing else.
        <div role="row">
          <div role="gridcell" className="table-empty">
            {props.empty}
          </div>
        </div>
      )}
    </div>
  );

  return (
    <ContextMenu entries={menuEntries} label={props.label}>
      {grid}
    </ContextMenu>
  );
}

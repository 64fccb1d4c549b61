import { expect, test } from 'vitest';
import {
  indexOfKey,
  layoutColumns,
  moveSelection,
  nextSorting,
  selectedRange,
  sortRows,
  toCsv,
  toTsv,
  yieldingColumns,
  type ColumnSpec,
} from './model.ts';

/** "3" is row 3 alone; "3-5" is anchor 3, active 5. */
function selection(text: string | null) {
  if (!text) return null;
  const [anchor, active = anchor] = text.split('-').map(Number);
  return { anchor: anchor!, active: active! };
}

test.each([
  ['ArrowDown', null, '0'],
  ['ArrowUp', null, '99'],
  ['ArrowDown', '4', '5'],
  ['ArrowDown', '99', '99'],
  ['ArrowUp', '0', '0'],
  ['PageDown', '4', '24'],
  ['PageDown', '95', '99'],
  ['PageUp', '4', '0'],
  ['Home', '40', '0'],
  ['End', '40', '99'],
  ['Shift+ArrowDown', '4', '4-5'],
  ['Shift+ArrowUp', '4-6', '4-5'],
  ['Shift+End', '40', '40-99'],
  ['ArrowDown', '4-6', '7'],
  ['a', '4', null],
])('%s from %s leads to %s of 100 rows, 20 a page', (keys, before, after) => {
  const key = keys.replace('Shift+', '');
  expect(moveSelection(key, keys.startsWith('Shift'), selection(before), 100, 20)).toEqual(selection(after));
});

test('an empty table swallows no key', () => {
  expect(moveSelection('ArrowDown', false, null, 0, 20)).toBeNull();
  expect(selectedRange({ anchor: 6, active: 4 })).toEqual([4, 6]);
});

interface Topic {
  name: string;
  size: number | null;
}
const columns: ColumnSpec<Topic>[] = [
  { id: 'name', width: 100, minWidth: 80, flex: true, text: (row) => row.name },
  { id: 'size', width: 60, minWidth: 50, text: (row) => String(row.size), sort: (row) => row.size },
];
const rows: Topic[] = [
  { name: 'b-10', size: null },
  { name: 'b-9', size: 5 },
  { name: 'a', size: 7 },
  { name: 'c', size: 5 },
];
const order = (sorting: Parameters<typeof sortRows>[2]) =>
  sortRows(rows, columns, sorting)
    .map((row) => row.name)
    .join(' ');

test('sorting is numeric in text, stable, and keeps unknown values last both ways', () => {
  expect(order(null)).toBe('b-10 b-9 a c');
  expect(order({ column: 'name', descending: false })).toBe('a b-9 b-10 c');
  expect(order({ column: 'size', descending: false })).toBe('b-9 c a b-10');
  expect(order({ column: 'size', descending: true })).toBe('a b-9 c b-10');
  expect(order({ column: 'gone', descending: true })).toBe('b-10 b-9 a c');
  const up = nextSorting(null, 'name');
  const down = nextSorting(up, 'name');
  expect([up?.descending, down?.descending, nextSorting(down, 'name')]).toEqual([false, true, null]);
});

test('a row is found by its key, wherever it was before', () => {
  const rows = ['a', 'b', 'c', 'd'];
  const same = (row: string): string => row;
  expect(
    ['c', 'c', 'a', 'x'].map((key, at) => indexOfKey(rows, same, key, [2, 0, undefined, 9][at])),
  ).toEqual([2, 2, 0, -1]);
});

test('copied rows survive tabs and line breaks in a value', () => {
  const text = toTsv([{ header: 'Name', text: (row: Topic) => row.name }], [{ name: 'a\tb\r\nc', size: 1 }]);
  expect(text).toBe('Name\na b c');
});

test('CSV has plain numbers, nothing for what is not known, and quotes what needs it', () => {
  const named = columns.map((column) => ({ ...column, header: column.id === 'name' ? 'Name' : 'Size, B' }));
  const text = toCsv<Topic>(
    [
      named[0]!,
      { ...named[1]!, align: 'end', text: (row) => `${row.size} kB` },
      { id: 'raw', header: 'Raw', width: 1, text: () => 'shown', raw: (row) => row.name.length },
    ],
    [
      { name: 'a "b", c', size: 1200 },
      { name: 'd\ne', size: null },
    ],
  );
  expect(text).toBe('Name,"Size, B",Raw\r\n"a ""b"", c",1200,8\r\n"d\ne",,3\r\n');
});

test('flexible columns take the room that is left, chosen widths stay', () => {
  expect(layoutColumns(columns, {}, 300)).toEqual([240, 60]);
  expect(layoutColumns(columns, { name: 80 }, 300)).toEqual([80, 60]);
  expect(layoutColumns(columns, { size: 10 }, 140)).toEqual([90, 50]);
  expect(layoutColumns(columns, { size: 10 }, 100)).toEqual([80, 50]);
});

test('room that one flexible column cannot give comes from the others, before the table scrolls', () => {
  const flexible = (id: string, width: number, minWidth: number) => ({
    id,
    header: id,
    width,
    minWidth,
    flex: true,
    text: () => '',
  });
  const columns = [flexible('a', 100, 90), flexible('b', 300, 120)];
  expect(layoutColumns(columns, {}, 300)).toEqual([90, 210]);
  expect(layoutColumns(columns, {}, 200)).toEqual([90, 120]);
});

test('columns that may leave do so in their order, and only until the others fit', () => {
  const column = (id: string, width: number, yields?: number) => ({ id, width, yields, text: () => '' });
  const columns = [
    { ...column('name', 200), minWidth: 100, flex: true },
    column('size', 80),
    column('last', 150, 2),
    column('epoch', 60, 1),
  ];
  const gone = (available: number) => [...yieldingColumns(columns, available)];
  expect(gone(390)).toEqual([]);
  expect(gone(389)).toEqual(['last']);
  expect(gone(240)).toEqual(['last']);
  expect(gone(239)).toEqual(['last', 'epoch']);
  // What may not leave makes the table scroll.
  expect(gone(50)).toEqual(['last', 'epoch']);
});

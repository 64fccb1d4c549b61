import { expect, test } from 'vitest';
import { foldRows } from '../../contract/index.ts';
import { changesSince } from './watch-rows.ts';

/** "a1 b2": row a with the value 1, row b with 2. */
const list = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((one) => ({ name: one[0], value: Number(one.slice(1)) }));
const nameOf = (row: { name: string }) => row.name;

test.each([
  ['a1 b2', 'a1 b2', '', ''],
  ['a1 b2', 'a1 b3', 'b3', ''],
  ['a1 b2', 'b2', '', 'a'],
  ['a1 c2', 'a1 b5 c2', 'b5', ''],
  ['a1 b2', '', '', 'a b'],
])(
  'from %j to %j: %j changed, %j gone; folding makes the same list of it',
  (before, after, changed, gone) => {
    const first = changesSince(undefined, list(before), nameOf);
    expect(first.changes).toEqual({ whole: true, rows: list(before), gone: [] });
    const { changes } = changesSince(first.texts, list(after), nameOf);
    expect(changes).toEqual({ whole: false, rows: list(changed), gone: gone.split(' ').filter(Boolean) });
    const folded = foldRows(first.changes, changes, nameOf);
    expect(folded).toEqual({ whole: true, rows: list(after), gone: [] });
    // Rows that stayed are the same objects: a table draws them no second time.
    for (const row of folded.rows) if (!changes.rows.includes(row)) expect(first.changes.rows).toContain(row);
  },
);

import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

test('columns are as wide as their widest cell, numbers stand right, no trailing blanks', () => {
  const table = formatTable(
    [{ title: 'client' }, { title: 'ms', align: 'right' }, { title: 'evidence' }],
    [
      ['kcat', '7', 'three records'],
      ['confluent-kafka', '1250', ''],
    ],
  );
  expect(table).toBe(
    [
      'client             ms  evidence',
      '---------------  ----  -------------',
      'kcat                7  three records',
      'confluent-kafka  1250',
    ].join('\n'),
  );
});

test('long cells are cut and line breaks become blanks, so that a row stays a row', () => {
  expect(formatTable([{ title: 'error', maxWidth: 8 }], [['one\ntwo three']])).toBe(
    'error\n--------\none two…',
  );
});

test('a table without rows is its header', () => {
  expect(formatTable([{ title: 'a' }, { title: 'b' }], [])).toBe('a  b\n-  -');
});

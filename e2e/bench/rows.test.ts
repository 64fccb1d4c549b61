import { expect, test } from 'vitest';
import { chosenRows } from './rows.ts';

test.each([
  ['rf3-throughput', ['rf3-throughput']],
  ['idle,start', ['start', 'idle']],
  ['one', ['start', 'idle', 'throughput']],
  [
    'rf3,start',
    ['start', 'rf3-start', 'rf3-idle', 'rf3-throughput', 'rf3-latency', 'rf3-failover', 'rf3-partitions'],
  ],
])('--only %s', (only, rows) => {
  expect(chosenRows(only.split(','))).toEqual(rows);
});

test('a row that does not exist is an error that names those that do', () => {
  expect(() => chosenRows(['rf3-idel'])).toThrow('there is no row rf3-idel; there are start, idle');
});

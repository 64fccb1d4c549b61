import { withHiddenShown } from './hidden.ts';
import { beforeEach, expect, test } from 'vitest';
import {
  describeTime,
  formatByteRate,
  formatBytes,
  formatCount,
  formatSum,
  formatDuration,
  formatRate,
  formatRecords,
  formatTime,
  setLocale,
} from './index.ts';

beforeEach(() => setLocale('en'));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_400_000, '12.4 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1e18, '1,000.0 PB'],
  [-1500, '-1.5 kB'],
  [null, '–'],
])('%s bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, '0 ms'],
  [0.4, '0.4 ms'],
  [340, '340 ms'],
  [12_540, '12.5 s'],
  [59_999, '59.9 s'],
  [200_000, '3 min 20 s'],
  [3_600_000, '1 h'],
  [604_800_000, '7 d'],
  [187_200_000, '2 d 4 h'],
  [Infinity, '∞'],
  [-340, '-340 ms'],
])('%s ms read %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test("durations are in the language's own units", () => {
  setLocale('ko');
  expect([340, 12_540, 200_000, 187_200_000].map(formatDuration)).toEqual([
    '340 ms',
    '12.5초',
    '3분 20초',
    '2일 4시간',
  ]);
});

test('a day of durations is no day of the calendar: both are kept, each under its own name', () => {
  setLocale('ko');
  const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();
  expect(formatDuration(86_400_000)).toBe('1일');
  expect(formatTime(noon - 86_400_000, noon)).toBe('11월 21일 12:00:00.000');
});

test('records counted by offsets say whether they are at least or at most so many', () => {
  const of = (unknown: number, compacted: boolean) => formatRecords(1_204, { unknown, compacted });
  expect([of(0, false), of(2, false), of(0, true), of(2, true)]).toEqual([
    '1,204',
    '≥ 1,204',
    '≤ 1,204',
    '≈ 1,204',
  ]);
  expect(formatRecords(0, { unknown: 0, compacted: true })).toBe('0');
  expect(formatRecords(null, { unknown: 1, compacted: true })).toBe('–');
});

test('counts and rates carry separators and units', () => {
  expect(formatCount(1_204_000)).toBe('1,204,000');
  expect([formatSum(1_204, 0), formatSum(1_204, 2), formatSum(null, 2)]).toEqual(['1,204', '≥ 1,204', '–']);
  expect(formatCount(9_007_199_254_740_993n)).toBe('9,007,199,254,740,993');
  expect(formatRate(1204.4)).toBe('1,204/s');
  expect(formatRate(0.34)).toBe('0.3/s');
  expect(formatRate(0)).toBe('0/s');
  expect(formatByteRate(1_200_000)).toBe('1.2 MB/s');
});

test('a time shows its day only when it is another day, and never throws for one outside the calendar', () => {
  const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();
  expect(formatTime(noon + 5, noon)).toBe('12:00:00.005');
  expect(formatTime(noon - 86_400_000, noon)).toBe('Nov 21 12:00:00.000');
  expect(formatTime(-1, noon)).toBe('–');
  const nanoseconds = 1_700_000_000_000_000_000n;
  expect(formatTime(nanoseconds, noon)).toBe('1700000000000000000');
  expect(describeTime(nanoseconds)).toBe('1700000000000000000 ms');
  expect(describeTime(0)).toBe('1970-01-01T00:00:00.000Z · 0 ms');
});

test('the language setting changes the separators of later calls', () => {
  setLocale('de');
  expect(formatBytes(12_400_000)).toBe('12,4 MB');
});

test.each([
  ['orders', 'orders'],
  ['줄\n바꿈\t', '줄\n바꿈\t'],
  ['pay\u202egnp.exe', 'pay⟨202E⟩gnp.exe'],
  ['a\u0000b\u200bc', 'a⟨0000⟩b⟨200B⟩c'],
  [`e${'\u0301'.repeat(16)}`, `e${'\u0301'.repeat(16)}`],
  [`e${'\u0301'.repeat(18)}x`, `e${'\u0301'.repeat(16)}⟨0301⟩⟨0301⟩x`],
  [`e${'\u0301'.repeat(30)}x`, `e${'\u0301'.repeat(16)}${'⟨0301⟩'.repeat(8)}⟨+6⟩x`],
])('what cannot be seen in %j is written out', (text, shown) => {
  expect(withHiddenShown(text)).toBe(shown);
});

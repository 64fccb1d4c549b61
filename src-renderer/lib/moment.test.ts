import { expect, test } from 'vitest';
import { parseDuration, parseMoment } from './moment.ts';

const now = new Date(2026, 10, 22, 15, 0).getTime();

test.each([
  ['1700000000000', 1_700_000_000_000],
  ['1700000000', 1_700_000_000_000],
  ['2026-11-22T10:00:00Z', 1_795_341_600_000],
  ['2026-11-22 14:00', new Date(2026, 10, 22, 14, 0).getTime()],
  ['22 Nov 2026 14:00', new Date(2026, 10, 22, 14, 0).getTime()],
  ['9:05', new Date(2026, 10, 22, 9, 5).getTime()],
  ['14:02:11', new Date(2026, 10, 22, 14, 2, 11).getTime()],
  ['14:02:11.204', new Date(2026, 10, 22, 14, 2, 11, 204).getTime()],
  ['25:00', null],
  ['offset 5', null],
  ['5', null],
  ['yesterday', null],
  ['', null],
])('the time %j means %s', (text, ms) => expect(parseMoment(text, now)).toBe(ms));

test.each([
  ['90s', 90_000],
  ['1d12h', 129_600_000],
  ['2 h 5m', 7_500_000],
  ['soon', null],
  ['5', null],
  ['', null],
])('the duration %j', (text, ms) => expect(parseDuration(text)).toBe(ms));

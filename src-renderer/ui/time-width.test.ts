import { expect, test } from 'vitest';
import { setLanguage } from '../lib/i18n/index.ts';
import { fetchLanguage } from '../lib/i18n/languages.ts';
import { TIME_WIDTH, timeWidth } from './time-width.ts';

const DAY_MS = 86_400_000;

test('a column of times is as wide as its longest needs it', async () => {
  const now = Date.now();
  const narrow = timeWidth([now]);
  expect([timeWidth([]), timeWidth([null])]).toEqual([narrow, narrow]);
  for (const language of ['en', 'ko'] as const) {
    await fetchLanguage(language);
    setLanguage(language);
    expect(timeWidth([now])).toBe(narrow);
    const ofAnotherDay = timeWidth([now, now - 100 * DAY_MS, null]);
    expect(ofAnotherDay).toBeGreaterThan(narrow + 40);
    expect(ofAnotherDay).toBeLessThanOrEqual(TIME_WIDTH + 4);
    expect(timeWidth([now - 1_000 * DAY_MS])).toBeGreaterThan(ofAnotherDay);
  }
  setLanguage('en');
});

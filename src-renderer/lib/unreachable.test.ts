import { afterEach, beforeAll, expect, test } from 'vitest';
import { setLanguage } from './i18n/index.ts';
import { fetchLanguage } from './i18n/languages.ts';
import { lostText, unreachable } from './unreachable.ts';

beforeAll(() => fetchLanguage('ko'));
afterEach(() => setLanguage('en'));

test("a code of the system is said in words with what to do next, in the user's language", () => {
  const reason = 'connect ECONNREFUSED 127.0.0.1:1';
  expect(lostText('staging', reason)).toBe(
    'No connection to staging. Nobody listens at 127.0.0.1:1. Check the port, and whether the broker runs.',
  );
  expect(unreachable('getaddrinfo ENOTFOUND kafka-1')).toMatch(/^The host kafka-1 is not known here\. Check/);
  expect(unreachable('connect EHOSTUNREACH 10.0.0.1:9092')).toMatch(/^There is no way to 10\.0\.0\.1:9092/);
  setLanguage('ko');
  expect(lostText('staging', reason)).not.toMatch(/ECONNREFUSED|connect|Nobody/);
});

test('what has words of its own keeps them', () => {
  expect(unreachable('no answer in 3000 ms')).toBeNull();
  expect(unreachable('connect EMFILE 127.0.0.1:1')).toBeNull();
  expect(lostText('staging', 'no answer in 3000 ms')).toBe('No connection to staging: no answer in 3000 ms');
  expect(lostText('staging', null)).toBe('No connection to staging: ');
});

import { afterEach, beforeAll, expect, test } from 'vitest';
import { inEnglish, say } from '../../src-main/contract/index.ts';
import { failureFrom } from './client.ts';
import { setLanguage } from './i18n/index.ts';
import { fetchLanguage } from './i18n/languages.ts';
import { inWords, translated } from './said.ts';
import { systemInWords } from './system-words.ts';

beforeAll(() => fetchLanguage('ko'));
afterEach(() => setLanguage('en'));

const CASES = [
  ['connect ECONNREFUSED 127.0.0.1:9092', 'nobody listens at 127.0.0.1:9092'],
  ['connect ECONNREFUSED ::1:9092', 'nobody listens at ::1:9092'],
  ['getaddrinfo ENOTFOUND kafka-1.example', 'the host kafka-1.example is not known here'],
  ['connect ETIMEDOUT 10.0.0.1:9092', '10.0.0.1:9092 does not answer'],
  [
    'connect EHOSTUNREACH 10.0.0.1:9092 - Local (0.0.0.0:0)',
    'there is no way to 10.0.0.1:9092 from here - Local (0.0.0.0:0)',
  ],
  ['connect 10.0.0.1:9092: no answer in 3000 ms', '10.0.0.1:9092: no answer in 3000 ms'],
  ['read ECONNRESET', 'the connection was broken off'],
  ['write EPIPE', 'the connection was broken off'],
  ['listen EADDRINUSE: address already in use 127.0.0.1:9092', '127.0.0.1:9092 is in use already'],
  ['ENOSPC: no space left on device, write', 'the disk is full'],
  ["EACCES: permission denied, open '/data/x.log'", '/data/x.log: access is denied'],
  ['ListGroups: connect ECONNREFUSED 127.0.0.1:1', 'ListGroups: nobody listens at 127.0.0.1:1'],
  // None of the system's, and one that there are no words for.
  ['EXACTLY_ONCE is not EOS', 'EXACTLY_ONCE is not EOS'],
  ['connect EFOO 1.2.3.4:5', 'connect EFOO 1.2.3.4:5'],
  ['', ''],
] as const;

test.each(CASES)('%j is said as %j', (raw, words) => {
  expect(systemInWords(raw)).toBe(words);
  setLanguage('ko');
  if (raw !== words && !raw.includes('no answer')) expect(systemInWords(raw)).toMatch(/[가-힣]/);
});

test('within a sentence, in both languages', () => {
  const said = say('notice.ended', { offset: 7, reason: 'connect ECONNREFUSED 127.0.0.1:1' });
  expect(inWords(inEnglish(said), said)).toBe('Reading ended at 7: nobody listens at 127.0.0.1:1');
  setLanguage('ko');
  expect(inWords(inEnglish(said), said)).not.toMatch(/ECONN|connect/);
  expect(inWords(inEnglish(said), said)).toContain('127.0.0.1:1에서 아무도 연결을 받지 않음');
  expect(translated('orders-0: read ECONNRESET')).toBe('orders-0: 연결이 끊어짐');
});

test('details keep what the system said', () => {
  const error = { code: 'disconnected', message: 'x', detail: 'Metadata: connect ECONNREFUSED 127.0.0.1:1' };
  expect(failureFrom('It was not read.', error).details).toContain('ECONNREFUSED');
});

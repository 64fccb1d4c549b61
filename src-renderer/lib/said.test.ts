import { afterEach, expect, test } from 'vitest';
import { inEnglish, SAYINGS, say, type SayingCode } from '../../src-main/contract/index.ts';
import { messages } from './i18n/messages/index.ts';
import { setLanguage } from './i18n/index.ts';
import { inWords } from './said.ts';

afterEach(() => setLanguage('en'));

test('every code has words in Korean, which are none of the English ones', () => {
  const without = (Object.keys(SAYINGS) as SayingCode[]).filter((code) => {
    const korean = messages[`said.${code}`]?.[1] ?? '';
    // What is nothing but its gaps is the same in any language.
    const bare = SAYINGS[code].replaceAll(/\{\w+\}|[:\s]/g, '');
    return bare !== '' && !/[가-힣]/.test(korean);
  });
  expect(without).toEqual([]);
});

test('sayings are put into each other, and what comes from a broker stays as it came', () => {
  const unfit = say('encode.unfit', {
    part: 'value',
    subject: 'a-value',
    version: 1,
    reason: 'id must be …',
  });
  const said = say('job.unfitLine', { line: 2_101, problem: unfit });
  const english = 'Line 2101 cannot be encoded. The value does not fit a-value version 1: id must be ….';
  expect(inEnglish(said)).toBe(english);
  expect(inWords(english, said)).toBe(english);
  setLanguage('ko');
  expect(inWords(english, said)).toBe(
    '2101번째 줄을 인코딩할 수 없습니다. value 부분이 a-value 버전 1에 맞지 않습니다: id must be ….',
  );
  expect(inWords('The topic is not there.', undefined)).toBe('The topic is not there.');
});

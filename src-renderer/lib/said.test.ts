import { afterEach, beforeAll, expect, test } from 'vitest';
import { inEnglish, SAYINGS, say, type SayingCode } from '../../src-main/contract/index.ts';
import { setLanguage } from './i18n/index.ts';
import { fetchLanguage } from './i18n/languages.ts';
import { sayings } from './i18n/sayings/index.ts';
import { inWords, translated } from './said.ts';

beforeAll(() => fetchLanguage('ko'));
afterEach(() => setLanguage('en'));

/** Names that are written alike in both languages. */
const SAME: ReadonlySet<SayingCode> = new Set(['avro.null', 'secret.truststore', 'secret.keystore']);

const gaps = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted().join();

test('every code has words in Korean with the same gaps, which are none of the English ones', () => {
  expect(Object.keys(sayings).toSorted()).toEqual(Object.keys(SAYINGS).toSorted());
  const without = (Object.keys(SAYINGS) as SayingCode[]).filter((code) => {
    const korean = sayings[code];
    if (gaps(korean) !== gaps(SAYINGS[code])) return true;
    // What is nothing but its gaps is the same in any language.
    const bare = SAYINGS[code].replaceAll(/\{\w+\}|[:.\s]/g, '');
    return bare !== '' && !SAME.has(code) && !/[가-힣]/.test(korean);
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

test.each([
  ['The partition has no leader at the moment', '지금은 파티션에 리더가 없습니다'],
  [
    'Reading ended at 7: orders-0: There is no such topic or partition on this broker.',
    '7에서 읽기가 끝났습니다: orders-0: 이 브로커에 그런 토픽이나 파티션이 없습니다.',
  ],
  [
    'Schema 3: the bytes end before shop.Order does',
    '스키마 3: shop.Order이(가) 끝나기 전에 바이트가 끝났습니다',
  ],
  [
    'The value does not fit a-value version 1: the value must be an object, not 7.',
    'value 부분이 a-value 버전 1에 맞지 않습니다: 값: 7이(가) 아니라 객체이어야 합니다.',
  ],
  [
    "id must be integer; the value must have required property 'at'",
    "id은(는) 정수여야 합니다; 값에 필수 항목 'at'이(가) 없습니다",
  ],
  [
    'orders-0: The topic exists already. (TOPIC_ALREADY_EXISTS)',
    'orders-0: 토픽이 이미 있습니다. (TOPIC_ALREADY_EXISTS)',
  ],
  [
    '/a/b.jks: the password is wrong, or the keystore is damaged',
    '/a/b.jks: 비밀번호가 틀렸거나 keystore가 손상되었습니다',
  ],
  ['node 2 is dead', '노드 2의 상태는 죽음입니다'],
  [
    "Creating my topic: The topic name 'my topic' may contain only ASCII letters, digits, '.', '_' and '-'.",
    "my topic 토픽을 만들지 못했습니다: 토픽 이름 'my topic'에는 영문자, 숫자, '.', '_', '-'만 쓸 수 있습니다.",
  ],
  [
    "Changing the configuration of orders: retention.ms cannot be '-5': it must be a 64-bit integer of at least -1.",
    "orders의 설정을 바꾸지 못했습니다: retention.ms에 '-5' 값을 쓸 수 없습니다: -1 이상인 64비트 정수이어야 합니다.",
  ],
  [
    'The connection is read-only, and CreateTopics would change the cluster',
    '이 연결은 읽기 전용이라 클러스터를 바꾸는 CreateTopics 요청을 보내지 않습니다',
  ],
  // A name is no text, though there is a saying of this kind.
  ["There is no topic 'killed'.", "'killed' 토픽이 없습니다."],
  // Somebody else's words.
  ['Broker: Unknown topic', 'Broker: Unknown topic'],
])('%j is translated as far as it is ours', (english, korean) => {
  expect(translated(english)).toBe(english);
  setLanguage('ko');
  expect(translated(english)).toBe(korean);
  expect(inWords(english, undefined)).toBe(korean);
});

test('an answer of Kafka is named as such where it is in words that are not ours', () => {
  setLanguage('ko');
  const answered = (reason: string) => inWords(reason, say('kafka.answered', { reason }));
  expect(answered('Creating a: The topic exists already.')).toBe(
    'a 토픽을 만들지 못했습니다: 토픽이 이미 있습니다.',
  );
  expect(answered('Creating a: Not today.')).toBe('a 토픽을 만들지 못했습니다: Not today.');
  expect(answered('a: Not today.')).toBe('Kafka의 응답: a: Not today.');
});

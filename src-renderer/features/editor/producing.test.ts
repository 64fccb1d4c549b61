import { expect, test } from 'vitest';
import type { CsvMapping, SendRequest } from '../../../src-main/contract/index.ts';
import { asConsoleProducer, asJava, asJavaScript, asKcatProducer, asPython } from './copy-as.ts';
import { EMPTY_DRAFT, draftOfRequest, sendRequestOf } from './draft.ts';
import { guessFormat } from './guess-format.ts';
import { draftOfTemplate, hasVariables, templateOf } from './template-of.ts';

const request: SendRequest = {
  cluster: 'local',
  topic: 'orders',
  partition: 2,
  key: { kind: 'text', text: "it's" },
  value: { kind: 'text', text: '{"a": 1}\n' },
  headers: [
    { name: 'trace', value: { kind: 'text', text: 'x y' } },
    { name: 'none', value: { kind: 'null' } },
    { name: 'raw', value: { kind: 'base64', base64: 'AP8=' } },
  ],
  timestampMs: 5,
  compression: 'lz4',
  acks: 'all',
};

test('what was sent opens as a draft that sends the same', () => {
  const binary: SendRequest = {
    ...request,
    key: { kind: 'null' },
    value: { kind: 'base64', base64: 'AP8=' },
  };
  for (const sent of [request, binary]) {
    const again = sendRequestOf('local', 'orders', draftOfRequest(sent));
    expect(again).toEqual(sent);
  }
});

test('a message as kcat and kafka-console-producer commands, with notes on what they cannot send', () => {
  expect(asKcatProducer(request, 'h:9092').split('\n')).toEqual([
    '# Header "none" is left out: kcat cannot send its value.',
    '# Header "raw" is left out: kcat cannot send its value.',
    '# The timestamp is left out: kcat sends its own.',
    "printf '%s' '{\"a\": 1}",
    "' | kcat -P -b h:9092 -t orders -p 2 -z lz4 -X acks=all -k 'it'\\''s' -H 'trace=x y' -D '\\x01'",
  ]);
  const tombstone: SendRequest = { ...request, value: { kind: 'null' }, headers: [], timestampMs: null };
  expect(asKcatProducer(tombstone, 'h:9092')).toContain('echo | kcat -P');
  expect(asKcatProducer(tombstone, 'h:9092')).toContain('-Z');
  const console_ = asConsoleProducer(request, 'h:9092');
  expect(console_).toContain('# Header "raw" is not text');
  expect(console_).toContain('parse.headers=true');
  expect(console_).toContain('--topic orders');
});

test('a message as code: bytes survive, null is null', () => {
  const java = asJava(request, 'h:9092');
  expect(java).toContain('new ProducerRecord<byte[], byte[]>("orders", 2, 5L,');
  expect(java).toContain('record.headers().add("raw", Base64.getDecoder().decode("AP8="));');
  expect(java).toContain('record.headers().add("none", null);');
  const script = asJavaScript(request, 'h:9092');
  expect(script).toContain('value: "{\\"a\\": 1}\\n",');
  expect(script).toContain(`"raw": Buffer.from('AP8=', 'base64'),`);
  expect(script).toContain('compression: CompressionTypes.LZ4,');
  expect(asPython(request, 'h:9092')).toContain(
    'headers=[("trace", "x y".encode()), ("none", None), ("raw", b"\\x00\\xff")],',
  );
});

const csv: CsvMapping = {
  delimiter: ',',
  hasHeader: true,
  key: null,
  value: 0,
  headers: null,
  partition: null,
  timestamp: null,
  emptyIsNull: true,
};

test.each([
  ['a.jsonl', '{"id":1}\n{"id":2}', 'jsonl', 'value'],
  ['a.txt', '{"key":"k","value":1}\n', 'jsonl', 'message'],
  ['a.txt', '{"value":1,"colour":2}\n', 'jsonl', 'value'],
  ['pasted', '[{"value":1}]', 'json', 'message'],
  ['pasted', '[1]\n[2]', 'jsonl', 'value'],
  ['a.csv', '{"id":1}', 'csv', 'value'],
])('%s with %j is taken for %s, each a %s', (name, head, format, shape) => {
  expect(guessFormat(name, head, csv)).toMatchObject({ format, shape });
});

test('columns of a CSV are known by their names, and the separator by how often it comes', () => {
  const guess = guessFormat('a.csv', '\uFEFFtimestamp;key;value\r\n1;2;3', csv);
  expect(guess.csv).toMatchObject({
    delimiter: ';',
    hasHeader: true,
    timestamp: 0,
    key: 1,
    value: 2,
    partition: null,
  });
  expect(guessFormat('a.csv', '1,2\n', csv).csv).toMatchObject({ hasHeader: false, value: 0, key: null });
});

test('a draft is a template and back, unless it is bytes', () => {
  const draft = {
    ...EMPTY_DRAFT,
    key: '{{uuid}}',
    tombstone: true,
    headers: [
      { name: 'a', value: '1' },
      { name: 'b', value: 'x', isNull: true },
    ],
    partition: '1',
  };
  const template = templateOf(draft)!;
  expect(template).toEqual({
    key: '{{uuid}}',
    value: null,
    headers: [
      { name: 'a', value: '1' },
      { name: 'b', value: null },
    ],
    partition: 1,
  });
  expect(templateOf(draftOfTemplate(template, draft))).toEqual(template);
  expect(hasVariables(draft)).toBe(true);
  expect(hasVariables(EMPTY_DRAFT)).toBe(false);
  expect(templateOf({ ...draft, binary: { key: 'AP8=', value: null } })).toBeNull();
});

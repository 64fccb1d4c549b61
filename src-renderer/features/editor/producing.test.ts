import { expect, test } from 'vitest';
import type { CsvMapping, SendRequest } from '../../../src-main/contract/index.ts';
import { plainAccess } from '../../lib/client-access.ts';
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
  expect(asKcatProducer(request, plainAccess('h:9092')).split('\n')).toEqual([
    '# Header "none" is left out: kcat cannot send it.',
    '# Header "raw" is left out: kcat cannot send it.',
    '# The timestamp is left out: kcat sends its own.',
    "printf '%s' '{\"a\": 1}",
    "' | kcat -P -b h:9092 -t orders -p 2 -z lz4 -X acks=all -k 'it'\\''s' -H 'trace=x y' -D '\\x01'",
  ]);
  const tombstone: SendRequest = { ...request, value: { kind: 'null' }, headers: [], timestampMs: null };
  expect(asKcatProducer(tombstone, plainAccess('h:9092'))).toContain(
    `printf '%s\\001\\002' 'it'\\''s' | kcat -P`,
  );
  expect(asKcatProducer(tombstone, plainAccess('h:9092'))).toContain('-Z');
  // librdkafka would send the key to another partition than the editor did.
  const byKey = { ...request, partition: null };
  expect(asKcatProducer(byKey, plainAccess('h:9092'))).toContain(
    `-k 'it'\\''s' -X partitioner=murmur2_random`,
  );
  expect(asPython(byKey, plainAccess('h:9092'))).toContain('"partitioner": "murmur2_random",');
  expect(asPython(request, plainAccess('h:9092'))).not.toContain('partitioner');
  const empty = { ...request, value: { kind: 'text', text: '' }, headers: [], timestampMs: null } as const;
  expect(asKcatProducer(empty, plainAccess('h:9092'))).toBe(
    `printf '%s\\001\\002' 'it'\\''s' | kcat -P -b h:9092 -t orders -p 2 -z lz4 -X acks=all -K '\\x01' -D '\\x02'`,
  );
  expect(asKcatProducer({ ...empty, key: { kind: 'null' } }, plainAccess('h:9092'))).toContain(
    "# The key is empty and not null: kcat sends no empty value without one.\nprintf '%s\\001\\002' '' |",
  );
  const nameless = { ...request, headers: [{ name: 'a=b', value: request.key }] };
  expect(asKcatProducer(nameless, plainAccess('h:9092'))).toContain('# Header "a=b" is left out');
  const console_ = asConsoleProducer(request, plainAccess('h:9092'));
  expect(console_).toContain('# Header "raw" is not text');
  expect(console_).toContain('parse.headers=true');
  expect(console_).toContain('--topic orders');
});

test('a message as code: bytes survive, null is null', () => {
  const java = asJava(request, plainAccess('h:9092'));
  expect(java).toContain('new ProducerRecord<byte[], byte[]>("orders", 2, 5L,');
  expect(java).toContain('record.headers().add("raw", Base64.getDecoder().decode("AP8="));');
  expect(java).toContain('record.headers().add("none", null);');
  const script = asJavaScript(request, plainAccess('h:9092'));
  expect(script).toContain('value: "{\\"a\\": 1}\\n",');
  expect(script).toContain(`"raw": Buffer.from('AP8=', 'base64'),`);
  expect(script).toContain('compression: CompressionTypes.LZ4,');
  expect(asPython(request, plainAccess('h:9092'))).toContain(
    'headers=[("trace", "x y".encode()), ("none", None), ("raw", b"\\x00\\xff")],',
  );
});

test('the JavaScript that is copied says all that the message says, whatever its names', async () => {
  const header = (name: string, text: string) => ({ name, value: { kind: 'text', text } as const });
  const headers = [header('twice', '1'), header('twice', '2'), header('__proto__', 'x'), ...request.headers];
  const { producer, ...sent } = await run(asJavaScript({ ...request, headers }, plainAccess('h:1,i:2')));
  expect(producer).toEqual({ brokers: ['h:1', 'i:2'] });
  expect(Object.entries(sent.messages[0]!.headers)).toEqual([
    ['twice', ['1', '2']],
    ['__proto__', 'x'],
    ['trace', 'x y'],
    ['none', null],
    ['raw', Buffer.from([0, 255])],
  ]);
  const order = 'they arrive in another order';
  expect(asJavaScript({ ...request, headers }, plainAccess('h:1'))).not.toContain(order);
  for (const mixed of [
    [...headers, header('twice', '3')],
    [...headers, header('7', 'x')],
  ])
    expect(asJavaScript({ ...request, headers: mixed }, plainAccess('h:1'))).toContain(order);
  expect(asJavaScript(request, plainAccess('h:1'))).toContain('// kafkajs has no lz4 by itself');
  const large: SendRequest = { ...request, value: { kind: 'base64', base64: btoa('\0'.repeat(500_000)) } };
  expect((await run(asJavaScript(large, plainAccess('h:1')))).messages[0]!.value).toHaveLength(500_000);
});

interface CopiedSend {
  producer: object;
  messages: { value: unknown; headers: Record<string, unknown> }[];
}

/** Runs the code with a client that only notes what it is asked. */
async function run(code: string): Promise<CopiedSend> {
  let noted: object = {};
  const kafkajs = {
    CompressionTypes: {},
    Kafka: class {
      readonly settings: object;
      constructor(settings: object) {
        this.settings = settings;
      }
      producer() {
        const none = async () => {};
        const send = async (sent: object) => {
          noted = { ...sent, producer: this.settings };
        };
        return { connect: none, disconnect: none, send };
      }
    },
  };
  const body = code.replace(/^import (.*) from 'kafkajs';$/m, 'const $1 = kafkajs;');
  // oxlint-disable-next-line typescript/no-implied-eval -- the code is what is tested
  await new Function('kafkajs', `return (async () => {${body}\n})()`)(kafkajs);
  return noted as CopiedSend;
}

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

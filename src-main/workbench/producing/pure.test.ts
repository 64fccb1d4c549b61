import { expect, test } from 'vitest';
import { type MessageTemplate, say } from '../../contract/index.ts';
import { Generator } from './generator.ts';
import { Latencies } from './latencies.ts';
import { elementsOf, LineError, messageOfCsv, messageOfJson } from './lines.ts';
import { redriven, type RedriveRules } from './redrive-plan.ts';
import { schemaFrom } from './shape.ts';
import { TemplateError } from './template.ts';

const template = (value: string, key: string | null = null): MessageTemplate => ({
  key,
  value,
  headers: [],
  partition: null,
});

async function valuesOf(from: MessageTemplate, count: number, seed = 7): Promise<string[]> {
  const generator = await Generator.make(from, { seed, firstSequence: 100 });
  return Array.from({ length: count }, (_, at) => generator.message(at, 1_000).value!.toString());
}

test('variables are filled in, and the same seed says the same again', async () => {
  const from = template(
    '{"n":{{sequence}},"id":"{{uuid}}","amount":{{float 1 5 1}},"qty":{{int 3 3}},"at":"{{now.iso}}","c":"{{choice red "dark green"}}"}',
  );
  const values = await valuesOf(from, 50);
  const parsed = values.map((value) => JSON.parse(value) as Record<string, unknown>);
  expect(parsed[0].n).toBe(100);
  expect(parsed[49].n).toBe(149);
  expect(new Set(parsed.map(({ id }) => id)).size).toBe(50);
  expect(parsed[0].id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parsed.every(({ amount }) => Number(amount) >= 1 && Number(amount) <= 5)).toBe(true);
  expect(parsed.every(({ qty }) => qty === 3)).toBe(true);
  expect(parsed[0].at).toBe('1970-01-01T00:00:01.000Z');
  expect(new Set(parsed.map(({ c }) => c))).toEqual(new Set(['red', 'dark green']));
  expect(await valuesOf(from, 50)).toEqual(values);
  expect(await valuesOf(from, 50, 8)).not.toEqual(values);
});

test('made-up names come from the library, in English and Korean, and cannot break JSON', async () => {
  const from = template(
    '{"name":"{{person.fullName}}","ko":"{{ko.person.fullName}}","t":"{{lorem.paragraphs 2}}"}',
  );
  const values = await valuesOf(from, 30);
  const parsed = values.map((value) => JSON.parse(value) as { name: string; ko: string; t: string });
  expect(parsed.every(({ name }) => /^\S+ /.test(name))).toBe(true);
  expect(parsed.every(({ ko }) => /[가-힣]/.test(ko))).toBe(true);
  expect(parsed[0].t).toContain('\n');
  expect(await valuesOf(from, 30)).toEqual(values);
});

test.each([
  ['{{nothing}}', "there is no variable 'nothing'"],
  ['{{int a}}', "'a' is no number"],
  ['{{int 5 1}}', '5 is above 1'],
  ['{{}}', 'a variable needs a name'],
  ['{{choice}}', 'needs something to choose from'],
  ['{{person.constructor}}', "there is no made-up 'person.constructor'"],
  ['{{helpers.fake x}}', "there is no made-up 'helpers.fake'"],
])('%s is refused in words', async (value, words) => {
  await expect(valuesOf(template(value), 1)).rejects.toThrow(words);
  await expect(valuesOf(template(value), 1)).rejects.toThrow(TemplateError);
});

test('a line of JSON is a value to the letter, or a message with its parts', () => {
  const value = messageOfJson(' {"id": 9007199254740993, "x": 1.0} ', 3, 'value');
  expect(value.value!.toString()).toBe('{"id": 9007199254740993, "x": 1.0}');
  const message = messageOfJson(
    '{"key":"k","value":{"id":9007199254740993},"headers":{"a":"1","none":null},"partition":2,"timestamp":5}',
    4,
    'message',
  );
  expect(message).toEqual({
    line: 4,
    key: Buffer.from('k'),
    value: Buffer.from('{"id":9007199254740993}'),
    headers: [
      { key: 'a', value: Buffer.from('1') },
      { key: 'none', value: null },
    ],
    partition: 2,
    timestampMs: 5,
  });
  expect(messageOfJson('{"valueBase64":"AP8="}', 1, 'message').value).toEqual(Buffer.from([0, 255]));
  const listed = '{"headers":[["a","1"],{"name":"a","valueBase64":"AP8="}]}';
  expect(messageOfJson(listed, 1, 'message').headers).toEqual([
    { key: 'a', value: Buffer.from('1') },
    { key: 'a', value: Buffer.from([0, 255]) },
  ]);
  expect(messageOfJson('{"value":null,"key":""}', 1, 'message')).toMatchObject({
    value: null,
    key: Buffer.alloc(0),
  });
  expect(elementsOf('[{"a":9007199254740993},"x"]')).toEqual(['{"a":9007199254740993}', '"x"']);
});

test.each([
  ['{"a":', 'no valid JSON'],
  ['[1]', 'an object with key, value'],
  ['{"kee":1}', "a message has no 'kee'"],
  ['{"partition":-1}', "'-1' is no partition"],
  ['{"timestamp":"soon"}', "'soon' is no time"],
  ['{"headers":[1]}', 'headers are an object'],
  ['{"headers":[{"name":"a","value":"AP8="}]}', 'headers are an object'],
  ['{"headers":[{"name":"a","valueBase64":"-"}]}', 'valueBase64'],
])('%s is no message, and says why', (line, words) => {
  expect(() => messageOfJson(line, 1, 'message')).toThrow(LineError);
  expect(() => messageOfJson(line, 1, 'message')).toThrow(words);
});

test('columns of a CSV become the parts they are said to be', () => {
  const mapping = {
    delimiter: ',',
    hasHeader: true,
    key: 1,
    value: 0,
    headers: 2,
    partition: 3,
    timestamp: 4,
    emptyIsNull: true,
  } as const;
  const message = messageOfCsv(
    ['v', null, '[["a","1"],["a",null]]', '1', '1970-01-01T00:00:01Z'],
    9,
    mapping,
  );
  expect(message).toEqual({
    line: 9,
    key: null,
    value: Buffer.from('v'),
    headers: [
      { key: 'a', value: Buffer.from('1') },
      { key: 'a', value: null },
    ],
    partition: 1,
    timestampMs: 1_000,
  });
  expect(() => messageOfCsv(['v'], 9, mapping)).toThrow('column 2 is missing');
});

test('percentiles are right to five percent, whatever the spread', () => {
  const latencies = new Latencies();
  expect(latencies.summary()).toBeNull();
  for (let ms = 1; ms <= 1_000; ms++) latencies.add(ms, 1);
  const { p50, p99, max } = latencies.summary()!;
  expect(Math.abs(p50 - 500)).toBeLessThanOrEqual(25);
  expect(Math.abs(p99 - 990)).toBeLessThanOrEqual(50);
  expect(max).toBe(1_000);
});

test('a shape knows types, what is always there, and texts that come again and again', () => {
  const examples = Array.from({ length: 12 }, (_, at) => ({
    id: at,
    price: at / 2,
    city: ['Seoul', 'Busan'][at % 2],
    lines: [{ sku: `s-${at}` }],
    ...(at > 3 && { note: at % 2 ? null : 'x' }),
  }));
  expect(schemaFrom(examples)).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      id: { type: 'integer' },
      price: { type: 'number' },
      city: { type: 'string', examples: ['Busan', 'Seoul'] },
      lines: {
        type: 'array',
        items: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] },
      },
      note: { type: ['null', 'string'] },
    },
    required: ['id', 'price', 'city', 'lines'],
  });
  expect(schemaFrom([])).toBeNull();
});

const rules: RedriveRules = {
  topic: 'orders.dlq',
  target: { cluster: 'local', topic: 'orders', topicHeader: null },
  keepPartition: false,
  keepTimestamp: false,
  provenance: false,
  removeHeaders: [],
};
const stored = (headers: [string, Buffer | null][]) => ({
  partition: 2,
  record: {
    offset: 9,
    timestamp: 77n,
    key: Buffer.from([0, 255]),
    value: null,
    headers: headers.map(([key, value]) => ({ key, value })),
  } as never,
});

test('what is sent on keeps its bytes; headers are removed and added as asked', () => {
  const plan = redriven(
    stored([
      ['raw', Buffer.from([255])],
      ['none', null],
      ['error', Buffer.from('x')],
    ]),
    1,
    {
      ...rules,
      removeHeaders: ['error'],
      provenance: true,
      keepPartition: true,
      keepTimestamp: true,
    },
  );
  expect(plan).toEqual({
    topic: 'orders',
    outgoing: {
      line: 1,
      partition: 2,
      key: Buffer.from([0, 255]),
      value: null,
      timestampMs: 77n,
      headers: [
        { key: 'raw', value: Buffer.from([255]) },
        { key: 'none', value: null },
        { key: 'sluice.source.topic', value: Buffer.from('orders.dlq') },
        { key: 'sluice.source.partition', value: Buffer.from('2') },
        { key: 'sluice.source.offset', value: Buffer.from('9') },
        { key: 'sluice.source.timestamp', value: Buffer.from('77') },
      ],
    },
  });
});

test('a header can name the topic; without one the record goes to the chosen topic, or nowhere', () => {
  const target = { cluster: 'local', topic: '', topicHeader: 'origin' };
  const byHeader = (value: string | null, topic = '') =>
    redriven(stored(value === null ? [] : [['origin', Buffer.from(value)]]), 1, {
      ...rules,
      target: { ...target, topic },
    });
  expect(byHeader('payments')).toMatchObject({ topic: 'payments' });
  expect(byHeader(null, 'orders')).toMatchObject({ topic: 'orders' });
  expect(byHeader(null)).toEqual({ skipped: say('redrive.noHeader', { header: 'origin' }) });
  expect(byHeader('../x')).toEqual({ skipped: say('redrive.badHeader', { header: 'origin' }) });
});

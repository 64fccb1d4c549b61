import { expect, test } from 'vitest';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { avroFormat } from './avro.ts';
import { jsonSchemaFormat } from './json-schema.ts';
import { descriptorSetFormat, messageTypes, protobufFormat } from './protobuf.ts';

const avro = (schema: unknown, ...references: { name: string; text: string }[]) =>
  avroFormat({ kind: 'avro', text: JSON.stringify(schema), references });

const ORDER = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'either', type: ['int', 'long', 'string'] },
    { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 20, scale: 2 } },
    { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 2 } },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['NEW', 'PAID'] } },
    { name: 'tags', type: { type: 'map', values: { type: 'array', items: 'double' } } },
  ],
};
const order = {
  text: '{"id":9223372036854775807,"note":"안녕","either":5,"price":-12345678901234567.89,"hash":"\\u0000ÿ","state":"PAID","tags":{"a":[1.5,"NaN"]}}',
};

test('Avro: what is encoded is decoded to the same JSON, digits and bytes included', () => {
  const format = avro(ORDER);
  const bytes = format.encode(order.text);
  expect(format.decode(Buffer.concat([Buffer.from([9, 9]), bytes]), 2)).toBe(order.text);
  const named = order.text.replace('"either":5', '"either":{"string":"5"}');
  expect(format.decode(format.encode(named), 0)).toBe(order.text.replace('"either":5', '"either":"5"'));
});

test('Avro: bytes of others are refused with what is wrong', () => {
  const format = avro(ORDER);
  const bytes = format.encode(order.text);
  expect(() => format.decode(bytes.subarray(0, 5), 0)).toThrow('the bytes end before shop.Order does');
  expect(() => format.decode(Buffer.concat([bytes, Buffer.alloc(3)]), 0)).toThrow(
    '3 bytes are left after shop.Order',
  );
});

test.each([
  ['{"id":1.5}', 'id must be a whole number, not 1.5'],
  ['{"id":9223372036854775808}', 'id must be a whole number of 64 bits, not 9223372036854775808'],
  ['{"id":1}', 'either is missing and has no default'],
  [order.text.replace('PAID', 'LOST'), 'state must be one of NEW, PAID, not "LOST"'],
  [order.text.replace('1.5', '"x"'), 'tags.a[0] must be a number, not "x"'],
  [order.text.replace('ÿ', '안'), 'hash must be a string of characters up to U+00FF'],
  [order.text.replace('67.89', '67.891'), 'more than 2 decimals'],
  [order.text.replace('{', '{"stray":1,'), 'stray is no field of shop.Order'],
])('Avro: %s is refused', (text, problem) => expect(() => avro(ORDER).encode(text)).toThrow(problem));

test('Avro: schemas refer to others by name', () => {
  const money = { type: 'record', name: 'shop.Money', fields: [{ name: 'cents', type: 'int' }] };
  const format = avro(
    { type: 'record', name: 'shop.Bill', fields: [{ name: 'sum', type: 'shop.Money' }] },
    { name: 'shop.Money', text: JSON.stringify(money) },
  );
  expect(format.decode(format.encode('{"sum":{"cents":7}}'), 0)).toBe('{"sum":{"cents":7}}');
  expect(() => avro({ type: 'record', name: 'A', fields: [{ name: 'b', type: 'Unknown' }] })).toThrow(
    'Unknown',
  );
});

const PROTO = `
  syntax = "proto3";
  package shop;
  import "shop/money.proto";
  import "google/protobuf/timestamp.proto";
  message Note { string text = 1; }
  enum Kind { KIND_NONE = 0; KIND_BIG = 1; }
  message Order {
    message Line { int64 id = 1; bytes raw = 2; }
    repeated Line lines = 1;
    Money total = 2;
    Kind kind = 3;
    google.protobuf.Timestamp placed_at = 4;
  }`;
const MONEY = {
  name: 'shop/money.proto',
  text: 'syntax = "proto3"; package shop; message Money { uint64 cents = 1; }',
};
const proto = () => protobufFormat({ kind: 'protobuf', text: PROTO, references: [MONEY] });

test('Protobuf: messages are picked by their place in the file, and read as ProtoJSON', () => {
  const format = proto();
  const text =
    '{"lines":[{"id":"9007199254740993","raw":"AP8="}],"total":{"cents":"5"},"kind":"KIND_BIG","placedAt":"2026-11-28T10:00:00Z"}';
  const bytes = format.encode(text, [1]);
  expect(JSON.parse(format.decode(bytes, 0, [1]))).toEqual(JSON.parse(text));
  expect(format.decode(format.encode('{"text":"x"}'), 0)).toBe('{"text":"x"}');
  expect(JSON.parse(format.decode(format.encode('{"id":"7"}', [1, 0]), 0, [1, 0]))).toEqual({ id: '7' });
  expect(() => format.decode(bytes, 0, [4])).toThrow('no message at [4]');
  expect(() => format.decode(Buffer.from([0x0a, 0x7f, 1]), 0, [1])).toThrow();
});

test('Protobuf: an import that is not here is named', () => {
  expect(() => protobufFormat({ kind: 'protobuf', text: PROTO, references: [] })).toThrow('shop/money.proto');
});

test('Protobuf: a descriptor set serves as well, and files tell their messages', () => {
  const root = protobuf.parse(MONEY.text, { keepCase: true }).root;
  root.resolveAll();
  const set = descriptor.FileDescriptorSet.encode(root.toDescriptor('proto3') as any).finish();
  const format = descriptorSetFormat(Buffer.from(set), 'shop.Money');
  expect(format.decode(Buffer.from([8, 7]), 0)).toBe('{"cents":"7"}');
  expect(messageTypes([MONEY.text, PROTO])).toEqual([
    'shop.Money',
    'shop.Note',
    'shop.Order',
    'shop.Order.Line',
  ]);
});

test('JSON Schema: what does not fit is not sent, with the field', () => {
  const text = JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' }, lines: { type: 'array', items: { $ref: 'line.json' } } },
  });
  const references = [{ name: 'line.json', text: '{"type":"object","required":["sku"]}' }];
  const format = jsonSchemaFormat({ kind: 'json-schema', text, references });
  expect(format.encode('{"id":9007199254740993}').toString()).toBe('{"id":9007199254740993}');
  expect(() => format.encode('{"id":"x"}')).toThrow('id must be integer');
  expect(() => format.encode('{"id":1,"lines":[{}]}')).toThrow("lines.0 must have required property 'sku'");
  expect(format.decode(Buffer.from('xx{"id":1}'), 2)).toBe('{"id":1}');
});

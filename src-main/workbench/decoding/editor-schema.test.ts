import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { avroFormat } from './avro.ts';
import { protobufFormat } from './protobuf.ts';
import type { SchemaFormat } from './schema-format.ts';

/** Whether an editor would mark a text, and whether it can be encoded: both must say the same. */
async function judged(format: SchemaFormat, path: readonly number[] | undefined, text: string) {
  const schema = (await format.editorSchema(path))!;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const valid = ajv.compile(schema)(JSON.parse(text));
  try {
    format.encode(text, path);
    return { valid, encodes: true };
  } catch {
    return { valid, encodes: false };
  }
}

const AVRO = avroFormat({
  kind: 'avro',
  references: [],
  text: JSON.stringify({
    type: 'record',
    name: 'Node',
    namespace: 'shop',
    fields: [
      { name: 'id', type: 'int' },
      { name: 'state', type: { type: 'enum', name: 'State', symbols: ['NEW', 'PAID'] }, default: 'NEW' },
      { name: 'next', type: ['null', 'Node'], default: null },
      { name: 'tags', type: { type: 'map', values: { type: 'array', items: 'double' } }, default: {} },
      { name: 'atMs', type: { type: 'long', logicalType: 'timestamp-millis' }, default: 0 },
      { name: 'hash', type: ['null', { type: 'fixed', name: 'Hash', size: 2 }], default: null },
      {
        name: 'price',
        type: ['null', { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }],
        default: null,
      },
    ],
  }),
});
const PROTOBUF = protobufFormat({
  kind: 'protobuf',
  references: [],
  text: `syntax = "proto3";
    import "google/protobuf/timestamp.proto";
    message Other { string name = 1; }
    message Node {
      enum State { NEW = 0; PAID = 1; }
      int64 order_id = 1;
      State state = 2;
      Node next = 3;
      map<string, double> tags = 4;
      repeated bytes parts = 5;
      google.protobuf.Timestamp at = 6;
    }`,
});

test.each([
  ['{"id": 1}', true],
  [
    '{"id": 1, "state": "PAID", "next": {"id": 2, "next": null}, "tags": {"a": [1.5, "NaN"]}, "atMs": 5}',
    true,
  ],
  ['{"id": 1, "next": {"shop.Node": {"id": 2}}}', true],
  ['{"id": 1, "hash": "ab", "price": 12.5}', true],
  ['{"id": 1, "hash": "abc"}', false],
  ['{"id": 2147483648}', false],
  ['{"id": "1"}', false],
  ['{}', false],
  ['{"id": 1, "state": "LOST"}', false],
  ['{"id": 1, "next": {}}', false],
  ['{"id": 1, "stray": 1}', false],
  ['{"id": 1, "tags": {"a": ["x"]}}', false],
])('Avro: an editor judges %s as the encoder does', async (text, fits) => {
  expect(await judged(AVRO, undefined, text)).toEqual({ valid: fits, encodes: fits });
});

test('a long with a logical type keeps every digit, there and back', () => {
  const nanos = avroFormat({
    kind: 'avro',
    references: [],
    text: '{"type":"record","name":"R","fields":[{"name":"at","type":["null",{"type":"long","logicalType":"timestamp-nanos"}],"default":null},{"name":"n","type":{"type":"long"},"default":7}]}',
  });
  expect(nanos.decode(nanos.encode('{"at": 1767225600123456789}'), 0)).toBe(
    '{"at":1767225600123456789,"n":7}',
  );
});

test.each([
  ['{}', true],
  ['{"orderId": "9007199254740993", "state": "PAID", "next": {"order_id": 2}, "tags": {"a": 1}}', true],
  ['{"parts": ["AAE="], "at": "2026-01-31T12:00:00Z", "next": null, "state": 1}', true],
  ['{"state": "LOST"}', false],
  ['{"stray": 1}', false],
  ['{"next": {"stray": 1}}', false],
  ['{"tags": {"a": "x"}}', false],
  ['{"parts": "AAE="}', false],
  ['{"name": "of the other message"}', false],
])('Protobuf: an editor judges %s as the encoder does', async (text, fits) => {
  expect(await judged(PROTOBUF, [1], text)).toEqual({ valid: fits, encodes: fits });
});

test('what a Protobuf file declares has names and paths, and the first is meant where none is', async () => {
  expect(PROTOBUF.types).toEqual([
    { name: 'Other', path: [0] },
    { name: 'Node', path: [1] },
  ]);
  expect(await PROTOBUF.editorSchema()).toMatchObject({ $ref: '#/definitions/Other' });
});

test('each field says its types, which is all that an editor completes a value by', async () => {
  const typesIn = async (format: SchemaFormat, name: string, path?: readonly number[]) => {
    const { definitions } = (await format.editorSchema(path)) as {
      definitions: Record<string, { properties: Record<string, { type?: unknown }> }>;
    };
    return Object.entries(definitions[name]!.properties).map(([field, { type }]) => [field, type]);
  };
  expect(await typesIn(AVRO, 'shop.Node')).toEqual([
    ['id', 'integer'],
    ['state', 'string'],
    ['next', ['object', 'null']],
    ['tags', 'object'],
    ['atMs', 'integer'],
    ['hash', ['string', 'object', 'null']],
    ['price', ['number', 'object', 'null']],
  ]);
  expect(await typesIn(PROTOBUF, 'Node', [1])).toEqual([
    ['orderId', ['integer', 'string', 'null']],
    ['order_id', ['integer', 'string', 'null']],
    ['state', ['string', 'number', 'null']],
    ['next', ['object', 'null']],
    ['tags', ['object', 'null']],
    ['parts', ['array', 'null']],
    ['at', ['string', 'null']],
  ]);
});

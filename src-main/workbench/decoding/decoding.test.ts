import { expect, test } from 'vitest';
import type { DecoderChoice } from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import { avroFormat } from './avro.ts';
import { Decoding, type KnownSchema } from './decoding.ts';
import { protobufFormat } from './protobuf.ts';
import type { SchemaId } from './framing.ts';

const AUTO = { decoder: 'auto' } as const;
const GUID = '7c5a4b6e-1111-4222-8333-0123456789ab';
const text = avroFormat({ kind: 'avro', text: '"string"', references: [] });
const proto = protobufFormat({
  kind: 'protobuf',
  text: 'syntax = "proto3"; message A { int32 a = 1; } message B { int32 b = 1; }',
  references: [],
});
const REGISTRY = new Map<SchemaId, KnownSchema>([
  [7, { format: text }],
  [8, { format: proto }],
  [9, { problem: 'The schema registry says 500.' }],
  [GUID, { format: text }],
]);

function decoding(value: DecoderChoice = AUTO, local?: KnownSchema) {
  const asked: SchemaId[] = [];
  const loaded = new Map<SchemaId, KnownSchema>();
  const schemas = {
    known: (id: SchemaId) => loaded.get(id),
    load: async (ids: Iterable<SchemaId>) => {
      for (const id of ids) {
        asked.push(id);
        loaded.set(id, REGISTRY.get(id) ?? { problem: 'Schema not found.' });
      }
    },
  };
  return {
    asked,
    decoding: new Decoding({ choice: { key: AUTO, value }, schemas, local: { value: local } }),
  };
}

const record = (value: Buffer | null, headers: LogRecord['headers'] = []): LogRecord => ({
  offset: 0,
  timestamp: 0n,
  key: null,
  value,
  headers,
});
const framed = (id: number, ...rest: Buffer[]) => {
  const head = Buffer.alloc(5);
  head.writeInt32BE(id, 1);
  return Buffer.concat([head, ...rest]);
};
const guidHeader = (...indexes: number[]) => ({
  key: '__value_schema_id',
  value: Buffer.from(`01${GUID.replaceAll('-', '')}${Buffer.from(indexes).toString('hex')}`, 'hex'),
});

test.each<[string, LogRecord, string, object]>([
  ['Avro behind its id', record(framed(7, text.encode('"hi"'))), '"hi"', { decoder: 'avro', schemaId: 7 }],
  [
    'the first Protobuf message',
    record(framed(8, Buffer.from([0, 8, 5]))),
    '{"a":5}',
    { decoder: 'protobuf' },
  ],
  [
    'another Protobuf message',
    record(framed(8, Buffer.from([2, 2, 8, 5]))),
    '{"b":5}',
    { decoder: 'protobuf' },
  ],
  [
    'a GUID in a header',
    record(text.encode('"hi"'), [guidHeader()]),
    '"hi"',
    { decoder: 'avro', schemaId: GUID },
  ],
  [
    'a MessagePack map',
    record(Buffer.from('81a161cf0020000000000001', 'hex')),
    '{"a":9007199254740993}',
    { decoder: 'messagepack' },
  ],
  ['a long', record(Buffer.from('00000000000000ff', 'hex')), '255', { decoder: 'int64' }],
  ['an int', record(Buffer.from('fffffffe', 'hex')), '-2', { decoder: 'int32' }],
  [
    'a UUID',
    record(Buffer.from('7c5a4b6e111142228333f123456789ab', 'hex')),
    '7c5a4b6e-1111-4222-8333-f123456789ab',
    { decoder: 'uuid' },
  ],
  ['JSON', record(Buffer.from('{"a":1}')), '{"a":1}', { format: 'json' }],
  ['text', record(Buffer.from('hi')), 'hi', { format: 'text' }],
  ['bytes', record(Buffer.from('ff00ff', 'hex')), 'ff00ff', { format: 'binary' }],
])('%s is read by itself', async (_name, one, wanted, rest) => {
  const { decoding: reading } = decoding();
  await reading.prepare([one]);
  expect(reading.payload(one, 'value')).toMatchObject({
    text: wanted,
    sizeBytes: one.value!.length,
    ...rest,
  });
});

test('a record whose schema cannot be had is shown as bytes, with the reason; its neighbours are read', async () => {
  const { asked, decoding: reading } = decoding();
  const records = [
    record(framed(9)),
    record(framed(7, text.encode('"x"'))),
    record(framed(1234, Buffer.from('zz'))),
  ];
  await reading.prepare(records);
  await reading.prepare(records);
  expect(asked).toEqual([9, 7, 1234]);
  expect(
    records.map((one) => reading.payload(one, 'value')).map(({ text: shown, problem }) => [shown, problem]),
  ).toEqual([
    ['0000000009', 'Schema 9: The schema registry says 500.'],
    ['"x"', undefined],
    ['00000004d27a7a', 'Schema 1234: Schema not found.'],
  ]);
});

test('a choice by hand is kept to, and what does not fit it says so', () => {
  const chosen = decoding({ decoder: 'int64' }).decoding;
  expect(chosen.payload(record(Buffer.alloc(8)), 'value')).toMatchObject({ text: '0', decoder: 'int64' });
  expect(chosen.payload(record(Buffer.from('abc')), 'value')).toMatchObject({
    text: 'abc',
    problem: '3 bytes, not 8',
  });
  const withSchema = decoding({ decoder: 'avro', schema: { text: '"string"' } }, { format: text }).decoding;
  expect(withSchema.payload(record(text.encode('"bare"')), 'value')).toMatchObject({
    text: '"bare"',
    decoder: 'avro',
  });
});

test('every decoder explains itself', async () => {
  const { decoding: reading } = decoding();
  const one = record(framed(7, text.encode('"hi"')));
  await reading.prepare([one]);
  const said = Object.fromEntries(
    reading.explain(one, 'value').map(({ decoder, outcome, reason }) => [decoder, reason ?? outcome]),
  );
  expect(said).toMatchObject({
    avro: 'used',
    protobuf: 'schema 7 is avro',
    json: 'not valid UTF-8, or with control characters',
    messagepack: 'no MessagePack: 7 of 8 bytes are left after the value',
    int64: 'fits',
    int32: '8 bytes, not 4',
    hex: 'fits',
  });
});

test('bytes that their schema cannot read are not held against the other kinds of schema', async () => {
  const { decoding: reading } = decoding();
  const one = record(framed(7, Buffer.of(0x10)));
  await reading.prepare([one]);
  const said = new Map(reading.explain(one, 'value').map(({ decoder, reason }) => [decoder, reason]));
  expect(said.get('avro')).toMatch(/^Schema 7: /);
  expect(said.get('protobuf')).toBe('schema 7 is avro');
  expect(said.get('json-schema')).toBe('schema 7 is avro');
});

test('null and empty are neither read nor explained', () => {
  const { decoding: reading } = decoding({ decoder: 'int32' });
  expect(reading.payload(record(null), 'value').format).toBe('null');
  expect(reading.payload(record(Buffer.alloc(0)), 'value').format).toBe('empty');
  expect(reading.explain(record(null), 'value')).toEqual([]);
});

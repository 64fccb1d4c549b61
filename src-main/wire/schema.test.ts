import { expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import {
  array,
  bytes,
  int16,
  int32,
  int64,
  MalformedError,
  message,
  nullable,
  nullableArray,
  nullableStruct,
  Reader,
  string,
  uuid,
  Writer,
} from './index.ts';

const Sample = message('Sample', { versions: [0, 3], flexibleSince: 2 }, () => ({
  name: string(),
  instanceId: nullable(string, { since: 1, default: null }),
  ids: array(int32()),
  topics: array({ topic: string(), offset: int64({ since: 1, default: -1 }) }),
  groups: nullableArray(string(), { since: 2 }),
  leader: nullableStruct({ id: int32(), host: string() }, { since: 3, default: null }),
  clusterId: uuid({ since: 2, tag: 1 }),
  epoch: int16({ since: 2, tag: 0, default: -1 }),
}));

function encode(version: number, value: Parameters<ReturnType<typeof Sample.codec>['encode']>[1]): Buffer {
  const writer = new Writer();
  Sample.codec(version).encode(writer, value);
  return writer.toBuffer();
}

test('each version has its own bytes', () => {
  const value = {
    name: 'a',
    instanceId: 'i',
    ids: [7],
    topics: [{ topic: 't', offset: 5 }],
    groups: null,
    epoch: 3,
  };
  expect([0, 1, 2, 3].map((version) => encode(version, value).toString('hex'))).toEqual([
    '000161' + '0000000100000007' + '00000001000174',
    '000161' + '000169' + '0000000100000007' + '00000001000174' + '0000000000000005',
    '0261' + '0269' + '0200000007' + '020274' + '0000000000000005' + '00' + '00' + '0100020003',
    '0261' + '0269' + '0200000007' + '020274' + '0000000000000005' + '00' + '00' + 'ff' + '0100020003',
  ]);
});

test('decoding gives every field, absent ones with their default', () => {
  const value = {
    name: 'ä',
    instanceId: null,
    ids: [],
    topics: [],
    leader: { id: 1, host: 'h' },
    groups: ['x'],
  };
  expect(Sample.codec(0).decode(new Reader(encode(0, value)))).toEqual({
    name: 'ä',
    instanceId: null,
    ids: [],
    topics: [],
    groups: [],
    leader: null,
    clusterId: ZERO_UUID,
    epoch: -1,
  });
  expect(Sample.codec(3).decode(new Reader(encode(3, value)))).toMatchObject({
    groups: ['x'],
    leader: { id: 1, host: 'h' },
  });
});

test('unknown tagged fields are skipped', () => {
  const known = encode(2, { name: '', ids: [], topics: [], groups: [] });
  const extended = Buffer.concat([known.subarray(0, -1), Buffer.from('0109' + '02' + 'beef', 'hex')]);
  expect(Sample.codec(2).decode(new Reader(extended))).toMatchObject({ name: '', epoch: -1 });
});

const Blob = message('Blob', { versions: [0, 1], flexibleSince: 1 }, () => ({
  data: bytes(),
  ids: array(int32()),
}));

test.each([
  ['array longer than the frame', '00000000' + '7fffffff'],
  ['bytes longer than the frame', '00000010' + '00'],
  ['negative length', 'fffffffe'],
  ['null where none is allowed', 'ffffffff'],
  ['nothing', ''],
])('refuses %s', (_, hex) => {
  expect(() => Blob.codec(0).decode(new Reader(Buffer.from(hex, 'hex')))).toThrow(MalformedError);
});

test.each([
  ['varint of six bytes', 'ffffffffff01'],
  ['varint beyond 32 bits', 'ffffffff1f'],
  ['compact array longer than the frame', '01' + 'ffffffff0f'],
  ['tag flood', '01' + '01' + 'ffff03'],
])('refuses %s', (_, hex) => {
  expect(() => Blob.codec(1).decode(new Reader(Buffer.from(hex, 'hex')))).toThrow(MalformedError);
});

test('large bytes are spliced, not copied', () => {
  const large = Buffer.alloc(5000, 1);
  const writer = new Writer();
  Blob.codec(0).encode(writer, { data: [large, large], ids: [1] });
  const chunks = writer.finish();
  expect(chunks.map((chunk) => chunk.length)).toEqual([4, 5000, 5000, 8]);
  expect(chunks[1].buffer).toBe(large.buffer);
});

test('int64 at the edges', () => {
  const writer = new Writer();
  const edges = [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -4294967296, Infinity];
  for (const edge of edges) writer.int64(edge);
  writer.int64(-(2n ** 63n));
  const reader = new Reader(writer.toBuffer());
  expect(edges.map(() => reader.int64())).toEqual(edges);
  expect(() => reader.int64()).toThrow(MalformedError);
  reader.position -= 8;
  expect(reader.wideInt64()).toBe(-(2n ** 63n));
});

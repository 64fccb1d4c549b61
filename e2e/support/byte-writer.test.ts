import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

test('numbers are big-endian, strings and bytes have their length before them', () => {
  const hex = new ByteWriter(1)
    .int8(-1)
    .int16(1)
    .int32(2)
    .int64(3n)
    .string('é')
    .string(null)
    .bytes(null)
    .finish();
  expect(hex.toString('hex')).toBe(
    'ff' + '0001' + '00000002' + '0000000000000003' + '0002c3a9' + 'ffff' + 'ffffffff',
  );
});

test.each([
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [-64, '7f'],
  [64, '8001'],
  [2 ** 31 - 1, 'feffffff0f'],
  [-(2 ** 31), 'ffffffff0f'],
])('the varint of %i is %s', (value, hex) => {
  expect(new ByteWriter(1).varint(value).finish().toString('hex')).toBe(hex);
});

test('every write survives the growth that it causes', () => {
  const writer = new ByteWriter(1);
  for (let i = 0; i < 1_000; i++) writer.int32(i).string('x');
  const bytes = writer.finish();
  expect(bytes.length).toBe(7_000);
  expect(bytes.readInt32BE(999 * 7)).toBe(999);
});

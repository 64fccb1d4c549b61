import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DigestBuilder, digestDifference, encodeContent, summarize } from './digest.ts';

const bytes = (text: string) => Buffer.from(text);
const record = { key: bytes('k'), value: null, headers: [['h', bytes('')]] as [string, Buffer][] };

test('the encoding is the documented one, byte by byte', () => {
  const expected = '00000001 6b ffffffff 00000001 00000001 68 00000000'.replaceAll(' ', '');
  expect(encodeContent(record).toString('hex')).toBe(expected);
});

test('a digest covers offset and content, counts records, and may be taken in between', () => {
  const builder = new DigestBuilder();
  builder.add(2, 5, record);
  const offset = Buffer.from('0000000000000005', 'hex');
  const hex = createHash('sha256').update(offset).update(encodeContent(record)).digest('hex');
  expect(builder.digests()).toEqual({ 2: `1:${hex}` });
  builder.add(2, 7, record);
  builder.add(0, 0, record);
  expect(builder.count).toBe(3);
  expect(summarize(builder.digests())).toMatch(/^3 records, [0-9a-f]{12}$/);
});

test.each([
  ['another offset', 1, record],
  ['null instead of an empty header value', 0, { ...record, headers: [['h', null]] as [string, null][] }],
  ['empty instead of a null value', 0, { ...record, value: bytes('') }],
  ['a byte moved from key to value', 0, { ...record, key: bytes(''), value: bytes('k') }],
])('%s changes the digest', (_, offset, changed) => {
  const [left, right] = [new DigestBuilder(), new DigestBuilder()];
  left.add(0, 0, record);
  right.add(0, offset, changed);
  expect(digestDifference(right.digests(), left.digests())).toMatch(/^partition 0: expected 1:.*, got 1:/);
  expect(digestDifference(left.digests(), left.digests())).toBeNull();
});

test('a record twice is refused, and a missing partition is named', () => {
  const builder = new DigestBuilder();
  builder.add(0, 3, record);
  expect(() => builder.add(0, 3, record)).toThrow('partition 0: offset 3 came after 3');
  expect(digestDifference({}, builder.digests())).toMatch(/got nothing$/);
});

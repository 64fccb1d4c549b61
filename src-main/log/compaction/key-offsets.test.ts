import { expect, test } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { KeyOffsets, murmur3 } from './key-offsets.ts';

test.each([
  ['', 0, '00000000000000000000000000000000'],
  ['The quick brown fox jumps over the lazy dog', 0, '2f1583c3ecee2c675d7bf66ce5e91d2c'],
  ['abc', 99, '0cdeea93643fcfee643fcfee643fcfee'],
  ['0123456789abcdef0123456789abcdef!', 1, 'f8a4bc78863008613b2973f97ecfcd69'],
])('the hash of %j with seed %i is that of other implementations', (text, seed, hex) => {
  const hash = new Uint32Array(4);
  murmur3(Buffer.from(text), seed, hash);
  expect([...hash].map((word) => word.toString(16).padStart(8, '0')).join('')).toBe(hex);
});

test('it remembers the newest offset of every key, whatever its length, while it grows', () => {
  const random = seededRandom(7);
  const keys = new KeyOffsets(24 * 100_000, 99);
  const expected = new Map<string, number>();
  for (let offset = 0; offset < 60_000; offset++) {
    const key = `${Math.floor(random() * 20_000)}`.padStart(Math.floor(random() * 40), 'k');
    keys.put(Buffer.from(key), offset);
    expected.set(key, offset);
  }
  expect(keys.size).toBe(expected.size);
  for (const [key, offset] of expected) expect(keys.get(Buffer.from(key))).toBe(offset);
  expect(keys.get(Buffer.from('never seen'))).toBeUndefined();
});

test('it is full before its memory is, and says so', () => {
  const keys = new KeyOffsets(24 * 100, 1);
  let count = 0;
  while (!keys.isFull) keys.put(Buffer.from(`key ${count}`), count++);
  expect(count).toBe(90);
  expect(keys.get(Buffer.from('key 0'))).toBe(0);
});

test.each([
  [0, 1],
  [0.5, 50],
  [1, 99],
  [7, 99],
])('with a load factor of %d it holds %i keys of a hundred slots', (loadFactor, keysMax) => {
  const keys = new KeyOffsets(24 * 100, 1, loadFactor);
  let count = 0;
  while (!keys.isFull) keys.put(Buffer.from(`key ${count}`), count++);
  expect(count).toBe(keysMax);
  for (let key = 0; key < count; key++) expect(keys.get(Buffer.from(`key ${key}`))).toBe(key);
  expect(keys.get(Buffer.from('never seen'))).toBeUndefined();
});

test('a table that must take all of its memory stays quick, and takes more where its caller goes on', () => {
  const keys = new KeyOffsets(24 * 2000, 1, 1);
  for (let key = 0; key < 2500; key++) keys.put(Buffer.from(`key ${key}`), key);
  expect(keys.isFull).toBe(true);
  for (let key = 0; key < 2500; key++) expect(keys.get(Buffer.from(`key ${key}`))).toBe(key);
});

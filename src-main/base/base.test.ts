import { expect, test } from 'vitest';
import {
  coordinatorPartition,
  crc32c,
  Fifo,
  Heap,
  isUuid,
  javaStringHash,
  murmur2,
  randomBetween,
  randomUuid,
  seededRandom,
  sizeOfVarint,
  sizeOfVarlong,
  SmallSet,
  unZigZag,
  uuidFromBytes,
  uuidToBytes,
  ZERO_UUID,
  zigZag,
} from './index.ts';

test('murmur2 gives the values that Kafka gives', () => {
  // Reference values of org.apache.kafka.common.utils.UtilsTest.
  const cases: [string, number][] = [
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ];
  for (const [text, hash] of cases) expect([text, murmur2(Buffer.from(text))]).toEqual([text, hash]);
});

test('Java string hashes place groups', () => {
  expect(javaStringHash('')).toBe(0);
  expect(javaStringHash('hello')).toBe(99162322);
  expect(javaStringHash('polygenelubricants')).toBe(-2147483648);
  expect(coordinatorPartition('polygenelubricants', 50)).toBe(0);
});

test('CRC-32C of the check string', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.from('56789'), crc32c(Buffer.from('1234')))).toBe(0xe3069283);
  // Of many pages at once as of less than one.
  const long = Buffer.from(Array.from({ length: 100_000 }, (_unused, index) => (index * 7919) >>> 3));
  let sum = 0;
  for (let at = 0; at < long.length; at += 999) sum = crc32c(long.subarray(at, at + 999), sum);
  expect(crc32c(long)).toBe(sum);
});

test('uuids round-trip and never look like an option', () => {
  const random = seededRandom(1);
  const bytes = (size: number) => Uint8Array.from({ length: size }, () => randomBetween(random, 0, 255));
  for (let index = 0; index < 500; index++) {
    const uuid = randomUuid(bytes);
    expect(uuid.startsWith('-')).toBe(false);
    expect(isUuid(uuid)).toBe(true);
    expect(uuidFromBytes(uuidToBytes(uuid))).toBe(uuid);
  }
  expect(uuidFromBytes(Buffer.alloc(16))).toBe(ZERO_UUID);
});

test('zigzag is its own inverse and sizes grow with magnitude', () => {
  for (const value of [0, -1, 1, 63, -64, 64, 2147483647, -2147483648])
    expect(unZigZag(zigZag(value))).toBe(value);
  expect([0, 63, 64, -65, 2147483647].map(sizeOfVarint)).toEqual([1, 1, 2, 2, 5]);
  expect([0, 64, 2 ** 40, -(2n ** 63n)].map(sizeOfVarlong)).toEqual([1, 2, 6, 10]);
});

test('a heap gives the smallest first', () => {
  const random = seededRandom(7);
  const heap = new Heap<number>((a, b) => a - b);
  const values = Array.from({ length: 200 }, () => randomBetween(random, 0, 50));
  values.forEach((value) => heap.push(value));
  const popped = values.map(() => heap.pop());
  expect(popped).toEqual(values.toSorted((a, b) => a - b));
  expect(heap.pop()).toBeUndefined();
});

test('a Fifo gives in order what was put in, through any number of fills', () => {
  const random = seededRandom(5);
  const fifo = new Fifo<number>();
  const plain: number[] = [];
  for (let round = 0; round < 20_000; round++) {
    if (randomBetween(random, 0, 99) < (round < 10_000 ? 55 : 45)) {
      fifo.push(round);
      plain.push(round);
    } else if (round % 3 > 0 || plain.length === 0) expect(fifo.shift()).toBe(plain.shift());
    else {
      const wanted = plain[randomBetween(random, 0, plain.length - 1)];
      expect(fifo.take((item) => item === wanted)).toBe(wanted);
      plain.splice(plain.indexOf(wanted), 1);
    }
    expect(fifo.size).toBe(plain.length);
  }
  expect(fifo.take(() => false)).toBeUndefined();
});

test('a SmallSet keeps its order, and visits all that stay while some delete themselves', () => {
  const set = new SmallSet<string>();
  for (const item of ['a', 'b', 'c', 'd', 'b']) set.add(item);
  expect([...set]).toEqual(['a', 'b', 'c', 'd']);
  const visited: string[] = [];
  set.forEach((item) => {
    visited.push(item);
    if (item !== 'b') set.delete(item);
    if (item === 'c') set.add('e');
  });
  expect(visited).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect([set.size, set.has('b'), set.has('a'), set.delete('a')]).toEqual([1, true, false, false]);
});

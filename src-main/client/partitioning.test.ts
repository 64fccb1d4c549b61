import { expect, test } from 'vitest';
import { seededRandom } from '../base/index.ts';
import { assignRanges, partitionOfKey, StickyPartitioner } from './index.ts';

test('keys go where the Java producer sends them', () => {
  // murmur2 of these is checked in base; the partition is its positive part modulo the count.
  const cases: [string, number, number][] = [
    ['21', 4, (-973932308 & 0x7fffffff) % 4],
    ['foobar', 12, (-790332482 & 0x7fffffff) % 12],
    ['', 3, 0x106e08d9 % 3],
  ];
  for (const [key, partitions, expected] of cases)
    expect([key, partitionOfKey(Buffer.from(key), partitions)]).toEqual([key, expected]);
});

test('records without a key fill one partition, then another that has a leader', () => {
  const sticky = new StickyPartitioner(seededRandom(3));
  const partitions = [0, 1, 2].map((partition) => ({ partition, leader: partition === 1 ? -1 : 5 }));
  const first = sticky.next(partitions, 10_000);
  expect(sticky.next(partitions, 10_000)).toBe(first);
  const second = sticky.next(partitions, 1);
  expect(new Set([first, second])).toEqual(new Set([0, 2]));
});

test('ranges per topic: the first members get one more', () => {
  const ranges = assignRanges(
    [
      { memberId: 'b', topics: ['t', 'u'] },
      { memberId: 'a', topics: ['t'] },
      { memberId: 'c', topics: ['t'] },
    ],
    (topic) => (topic === 't' ? 7 : 1),
  );
  const text = [...ranges].map(
    ([member, own]) => `${member}: ${own.map((p) => `${p.topic}${p.partition}`).join(' ')}`,
  );
  expect(text.toSorted()).toEqual(['a: t0 t1 t2', 'b: t3 t4 u0', 'c: t5 t6']);
});

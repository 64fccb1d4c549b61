import { expect, test } from 'vitest';
import { longestGapMs, partitionsSince, wentOnSince } from './availability.ts';
import type { Acknowledgement } from './load-events.ts';

/** `partition@time`, or `partition@sent-time`. */
function acks(text: string): Acknowledgement[] {
  return text.split(' ').map((word) => {
    const [partition, times] = word.split('@') as [string, string];
    const [sentMs, timeMs] = times.includes('-')
      ? times.split('-').map(Number)
      : [Number(times), Number(times)];
    return { partition: Number(partition), sentMs: sentMs!, timeMs: timeMs!, records: 1 };
  });
}

test.each([
  {
    story: 'gaps of each partition count by themselves',
    text: '0@0 1@10 0@100 1@500',
    from: 20,
    to: 600,
    longest: 500,
  },
  {
    story: 'a gap that began before counts whole',
    text: '0@0 0@300 0@310',
    from: 100,
    to: 400,
    longest: 300,
  },
  { story: 'a gap before does not count', text: '0@0 0@300 0@310 0@320', from: 305, to: 330, longest: 10 },
  { story: 'one that never ends lasts to the end', text: '0@0 0@10', from: 5, to: 1_000, longest: 990 },
  { story: 'what comes later does not shorten it', text: '0@0 0@90 0@2000', from: 50, to: 100, longest: 90 },
])('$story', ({ text, from, to, longest }) => {
  expect(longestGapMs(acks(text), { partitions: 2, fromMs: from, toMs: to })).toBe(longest);
});

test('only what was sent since then shows that somebody goes on', () => {
  const heard = acks('0@90-105 1@101-110 0@104-120');
  expect(wentOnSince(heard, 100)).toMatchObject({ partition: 1, timeMs: 110 });
  expect(wentOnSince(heard, 105)).toBeUndefined();
  expect(partitionsSince(heard, 100)).toEqual(new Set([0, 1]));
  expect(partitionsSince(heard, 102)).toEqual(new Set([0]));
});

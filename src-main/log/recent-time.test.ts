import { expect, test } from 'vitest';
import { RecentTime } from './recent-time.ts';

/** What is answered at each pair of times, `WALL/MONOTONIC`. */
function answers(times: string): string {
  let monotonicMs = 0;
  const time = new RecentTime({ monotonicMs: () => monotonicMs });
  return times
    .split(' ')
    .map((pair) => {
      const [wall, monotonic] = pair.split('/').map(Number);
      monotonicMs = monotonic!;
      return time.at(wall!);
    })
    .join(' ');
}

test.each([
  ['an answer serves for 20 ms of the wall clock', '1000/5 1001/6 1019/24 1020/25 1021/26', '5 5 5 25 25'],
  ['a wall clock that jumps, forward or back, has it asked anew', '1000/5 9000/6 50/7 51/8', '5 6 7 7'],
  ['while the wall clock stands, time grows old: it is never younger than it was', '1000/5 1000/5000', '5 5'],
])('%s', (_name, times, expected) => {
  expect(answers(times)).toBe(expected);
});

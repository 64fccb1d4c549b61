import { describe, expect, test } from 'vitest';
import { isThrottled, ReplicationThrottle } from './replication-throttle.ts';

/** `at ms +bytes` records, `at ms ?` asks: what comes out is when the rate was exceeded. */
function story(script: string, bytesPerSecond = 1000, windows = 3): string {
  const throttle = new ReplicationThrottle(() => ({ bytesPerSecond, windows, windowMs: 1000 }));
  return script
    .split(' · ')
    .flatMap((line) => {
      const [time, what] = line.split(' ');
      const nowMs = Number(time);
      if (what !== '?') return throttle.record(Number(what), nowMs) ?? [];
      return `${nowMs} ${throttle.isExceeded(nowMs) ? 'exceeded' : 'free'}`;
    })
    .join(' · ');
}

describe('the rate of throttled replication', () => {
  test.each([
    ['nothing has moved', '0 ?', '0 free'],
    ['a burst counts as one window', '0 1000 · 1 ? · 2 1 · 3 ?', '1 free · 3 exceeded'],
    [
      'it falls with time',
      '0 3000 · 1000 ? · 2000 ? · 2999 ? · 3000 ?',
      '1000 exceeded · 2000 exceeded · 2999 exceeded · 3000 free',
    ],
    ['steadily below', '0 800 · 1000 800 · 2000 800 · 2500 ?', '2500 free'],
    ['old windows do not count', '0 9000 · 2999 ? · 3000 100 · 3001 ?', '2999 exceeded · 3001 free'],
    [
      'the oldest that counts is where the time begins',
      '0 100 · 2900 5000 · 2950 ? · 5000 ?',
      '2950 exceeded · 5000 exceeded',
    ],
  ])('%s', (_name, script, expected) => expect(story(script)).toBe(expected));

  test('without a limit nothing is too much', () => {
    expect(story('0 1000000000 · 1 ?', Infinity)).toBe('1 free');
  });

  test('a rate of nothing stops everything that was begun, until it is forgotten', () => {
    expect(story('0 ? · 0 1 · 1 ? · 2999 ? · 3000 ?', 0)).toBe(
      '0 free · 1 exceeded · 2999 exceeded · 3000 free',
    );
  });
});

test.each<[string[], number, number, boolean]>([
  [[], 0, 1, false],
  [['*'], 7, 1, true],
  [['0:1', '1:2'], 0, 1, true],
  [['0:1', '1:2'], 1, 1, false],
  [['10:1'], 0, 1, false],
])('%j throttles partition %i on broker %i: %s', (named, partition, broker, expected) => {
  expect(isThrottled(named, partition, broker)).toBe(expected);
});

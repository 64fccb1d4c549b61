import { expect, test } from 'vitest';
import { compactionState } from './compaction.ts';

/** "0-10:100 10-20:50*": from 0 to 10 with 100 bytes; * is active, @n has its newest record at n ms. */
function state(text: string, cleanedUpTo: number | null, minLagMs = 0): string {
  const segments = text.split(' ').map((one) => {
    const [, base, next, size, at, active] = /^(\d+)-(\d+):(\d+)(?:@(\d+))?(\*)?$/.exec(one)!;
    return {
      baseOffset: Number(base),
      nextOffset: Number(next),
      sizeBytes: Number(size),
      maxTimestampMs: at === undefined ? null : Number(at),
      active: active !== undefined,
    };
  });
  const { cleanBytes, cleanableBytes, notYetBytes, dirtyRatio } = compactionState(segments, {
    cleanedUpTo,
    minLagMs,
    nowMs: 1_000,
  });
  return `${cleanBytes} ${cleanableBytes} ${notYetBytes} ${dirtyRatio}`;
}

test.each([
  ['never cleaned', '0-10:100 10-20:50 20-30:10*', null, 0, '0 150 10 1'],
  ['half of it', '0-10:100 10-20:100 20-30:10*', 10, 0, '100 100 10 0.5'],
  ['all of it', '0-10:100 10-20:50 20-30:10*', 20, 0, '150 0 10 0'],
  ['only an active one', '0-10:100*', null, 0, '0 0 100 null'],
  [
    'what is too young waits, and what is behind it',
    '0-10:100@10 10-20:50@900 20-30:5@10 30-40:1*',
    null,
    500,
    '0 100 56 1',
  ],
  ['in whatever order they come', '20-30:10* 10-20:100 0-10:100', 10, 0, '100 100 10 0.5'],
])('%s', (_, segments, cleanedUpTo, minLagMs, told) =>
  expect(state(segments, cleanedUpTo, minLagMs)).toBe(told),
);

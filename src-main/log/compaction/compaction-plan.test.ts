import { expect, test } from 'vitest';
import { DEFAULT_LOG_CONFIG } from '../log-config.ts';
import { groupSegments, planCleaning, type PlanSegment } from './compaction-plan.ts';

const INDEX_BYTES = 80;

/** `100@0-9` is a segment of 100 bytes with offsets 0 to 9; `:5` behind it is its largest timestamp. */
function segments(text: string): PlanSegment[] {
  return text.split(' ').map((word) => {
    const [, sizeBytes, base, last, timestamp] = /^(\d+)@(\d+)-(\d+)(?::(\d+))?$/.exec(word)!;
    return {
      sizeBytes: Number(sizeBytes),
      baseOffset: Number(base),
      nextOffset: Number(last) + 1,
      largestTimestampMs: Number(timestamp ?? 0),
      firstTimestampMs: timestamp === undefined ? undefined : Number(timestamp) - 5,
      indexBytes: INDEX_BYTES,
      timeIndexBytes: INDEX_BYTES,
    };
  });
}

function plan(
  text: string,
  facts: { cleaned?: number; lso?: number; start?: number; now?: number },
  config = {},
) {
  const planned = planCleaning(
    segments(text),
    { ...DEFAULT_LOG_CONFIG, ...config },
    {
      wallNowMs: facts.now ?? 1_000,
      startOffset: facts.start ?? 0,
      lastStableOffset: facts.lso ?? Infinity,
      recoveryPoint: Infinity,
      cleanedUpTo: facts.cleaned ?? 0,
    },
  );
  if (planned === undefined) return 'nothing';
  const { firstDirtyOffset, firstUncleanableOffset, dirtyRatio, isDue } = planned;
  return `${firstDirtyOffset}..${firstUncleanableOffset} ${dirtyRatio.toFixed(2)}${isDue ? ' due' : ''}`;
}

const LOG = '100@0-9:10 100@10-19:20 100@20-29:30 100@30-39:40';

test.each([
  ['all but the active segment, at first', LOG, {}, {}, '0..30 1.00 due'],
  ['from the checkpoint on', LOG, { cleaned: 10 }, {}, '10..30 0.67 due'],
  ['not worth it below the ratio', LOG, { cleaned: 20 }, {}, '20..30 0.33'],
  ['the ratio is a setting', LOG, { cleaned: 20 }, { minCleanableDirtyRatio: 0.3 }, '20..30 0.33 due'],
  ['nothing new', LOG, { cleaned: 30 }, {}, 'nothing'],
  ['only the active segment', '100@0-9', {}, {}, 'nothing'],
  ['not behind the last stable offset', LOG, { lso: 15 }, {}, '0..15 1.00 due'],
  ['from the log start on', LOG, { start: 12 }, {}, '12..30 0.67 due'],
  ['too young', LOG, { now: 35 }, { minCompactionLagMs: 10 }, '0..20 1.00 due'],
  [
    'overdue by its first batch',
    LOG,
    { cleaned: 20, now: 1_000 },
    { maxCompactionLagMs: 974 },
    '20..30 0.33 due',
  ],
  ['not overdue', LOG, { cleaned: 20, now: 1_000 }, { maxCompactionLagMs: 975 }, '20..30 0.33'],
])('what may be cleaned: %s', (_name, log, facts, config, expected) => {
  expect(plan(log, facts, config)).toBe(expected);
});

test.each([
  ['neighbours that fit become one', '10@0-9 20@10-19 30@20-29', { segmentBytes: 100 }, '0+10+20'],
  ['by size', '50@0-9 50@10-19 30@20-29', { segmentBytes: 100 }, '0+10 20'],
  ['a large one stays alone', '500@0-9 50@10-19', { segmentBytes: 100 }, '0 10'],
  ['by index size', '1@0-9 1@10-19 1@20-29', { segmentIndexBytes: 2 * INDEX_BYTES }, '0+10 20'],
  [
    'by offsets that fit an index entry',
    '1@0-9 1@10-2147483647 1@2147483648-2147483650',
    {},
    '0+10 2147483648',
  ],
])('grouping: %s', (_name, log, config, expected) => {
  const groups = groupSegments(segments(log), { ...DEFAULT_LOG_CONFIG, ...config });
  expect(groups.map((group) => group.map(({ baseOffset }) => baseOffset).join('+')).join(' ')).toBe(expected);
});

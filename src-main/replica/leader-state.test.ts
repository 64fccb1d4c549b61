import { expect, test } from 'vitest';
import { leaderScript } from './leader-script.test-kit.ts';

test('the high watermark of a lone leader is its end, whatever min ISR asks for', () => {
  expect(leaderScript('append 7', { replicas: [1], isr: [1], minIsr: 2 })).toEqual(['append 7 → hw 7 isr 1']);
});

test('it follows the slowest in sync, and nobody else', () => {
  expect(
    leaderScript('append 10 · fetch 2 4 · fetch 3 1 · fetch 2 10 · fetch 9 10', { isr: [1, 2] }),
  ).toEqual([
    'append 10 → hw 0 isr 1,2',
    'fetch 2 4 → hw 4 isr 1,2',
    'fetch 3 1 → hw 4 isr 1,2',
    'fetch 2 10 → hw 10 isr 1,2',
    'fetch 9 10 → not heard; hw 10 isr 1,2',
  ]);
});

test('below min ISR it stands still until a replica has been let in', () => {
  expect(
    leaderScript('append 10 · fetch 2 4 · fetch 2 10 · answer NONE 1,2', { isr: [1], minIsr: 2 }),
  ).toEqual([
    'append 10 → hw 0 isr 1',
    'fetch 2 4 → asks for [1@11 2@12] over 5; hw 0 isr 1',
    'fetch 2 10 → hw 0 isr 1',
    'answer NONE 1,2 → granted; hw 10 isr 1,2',
  ]);
});

test('a follower is let in once it has reached the high watermark, within this epoch', () => {
  expect(
    leaderScript('append 9 · fetch 2 9 · fetch 3 4 · fetch 3 8 · fetch 3 9 · append 12 · fetch 2 12', {
      isr: [1, 2],
      start: 5,
    }),
  ).toEqual([
    'append 9 → hw 0 isr 1,2',
    'fetch 2 9 → hw 9 isr 1,2',
    'fetch 3 4 → hw 9 isr 1,2',
    'fetch 3 8 → hw 9 isr 1,2',
    'fetch 3 9 → asks for [1@11 2@12 3@13] over 5; hw 9 isr 1,2',
    'append 12 → hw 9 isr 1,2',
    // It counts from the moment it was asked for: the controller may have granted it already.
    'fetch 2 12 → hw 9 isr 1,2',
  ]);
});

test('a laggard is let go after the lag time, and counts until that is granted', () => {
  expect(
    leaderScript(
      'append 5 · fetch 2 5 · fetch 3 5 · append 9 · at 900 · fetch 2 9 · lag · at 1100 · lag · append 12 · answer NONE 1,2 · fetch 2 12',
      { isr: [1, 2, 3] },
    ),
  ).toEqual([
    'append 5 → hw 0 isr 1,2,3',
    'fetch 2 5 → hw 0 isr 1,2,3',
    'fetch 3 5 → hw 5 isr 1,2,3',
    'append 9 → hw 5 isr 1,2,3',
    'at 900 → hw 5 isr 1,2,3',
    'fetch 2 9 → hw 5 isr 1,2,3',
    'lag → asks nothing; hw 5 isr 1,2,3',
    'at 1100 → hw 5 isr 1,2,3',
    'lag → asks for [1@11 2@12] over 5; hw 5 isr 1,2,3',
    'append 12 → hw 5 isr 1,2,3',
    'answer NONE 1,2 → granted; hw 9 isr 1,2',
    'fetch 2 12 → hw 12 isr 1,2',
  ]);
});

test('a quiet follower that has everything is not a laggard', () => {
  expect(leaderScript('append 5 · fetch 2 5 · at 90000 · lag', { isr: [1, 2] }).at(-1)).toBe(
    'lag → asks nothing; hw 5 isr 1,2',
  );
});

test('reaching what the leader had at the fetch before counts as caught up at that time', () => {
  expect(
    leaderScript(
      'append 10 · at 1300 · fetch 2 9 · append 14 · at 1400 · fetch 2 10 · at 2250 · lag · at 2350 · lag',
      { isr: [1, 2] },
    ).filter((line) => line.startsWith('lag')),
  ).toEqual(['lag → asks nothing; hw 10 isr 1,2', 'lag → asks for [1@11] over 5; hw 10 isr 1,2']);
});

test.each([
  // Refused: it may be asked for again at once.
  ['INELIGIBLE_REPLICA', 'rejected', 'asks for [1@11 2@12] over 5'],
  // Something else holds by now: nothing is asked before the image says what.
  ['INVALID_UPDATE_VERSION', 'awaits-image', ''],
  ['FENCED_LEADER_EPOCH', 'awaits-image', ''],
  ['NEW_LEADER_ELECTED', 'awaits-image', ''],
  ['UNKNOWN_TOPIC_ID', 'awaits-image', ''],
  // It is not known what happened: the same goes out again.
  ['NOT_CONTROLLER', 'retry', ''],
  ['STALE_BROKER_EPOCH', 'retry', ''],
  ['UNKNOWN_SERVER_ERROR', 'retry', ''],
])('%s: %s', (error, outcome, askedNext) => {
  const lines = leaderScript(`append 3 · fetch 2 3 · answer ${error} · fetch 2 3 · image 1 6 · fetch 2 3`, {
    isr: [1],
  });
  expect(lines[2]).toBe(`answer ${error} → ${outcome}; hw 3 isr 1`);
  expect(lines[3]).toBe(`fetch 2 3 → ${askedNext === '' ? '' : `${askedNext}; `}hw 3 isr 1`);
  // The next image settles it in any case.
  expect(lines[5]).toBe('fetch 2 3 → asks for [1@11 2@12] over 6; hw 3 isr 1');
});

test('an image that is older than the answer does not bring the ISR back', () => {
  expect(
    leaderScript('append 3 · fetch 2 3 · answer NONE 1,2 6 · image 1 5 · image 1,2 6 · image 1 7', {
      isr: [1],
    }).slice(2),
  ).toEqual([
    'answer NONE 1,2 6 → granted; hw 3 isr 1,2',
    'image 1 5 → hw 3 isr 1,2',
    'image 1,2 6 → hw 3 isr 1,2',
    'image 1 7 → hw 3 isr 1',
  ]);
});

test('a broker that is gone, or was started anew since it fetched, is not asked for', () => {
  expect(
    leaderScript(
      'append 3 · broker 2 gone · fetch 2 3 12 · broker 2 22 · fetch 2 3 12 · fetch 2 3 22 · fetch 2 3 12',
      { isr: [1] },
    ),
  ).toEqual([
    'append 3 → hw 3 isr 1',
    'broker 2 gone → hw 3 isr 1',
    'fetch 2 3 12 → hw 3 isr 1',
    'broker 2 22 → hw 3 isr 1',
    'fetch 2 3 12 → hw 3 isr 1',
    'fetch 2 3 22 → asks for [1@11 2@22] over 5; hw 3 isr 1',
    // The process before: what it says is of no use any more.
    'fetch 2 3 12 → not heard; hw 3 isr 1',
  ]);
});

test('the high watermark waits for a follower that has caught up and is about to join', () => {
  expect(
    leaderScript(
      'append 5 · fetch 2 5 · fetch 3 5 · answer INELIGIBLE_REPLICA · append 8 · fetch 2 8 · at 2000',
      {
        isr: [1, 2],
      },
    ).slice(3),
  ).toEqual([
    'answer INELIGIBLE_REPLICA → rejected; hw 5 isr 1,2',
    'append 8 → hw 5 isr 1,2',
    'fetch 2 8 → hw 5 isr 1,2',
    'at 2000 → hw 8 isr 1,2',
  ]);
});

test('a follower at rest lives by the pulse of its session; what comes after is held against the last beat', () => {
  expect(
    leaderScript(
      'append 5 · fetch 2 5 · fetch 3 5 · rest 2 · rest 3 · at 5000 · lag · pulse · at 5900 · append 6 · at 6000 · pulse · lag · at 6001 · lag · answer NONE 1',
      { isr: [1, 2, 3] },
    ),
  ).toEqual([
    'append 5 → hw 0 isr 1,2,3',
    'fetch 2 5 → hw 0 isr 1,2,3',
    'fetch 3 5 → hw 5 isr 1,2,3',
    'rest 2 → rests; hw 5 isr 1,2,3',
    'rest 3 → rests; hw 5 isr 1,2,3',
    'at 5000 → hw 5 isr 1,2,3',
    // Who has everything is never a laggard, whenever it came last.
    'lag → asks nothing; hw 5 isr 1,2,3',
    'pulse → hw 5 isr 1,2,3',
    'at 5900 → hw 5 isr 1,2,3',
    'append 6 → hw 5 isr 1,2,3',
    'at 6000 → hw 5 isr 1,2,3',
    // Its session goes on, but says nothing of this partition any more.
    'pulse → hw 5 isr 1,2,3',
    'lag → asks nothing; hw 5 isr 1,2,3',
    'at 6001 → hw 5 isr 1,2,3',
    'lag → asks for [1@11] over 5; hw 5 isr 1,2,3',
    'answer NONE 1 → granted; hw 6 isr 1',
  ]);
});

test('nobody rests who is behind, out of sync, or while an ISR is being asked for', () => {
  expect(
    leaderScript(
      'append 5 · fetch 2 4 · rest 2 · fetch 2 5 · rest 2 · fetch 3 5 · rest 3 · rest 2 · answer NONE 1,2,3 · rest 3',
      {
        isr: [1, 2],
      },
    ),
  ).toEqual([
    'append 5 → hw 0 isr 1,2',
    'fetch 2 4 → hw 4 isr 1,2',
    'rest 2 → does not rest; hw 4 isr 1,2',
    'fetch 2 5 → hw 5 isr 1,2',
    'rest 2 → rests; hw 5 isr 1,2',
    'fetch 3 5 → asks for [1@11 2@12 3@13] over 5; hw 5 isr 1,2',
    'rest 3 → does not rest; hw 5 isr 1,2',
    'rest 2 → does not rest; hw 5 isr 1,2',
    'answer NONE 1,2,3 → granted; hw 5 isr 1,2,3',
    'rest 3 → rests; hw 5 isr 1,2,3',
  ]);
});

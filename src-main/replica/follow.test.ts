import { expect, test } from 'vitest';
import { ErrorCode } from '../protocol/index.ts';
import { stepAfter, stepOutOfRange } from './index.ts';

/** `1@0 3@4 ..9 hw 5`: epoch 1 from 0, epoch 3 from 4, the log ends at 9. */
function logOf(text: string) {
  const entries = [...text.matchAll(/(\d+)@(\d+)/g)].map(([, epoch, start]) => ({
    epoch: Number(epoch),
    start: Number(start),
  }));
  const endOffset = Number(/\.\.(\d+)/.exec(text)![1]);
  return {
    startOffset: 0,
    endOffset,
    highWatermark: Number(/hw (\d+)/.exec(text)?.[1] ?? 0),
    latestEpoch: entries.at(-1)?.epoch ?? -1,
    endOffsetForEpoch(epoch: number) {
      const above = entries.findIndex((entry) => entry.epoch > epoch);
      if (epoch === entries.at(-1)?.epoch) return { epoch, endOffset };
      if (above < 0) return { epoch: -1, endOffset: -1 };
      return { epoch: above === 0 ? epoch : entries[above - 1].epoch, endOffset: entries[above].start };
    },
  };
}

test.each([
  // [what the leader says of the largest epoch it shares, the follower's log, where it is cut]
  ['1 ends at 4', '1@0 ..9', 4], // It went on in epoch 1 after the leader of epoch 2 was elected.
  ['1 ends at 4', '1@0 2@3 ..9', 3], // Its own epoch 1 ends even before.
  ['1 ends at 9', '1@0 2@9 ..9', 9], // An epoch that it began and wrote nothing in.
  ['2 ends at 6', '1@0 3@5 ..9', 5], // It does not know epoch 2: cut to the end of its epoch 1, and ask again.
  ['1 ends at 20', '1@0 ..9', 9],
  ['-1 ends at -1', '1@0 ..9 hw 5', 'append'],
  ['2 ends at -1', '1@0 ..9 hw 5', 5], // Only what is committed is certain.
])('diverging: %s, log %s → %s', (said, log, expected) => {
  const [, epoch, endOffset] = /^(-?\d+) ends at (-?\d+)$/.exec(said)!;
  const step = stepAfter(
    { errorCode: ErrorCode.NONE, divergingEpoch: { epoch: Number(epoch), endOffset: Number(endOffset) } },
    logOf(log),
  );
  expect(step.kind === 'truncate' ? step.toOffset : step.kind).toBe(expected);
});

test.each([
  ['OFFSET_OUT_OF_RANGE', 'ask-offsets'],
  ['FENCED_LEADER_EPOCH', 'wait-for-image'],
  ['UNKNOWN_LEADER_EPOCH', 'back-off'],
  ['NOT_LEADER_OR_FOLLOWER', 'back-off'],
  ['UNKNOWN_TOPIC_ID', 'back-off'],
  ['KAFKA_STORAGE_ERROR', 'back-off'],
] as const)('%s: %s', (error, kind) => {
  const answer = { errorCode: ErrorCode[error], divergingEpoch: { epoch: -1, endOffset: -1 } };
  expect(stepAfter(answer, logOf('1@0 ..9')).kind).toBe(kind);
});

test.each([
  ['0..5 epoch 1', '1@0 ..9', 'truncate 5'],
  ['20..30 epoch 1', '1@0 ..9', 'start-anew 20'],
  ['3..30 epoch 1', '1@0 ..9', 'fetch-on '],
  ['9..30 epoch 2', '1@0 ..9', 'fetch-on '],
  ['0..30 epoch -1', '1@0 ..9', 'fetch-on '],
  // An epoch that no leader has had: asking again would bring the same answer for ever.
  ['0..30 epoch 2', '4@0 ..9', 'truncate 0'],
  ['0..30 epoch 2', '1@0 4@6 5@8 ..9', 'truncate 6'],
  ['0..4 epoch 2', '1@0 4@6 ..9', 'truncate 4'],
])('out of range: the leader has %s, we %s → %s', (leader, log, expected) => {
  const [, startOffset, endOffset, latestEpoch] = /(\d+)\.\.(\d+) epoch (-?\d+)/.exec(leader)!.map(Number);
  const step = stepOutOfRange({ startOffset, endOffset, latestEpoch }, logOf(log));
  const offset = step.kind === 'truncate' ? step.toOffset : step.kind === 'start-anew' ? step.atOffset : '';
  expect(`${step.kind} ${offset}`).toBe(expected);
});

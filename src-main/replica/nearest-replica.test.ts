import { expect, test } from 'vitest';
import { nearestReplica } from './index.ts';

/** `2@b:10` is follower 2 in rack b with end offset 10; `!5`: last caught up at 5 ms. */
function follower(text: string) {
  const [, id, rack, endOffset, caughtUp = '0'] = /^(\d+)@(\w*):(\d+)(?:!(\d+))?$/.exec(text)!;
  return {
    id: Number(id),
    rack: rack === '' ? null : rack,
    endOffset: Number(endOffset),
    lastCaughtUpMs: Number(caughtUp),
  };
}

test.each([
  ['no rack: the leader', '', 'a', '2@b:10', undefined],
  ['the leader is near', 'a', 'a', '2@a:10', undefined],
  ['nobody is near', 'c', 'a', '2@b:10 3@:10', undefined],
  ['one is near', 'b', 'a', '2@b:10 3@c:99', 2],
  ['a leader without a rack is near nobody', 'b', null, '2@b:10', 2],
  ['the one that has most', 'b', 'a', '2@b:10 3@b:11 4@b:9', 3],
  ['the one that was caught up last', 'b', 'a', '2@b:10!7 3@b:10!6', 2],
  ['the larger id', 'b', 'a', '2@b:10 3@b:10', 3],
])('%s', (_what, rack, leaderRack, followers, expected) => {
  expect(nearestReplica(rack, leaderRack, followers.split(' ').map(follower))).toBe(expected);
});

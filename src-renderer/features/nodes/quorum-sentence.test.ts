import { expect, test } from 'vitest';
import type { QuorumView } from '../../../src-main/contract/index.ts';
import { quorumSentence } from './quorum-sentence.ts';

const replica = (id: number, role: string | null, fetchedAgoMs: number | null) => ({
  id,
  voter: true,
  directoryId: '',
  role,
  epoch: 1,
  endOffset: 1,
  lag: 0,
  fetchedAgoMs,
  caughtUpAgoMs: 0,
});
const view = (leaderId: number | null, replicas: QuorumView['replicas']): QuorumView => ({
  leaderId,
  leaderEpoch: 1,
  highWatermark: 1,
  endOffset: 1,
  grantedBy: null,
  replicas,
});

test.each([
  [
    'all three',
    view(1, [replica(1, 'leader', 0), replica(2, 'follower', 9), replica(3, 'follower', 9)]),
    /3 of 3.*one more/,
  ],
  [
    'one is gone',
    view(1, [replica(1, 'leader', 0), replica(2, 'follower', 9), replica(3, null, 60_000)]),
    /2 of 3.*no more/,
  ],
  [
    'one is silent',
    view(1, [replica(1, 'leader', 0), replica(2, 'follower', 9), replica(3, 'follower', 9_000)]),
    /2 of 3/,
  ],
  [
    'nobody leads',
    view(null, [replica(1, 'candidate', null), replica(2, 'follower', null), replica(3, null, null)]),
    /elect/,
  ],
  [
    'a majority is gone',
    view(1, [replica(1, 'leader', 0), replica(2, null, 9_000), replica(3, null, 9_000)]),
    /1 of 3.*cannot change/,
  ],
  [
    'a majority is gone, the leader with it',
    view(null, [replica(1, 'prospective', null), replica(2, null, null), replica(3, null, null)]),
    /1 of 3.*cannot change/,
  ],
  ['one node', view(1, [replica(1, 'leader', 0)]), /single/],
])('%s', (_, quorum, sentence) => expect(quorumSentence(quorum)).toMatch(sentence));

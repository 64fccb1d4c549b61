import { expect, test } from 'vitest';
import { quorumText } from './status-bar.tsx';

test.each([
  [{ leaderId: 1, lastLeaderId: 1, leaderEpoch: 4 }, 'leader 1 epoch 4'],
  [{ leaderId: null, lastLeaderId: 1, leaderEpoch: 4 }, 'no leader, last 1'],
  [{ leaderId: null, lastLeaderId: null, leaderEpoch: 0 }, 'no leader'],
])('%o: %j', (quorum, text) => expect(quorumText(quorum)).toBe(text));

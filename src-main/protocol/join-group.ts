/**
 * Enters a classic group, or rejoins for a rebalance; the answer comes when all have joined. v1 a rebalance
 * timeout of its own; v4 a new member is sent away with an id first (KIP-394); v5 static members; v6
 * flexible; v7 the protocol type in the answer; v8 a reason; v9 the leader may skip the assignment.
 */
import { array, bool, bytes, int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('JoinGroupRequest', { versions: [0, 9], flexibleSince: 6 }, () => ({
  groupId: string(),
  sessionTimeoutMs: int32(),
  rebalanceTimeoutMs: int32({ since: 1, default: -1 }),
  memberId: string({ note: 'Empty on the first join.' }),
  groupInstanceId: nullable(string, { since: 5, default: null }),
  protocolType: string(),
  protocols: array({
    name: string(),
    metadata: bytes(),
  }),
  reason: nullable(string, { since: 8, default: null }),
}));

const response = message('JoinGroupResponse', { versions: [0, 9], flexibleSince: 6 }, () => ({
  throttleTimeMs: int32({ since: 2, default: 0 }),
  errorCode: int16(),
  generationId: int32({ default: -1 }),
  protocolType: nullable(string, { since: 7, default: null }),
  protocolName: nullable(string, { nullableSince: 7 }),
  leader: string(),
  skipAssignment: bool({ since: 9, default: false }),
  memberId: string(),
  members: array(
    {
      memberId: string(),
      groupInstanceId: nullable(string, { since: 5, default: null }),
      metadata: bytes(),
    },
    { note: 'Filled for the leader only.' },
  ),
}));

export const JoinGroup = api({ key: 11, name: 'JoinGroup', request, response, listeners: ['broker'] });

/**
 * Members leave a classic group. v3 takes several, static ones by instance id; v4 flexible; v5 a reason
 * (KIP-800).
 */
import { array, int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('LeaveGroupRequest', { versions: [0, 5], flexibleSince: 4 }, () => ({
  groupId: string(),
  memberId: string({ until: 2 }),
  members: array(
    {
      memberId: string(),
      groupInstanceId: nullable(string, { default: null }),
      reason: nullable(string, { since: 5, default: null }),
    },
    { since: 3 },
  ),
}));

const response = message('LeaveGroupResponse', { versions: [0, 5], flexibleSince: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
  members: array(
    {
      memberId: string(),
      groupInstanceId: nullable(string),
      errorCode: int16(),
    },
    { since: 3 },
  ),
}));

export const LeaveGroup = api({ key: 13, name: 'LeaveGroup', request, response, listeners: ['broker'] });

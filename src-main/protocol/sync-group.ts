/**
 * The leader hands in the assignment of a classic group, and every member gets its part. v3 static members;
 * v4 flexible; v5 protocol type and name, which must agree with the group's.
 */
import { array, bytes, int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('SyncGroupRequest', { versions: [0, 5], flexibleSince: 4 }, () => ({
  groupId: string(),
  generationId: int32(),
  memberId: string(),
  groupInstanceId: nullable(string, { since: 3, default: null }),
  protocolType: nullable(string, { since: 5, default: null }),
  protocolName: nullable(string, { since: 5, default: null }),
  assignments: array({
    memberId: string(),
    assignment: bytes(),
  }),
}));

const response = message('SyncGroupResponse', { versions: [0, 5], flexibleSince: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
  protocolType: nullable(string, { since: 5, default: null }),
  protocolName: nullable(string, { since: 5, default: null }),
  assignment: bytes(),
}));

export const SyncGroup = api({ key: 14, name: 'SyncGroup', request, response, listeners: ['broker'] });

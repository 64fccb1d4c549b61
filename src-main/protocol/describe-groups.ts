/**
 * State and members of classic groups. v3 authorized operations; v4 static members; v5 flexible; 6
 * GROUP_ID_NOT_FOUND with a message instead of a dead group (KIP-1043).
 */
import { array, bool, bytes, int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeGroupsRequest', { versions: [0, 6], flexibleSince: 5 }, () => ({
  groups: array(string()),
  includeAuthorizedOperations: bool({ since: 3 }),
}));

const response = message('DescribeGroupsResponse', { versions: [0, 6], flexibleSince: 5 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: nullable(string, { since: 6, default: null }),
    groupId: string(),
    groupState: string(),
    protocolType: string(),
    protocolData: string(),
    members: array({
      memberId: string(),
      groupInstanceId: nullable(string, { since: 4, default: null }),
      clientId: string(),
      clientHost: string(),
      memberMetadata: bytes(),
      memberAssignment: bytes(),
    }),
    authorizedOperations: int32({ since: 3, default: -2147483648 }),
  }),
}));

export const DescribeGroups = api({
  key: 15,
  name: 'DescribeGroups',
  request,
  response,
  listeners: ['broker'],
});

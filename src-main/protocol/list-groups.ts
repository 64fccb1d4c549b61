/** Groups that this broker coordinates. v3 flexible; v4 filter by state (KIP-518); v5 by type (KIP-848). */
import { array, int16, int32, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ListGroupsRequest', { versions: [0, 5], flexibleSince: 3 }, () => ({
  statesFilter: array(string(), { since: 4 }),
  typesFilter: array(string(), { since: 5 }),
}));

const response = message('ListGroupsResponse', { versions: [0, 5], flexibleSince: 3 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
  groups: array({
    groupId: string(),
    protocolType: string(),
    groupState: string({ since: 4 }),
    groupType: string({ since: 5 }),
  }),
}));

export const ListGroups = api({ key: 16, name: 'ListGroups', request, response, listeners: ['broker'] });

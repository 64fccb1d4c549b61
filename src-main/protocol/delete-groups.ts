/** Deletes empty groups with their offsets. v2 flexible. */
import { array, int16, int32, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DeleteGroupsRequest', { versions: [0, 2], flexibleSince: 2 }, () => ({
  groupsNames: array(string()),
}));

const response = message('DeleteGroupsResponse', { versions: [0, 2], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    groupId: string(),
    errorCode: int16(),
  }),
}));

export const DeleteGroups = api({ key: 42, name: 'DeleteGroups', request, response, listeners: ['broker'] });

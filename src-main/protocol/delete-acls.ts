/** Removes the access control entries that match filters. v2 flexible; v3 user resources. */
import { array, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DeleteAclsRequest', { versions: [1, 3], flexibleSince: 2 }, () => ({
  filters: array({
    resourceTypeFilter: int8(),
    resourceNameFilter: nullable(string),
    patternTypeFilter: int8({ default: 3 }),
    principalFilter: nullable(string),
    hostFilter: nullable(string),
    operation: int8(),
    permissionType: int8(),
  }),
}));

const response = message('DeleteAclsResponse', { versions: [1, 3], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  filterResults: array({
    errorCode: int16(),
    errorMessage: nullable(string),
    matchingAcls: array({
      errorCode: int16(),
      errorMessage: nullable(string),
      resourceType: int8(),
      resourceName: string(),
      patternType: int8({ default: 3 }),
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  }),
}));

export const DeleteAcls = api({
  key: 31,
  name: 'DeleteAcls',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/** Access control entries that match a filter. v2 flexible; v3 user resources (for delegation tokens). */
import { array, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeAclsRequest', { versions: [1, 3], flexibleSince: 2 }, () => ({
  resourceTypeFilter: int8(),
  resourceNameFilter: nullable(string),
  patternTypeFilter: int8({ default: 3 }),
  principalFilter: nullable(string),
  hostFilter: nullable(string),
  operation: int8(),
  permissionType: int8(),
}));

const response = message('DescribeAclsResponse', { versions: [1, 3], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    patternType: int8({ default: 3 }),
    acls: array({
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  }),
}));

export const DescribeAcls = api({
  key: 29,
  name: 'DescribeAcls',
  request,
  response,
  listeners: ['broker', 'controller'],
});

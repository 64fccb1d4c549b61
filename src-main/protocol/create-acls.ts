/** Adds access control entries. v2 flexible; v3 user resources. */
import { array, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('CreateAclsRequest', { versions: [1, 3], flexibleSince: 2 }, () => ({
  creations: array({
    resourceType: int8(),
    resourceName: string(),
    resourcePatternType: int8({ default: 3 }),
    principal: string(),
    host: string(),
    operation: int8(),
    permissionType: int8(),
  }),
}));

const response = message('CreateAclsResponse', { versions: [1, 3], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    errorCode: int16(),
    errorMessage: nullable(string),
  }),
}));

export const CreateAcls = api({
  key: 30,
  name: 'CreateAcls',
  request,
  response,
  listeners: ['broker', 'controller'],
});

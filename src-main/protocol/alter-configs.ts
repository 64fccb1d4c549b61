/** Replaces all configs of a resource; what is not named goes back to its default. v2 flexible. */
import { array, bool, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterConfigsRequest', { versions: [0, 2], flexibleSince: 2 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      value: nullable(string),
    }),
  }),
  validateOnly: bool(),
}));

const response = message('AlterConfigsResponse', { versions: [0, 2], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    errorCode: int16(),
    errorMessage: nullable(string),
    resourceType: int8(),
    resourceName: string(),
  }),
}));

export const AlterConfigs = api({
  key: 33,
  name: 'AlterConfigs',
  request,
  response,
  listeners: ['broker', 'controller'],
});

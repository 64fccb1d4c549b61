/** Sets (0), deletes (1), appends to (2) or subtracts from (3) single configs. v1 flexible. */
import { array, bool, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('IncrementalAlterConfigsRequest', { versions: [0, 1], flexibleSince: 1 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      configOperation: int8({ note: '0 set, 1 delete, 2 append, 3 subtract.' }),
      value: nullable(string),
    }),
  }),
  validateOnly: bool(),
}));

const response = message('IncrementalAlterConfigsResponse', { versions: [0, 1], flexibleSince: 1 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    errorCode: int16(),
    errorMessage: nullable(string),
    resourceType: int8(),
    resourceName: string(),
  }),
}));

export const IncrementalAlterConfigs = api({
  key: 44,
  name: 'IncrementalAlterConfigs',
  request,
  response,
  listeners: ['broker', 'controller'],
});

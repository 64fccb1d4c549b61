/** Names of resources that have configs. v0 client metrics only; v1 any type (KIP-1142). */
import { array, int16, int32, int8, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ListConfigResourcesRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  resourceTypes: array(int8(), { since: 1 }),
}));

const response = message('ListConfigResourcesResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  configResources: array({
    resourceName: string(),
    resourceType: int8({ since: 1, default: 16 }),
  }),
}));

export const ListConfigResources = api({
  key: 74,
  name: 'ListConfigResources',
  request,
  response,
  listeners: ['broker'],
});

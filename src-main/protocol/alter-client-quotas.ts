/** Sets or removes client quotas. v1 flexible. */
import { array, bool, float64, int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterClientQuotasRequest', { versions: [0, 1], flexibleSince: 1 }, () => ({
  entries: array({
    entity: array({
      entityType: string(),
      entityName: nullable(string),
    }),
    ops: array({
      key: string(),
      value: float64(),
      remove: bool(),
    }),
  }),
  validateOnly: bool(),
}));

const response = message('AlterClientQuotasResponse', { versions: [0, 1], flexibleSince: 1 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  entries: array({
    errorCode: int16(),
    errorMessage: nullable(string),
    entity: array({
      entityType: string(),
      entityName: nullable(string),
    }),
  }),
}));

export const AlterClientQuotas = api({
  key: 49,
  name: 'AlterClientQuotas',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/** Client quotas that match a filter. v1 flexible. */
import {
  array,
  bool,
  float64,
  int16,
  int32,
  int8,
  message,
  nullable,
  nullableArray,
  string,
} from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeClientQuotasRequest', { versions: [0, 1], flexibleSince: 1 }, () => ({
  components: array({
    entityType: string(),
    matchType: int8(),
    match: nullable(string),
  }),
  strict: bool(),
}));

const response = message('DescribeClientQuotasResponse', { versions: [0, 1], flexibleSince: 1 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
  entries: nullableArray({
    entity: array({
      entityType: string(),
      entityName: nullable(string),
    }),
    values: array({
      key: string(),
      value: float64(),
    }),
  }),
}));

export const DescribeClientQuotas = api({
  key: 48,
  name: 'DescribeClientQuotas',
  request,
  response,
  listeners: ['broker'],
});

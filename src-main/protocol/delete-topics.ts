/** Deletes topics. v4 flexible; v5 error messages; v6 by name or id, in another field. */
import { array, int16, int32, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DeleteTopicsRequest', { versions: [1, 6], flexibleSince: 4 }, () => ({
  topics: array(
    {
      name: nullable(string, { default: null }),
      topicId: uuid(),
    },
    { since: 6, note: 'By name or by id.' },
  ),
  topicNames: array(string(), { until: 5 }),
  timeoutMs: int32(),
}));

const response = message('DeleteTopicsResponse', { versions: [1, 6], flexibleSince: 4 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    name: nullable(string, { nullableSince: 6 }),
    topicId: uuid({ since: 6 }),
    errorCode: int16(),
    errorMessage: nullable(string, { since: 5, default: null }),
  }),
}));

export const DeleteTopics = api({
  key: 20,
  name: 'DeleteTopics',
  request,
  response,
  listeners: ['broker', 'controller'],
});

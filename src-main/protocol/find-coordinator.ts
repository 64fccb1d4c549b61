/**
 * Which broker coordinates a group (0), a transactional id (1) or a share partition (2). v1 key types; v3
 * flexible; v4 several keys at once; v6 share groups.
 */
import { array, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('FindCoordinatorRequest', { versions: [0, 6], flexibleSince: 3 }, () => ({
  key: string({ until: 3 }),
  keyType: int8({ since: 1, default: 0 }),
  coordinatorKeys: array(string(), { since: 4 }),
}));

const response = message('FindCoordinatorResponse', { versions: [0, 6], flexibleSince: 3 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16({ until: 3 }),
  errorMessage: nullable(string, { since: 1, until: 3 }),
  nodeId: int32({ until: 3 }),
  host: string({ until: 3 }),
  port: int32({ until: 3 }),
  coordinators: array(
    {
      key: string(),
      nodeId: int32(),
      host: string(),
      port: int32(),
      errorCode: int16(),
      errorMessage: nullable(string),
    },
    { since: 4 },
  ),
}));

export const FindCoordinator = api({
  key: 10,
  name: 'FindCoordinator',
  request,
  response,
  listeners: ['broker'],
});

/** Keeps a classic member alive and tells it of rebalances by error code. v3 static members; v4 flexible. */
import { int16, int32, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('HeartbeatRequest', { versions: [0, 4], flexibleSince: 4 }, () => ({
  groupId: string(),
  generationId: int32(),
  memberId: string(),
  groupInstanceId: nullable(string, { since: 3, default: null }),
}));

const response = message('HeartbeatResponse', { versions: [0, 4], flexibleSince: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
}));

export const Heartbeat = api({ key: 12, name: 'Heartbeat', request, response, listeners: ['broker'] });

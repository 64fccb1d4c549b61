/** Adds a voter to the KRaft quorum (KIP-853). v1 may answer before the change is committed (KIP-1186). */
import { array, bool, int16, int32, message, nullable, string, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AddRaftVoterRequest', { versions: [0, 1], flexibleSince: 0 }, () => ({
  clusterId: nullable(string),
  timeoutMs: int32(),
  voterId: int32(),
  voterDirectoryId: uuid(),
  listeners: array({
    name: string(),
    host: string(),
    port: uint16(),
  }),
  ackWhenCommitted: bool({ since: 1, default: true }),
}));

const response = message('AddRaftVoterResponse', { versions: [0, 1], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
}));

export const AddRaftVoter = api({
  key: 80,
  name: 'AddRaftVoter',
  request,
  response,
  listeners: ['controller', 'broker'],
});

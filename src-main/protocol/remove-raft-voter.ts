/** Removes a voter from the KRaft quorum (KIP-853). */
import { int16, int32, message, nullable, string, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('RemoveRaftVoterRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  clusterId: nullable(string),
  voterId: int32(),
  voterDirectoryId: uuid(),
}));

const response = message('RemoveRaftVoterResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
}));

export const RemoveRaftVoter = api({
  key: 81,
  name: 'RemoveRaftVoter',
  request,
  response,
  listeners: ['controller', 'broker'],
});

/** A voter tells its endpoints and its range of kraft.version (KIP-853). */
import { array, int16, int32, message, nullable, string, struct, uint16, uuid } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('UpdateRaftVoterRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  clusterId: nullable(string),
  currentLeaderEpoch: int32(),
  voterId: int32(),
  voterDirectoryId: uuid(),
  listeners: array({
    name: string(),
    host: string(),
    port: uint16(),
  }),
  kRaftVersionFeature: struct({
    minSupportedVersion: int16(),
    maxSupportedVersion: int16(),
  }),
}));

const response = message('UpdateRaftVoterResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  currentLeader: struct(
    {
      leaderId: int32({ default: -1 }),
      leaderEpoch: int32({ default: -1 }),
      host: string(),
      port: int32(),
    },
    { tag: 0 },
  ),
}));

export const UpdateRaftVoter = api({
  key: 82,
  name: 'UpdateRaftVoter',
  request,
  response,
  listeners: ['controller'],
});

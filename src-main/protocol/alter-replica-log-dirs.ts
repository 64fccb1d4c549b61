/** Moves replicas between the log directories of a broker. v2 flexible. */
import { array, int16, int32, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterReplicaLogDirsRequest', { versions: [1, 2], flexibleSince: 2 }, () => ({
  dirs: array({
    path: string(),
    topics: array({
      name: string(),
      partitions: array(int32()),
    }),
  }),
}));

const response = message('AlterReplicaLogDirsResponse', { versions: [1, 2], flexibleSince: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));

export const AlterReplicaLogDirs = api({
  key: 34,
  name: 'AlterReplicaLogDirs',
  request,
  response,
  listeners: ['broker'],
});

/**
 * Which APIs, versions and features a broker has. v3 flexible, names the client software; v4 allows a
 * feature to start at level 0 (KAFKA-17011). The response header stays version 0 always, since the client
 * cannot know yet; an unknown version is answered in the layout of 0.
 */
import { array, bool, int16, int32, int64, message, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('ApiVersionsRequest', { versions: [0, 4], flexibleSince: 3 }, () => ({
  clientSoftwareName: string({ since: 3 }),
  clientSoftwareVersion: string({ since: 3 }),
}));

const response = message('ApiVersionsResponse', { versions: [0, 4], flexibleSince: 3 }, () => ({
  errorCode: int16(),
  apiKeys: array({
    apiKey: int16(),
    minVersion: int16(),
    maxVersion: int16(),
  }),
  throttleTimeMs: int32({ since: 1, default: 0 }),
  supportedFeatures: array(
    {
      name: string(),
      minVersion: int16(),
      maxVersion: int16(),
    },
    { since: 3, tag: 0 },
  ),
  finalizedFeaturesEpoch: int64({
    since: 3,
    tag: 1,
    default: -1,
    note: '-1 where unknown: brokers send the offset of the metadata they have applied.',
  }),
  finalizedFeatures: array(
    {
      name: string(),
      maxVersionLevel: int16(),
      minVersionLevel: int16(),
    },
    { since: 3, tag: 2 },
  ),
  zkMigrationReady: bool({
    since: 3,
    tag: 3,
    default: false,
    note: 'Only a ZooKeeper broker ever set it.',
  }),
}));

export const ApiVersions = api({
  key: 18,
  name: 'ApiVersions',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/** Changes finalized feature levels. v1 dry runs and kinds of downgrade; v2 no result per feature. */
import { array, bool, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('UpdateFeaturesRequest', { versions: [0, 2], flexibleSince: 0 }, () => ({
  timeoutMs: int32({ default: 60000 }),
  featureUpdates: array({
    feature: string(),
    maxVersionLevel: int16(),
    allowDowngrade: bool({ until: 0 }),
    upgradeType: int8({ since: 1, default: 1, note: '1 upgrade, 2 safe downgrade, 3 unsafe downgrade.' }),
  }),
  validateOnly: bool({ since: 1, default: false }),
}));

const response = message('UpdateFeaturesResponse', { versions: [0, 2], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string),
  results: array(
    {
      feature: string(),
      errorCode: int16(),
      errorMessage: nullable(string),
    },
    { until: 1 },
  ),
}));

export const UpdateFeatures = api({
  key: 57,
  name: 'UpdateFeatures',
  request,
  response,
  listeners: ['broker', 'controller'],
});

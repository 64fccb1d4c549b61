/**
 * Configs of topics, brokers, groups and client metrics with their sources and synonyms. v3 types and
 * documentation; v4 flexible.
 */
import { array, bool, int16, int32, int8, message, nullable, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeConfigsRequest', { versions: [1, 4], flexibleSince: 4 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configurationKeys: nullableArray(string(), { note: 'Null: all.' }),
  }),
  includeSynonyms: bool({ default: false }),
  includeDocumentation: bool({ since: 3, default: false }),
}));

const response = message('DescribeConfigsResponse', { versions: [1, 4], flexibleSince: 4 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    errorCode: int16(),
    errorMessage: nullable(string),
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      value: nullable(string, { note: 'Null where sensitive or unset.' }),
      readOnly: bool(),
      configSource: int8({
        default: -1,
        note: '1 topic, 2 broker, 3 cluster-wide default, 4 static file, 5 default, 6 logger, 7 client metrics, 8 group.',
      }),
      isSensitive: bool(),
      synonyms: array({
        name: string(),
        value: nullable(string),
        source: int8(),
      }),
      configType: int8({ since: 3, default: 0 }),
      documentation: nullable(string, { since: 3 }),
    }),
  }),
}));

export const DescribeConfigs = api({
  key: 32,
  name: 'DescribeConfigs',
  request,
  response,
  listeners: ['broker', 'controller'],
});

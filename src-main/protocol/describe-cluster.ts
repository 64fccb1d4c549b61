/**
 * Cluster id, controller and brokers. v1 tells brokers from controllers (KIP-919); v2 fenced brokers
 * (KIP-1073).
 */
import { array, bool, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('DescribeClusterRequest', { versions: [0, 2], flexibleSince: 0 }, () => ({
  includeClusterAuthorizedOperations: bool(),
  endpointType: int8({ since: 1, default: 1 }),
  includeFencedBrokers: bool({ since: 2 }),
}));

const response = message('DescribeClusterResponse', { versions: [0, 2], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: nullable(string, { default: null }),
  endpointType: int8({ since: 1, default: 1 }),
  clusterId: string(),
  controllerId: int32({ default: -1 }),
  brokers: array({
    brokerId: int32(),
    host: string(),
    port: int32(),
    rack: nullable(string, { default: null }),
    isFenced: bool({ since: 2 }),
  }),
  clusterAuthorizedOperations: int32({ default: -2147483648 }),
}));

export const DescribeCluster = api({
  key: 60,
  name: 'DescribeCluster',
  request,
  response,
  listeners: ['broker', 'controller'],
});

/** Cluster id, brokers and where to send requests for the controller. v1 endpoint types (KIP-919), v2 fenced brokers. */
import { DescribeCluster, ErrorCode } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';
import { ALL_CLUSTER_OPERATIONS, NO_OPERATIONS } from '../topics.ts';

const EndpointType = { BROKERS: 1, CONTROLLERS: 2 } as const;

export const describeCluster = defineHandler(DescribeCluster, (request, context, broker) => {
  const { clusterId, nodeId } = broker;
  if (request.endpointType !== EndpointType.BROKERS) {
    const known = request.endpointType === EndpointType.CONTROLLERS;
    return {
      errorCode: known ? ErrorCode.MISMATCHED_ENDPOINT_TYPE : ErrorCode.UNSUPPORTED_ENDPOINT_TYPE,
      errorMessage: known
        ? 'This is a broker endpoint; controllers are described by controller endpoints.'
        : `Endpoint type ${request.endpointType} is not supported.`,
      clusterId: '',
      brokers: [],
    };
  }
  const brokers = [];
  for (const { id, rack, fenced, endpoints } of broker.image().brokers.values()) {
    if (fenced && !request.includeFencedBrokers) continue;
    const endpoint = endpoints.find(({ name }) => name === context.connection.listener);
    if (endpoint === undefined) continue;
    brokers.push({ brokerId: id, host: endpoint.host, port: endpoint.port, rack, isFenced: fenced });
  }
  const here = brokers.some(({ brokerId, isFenced }) => brokerId === nodeId && !isFenced);
  return {
    errorCode: ErrorCode.NONE,
    endpointType: EndpointType.BROKERS,
    clusterId,
    // Any broker takes requests for the controller (KIP-590).
    controllerId: here ? nodeId : (brokers.find(({ isFenced }) => !isFenced)?.brokerId ?? -1),
    brokers,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? ALL_CLUSTER_OPERATIONS
      : NO_OPERATIONS,
  };
});

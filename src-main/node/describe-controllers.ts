import type { MetadataImage } from '../metadata/index.ts';
import { type DescribeCluster, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import type { Raft } from '../raft/index.ts';

const CONTROLLERS = 2;
/** Nobody asked for them. */
const NO_OPERATIONS = -2147483648;

/**
 * DescribeCluster on the controller listener (KIP-919): admin clients with bootstrap.controllers find all controllers
 * and the active one by it. Brokers are described by brokers.
 */
export function describeControllers(
  request: RequestOf<typeof DescribeCluster>,
  parts: {
    readonly clusterId: string;
    readonly listener: string;
    readonly image: MetadataImage;
    readonly raft: Raft;
  },
): ResponseInput<typeof DescribeCluster> {
  const { clusterId, listener, image, raft } = parts;
  const brokers = [...image.controllers.values()].flatMap(({ id, endpoints }) => {
    const endpoint = endpoints.find(({ name }) => name === listener);
    if (endpoint === undefined) return [];
    return [{ brokerId: id, host: endpoint.host, port: endpoint.port, rack: null, isFenced: false }];
  });
  const common = { clusterId, clusterAuthorizedOperations: NO_OPERATIONS };
  if (request.endpointType !== CONTROLLERS) {
    return {
      ...common,
      errorCode: ErrorCode.MISMATCHED_ENDPOINT_TYPE,
      errorMessage: 'This is a controller endpoint; brokers are described by broker endpoints.',
      endpointType: CONTROLLERS,
      controllerId: -1,
      brokers: [],
    };
  }
  return {
    ...common,
    errorCode: ErrorCode.NONE,
    endpointType: CONTROLLERS,
    controllerId: raft.leaderId,
    brokers,
  };
}

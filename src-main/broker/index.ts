export { BrokerState } from './broker-state.ts';
export type { Broker } from './broker.ts';
export type { ControllerLink, Requester } from './controller-link.ts';
export { coordinatorPartitions } from './coordinator-partitions.ts';
export { DirectoryAssignments } from './directory-assignments.ts';
export { errorResponse } from './error-response.ts';
export { FetchSessions } from './fetch-sessions.ts';
export type { Handled, RequestContext } from './handler.ts';
export { advertisedApis } from './handlers/api-versions.ts';
export { type HandlerEntry, handlerRegistry, loadAllHandlers } from './handlers/registry.ts';
export {
  type Interceptor,
  Interceptors,
  type SeenRequest,
  type SeenResponse,
  type Verdict,
} from './interceptors.ts';
export type { Partition } from './partition.ts';
export { Pipeline } from './pipeline.ts';
export { ProducerIds } from './producer-ids.ts';
export { ReplicaManager } from './replica-manager.ts';

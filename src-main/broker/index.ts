export { BrokerState } from './broker-state.ts';
export type { Broker } from './broker.ts';
export type { ControllerLink, Requester } from './controller-link.ts';
export { coordinatorPartitions } from './coordinator-partitions.ts';
export { FetchSessions } from './fetch-sessions.ts';
export { handlerRegistry, loadAllHandlers } from './handlers/registry.ts';
export {
  type Interceptor,
  Interceptors,
  type SeenRequest,
  type SeenResponse,
  type Verdict,
} from './interceptors.ts';
export { Pipeline } from './pipeline.ts';
export { ProducerIds } from './producer-ids.ts';
export { ReplicaManager } from './replica-manager.ts';

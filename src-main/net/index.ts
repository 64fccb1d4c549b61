export {
  ClientConnection,
  type ClientConnectionOptions,
  ConnectionError,
  type RequestOptions,
  UnansweredError,
  UnsupportedApiError,
} from './client-connection.ts';
export * from './sasl/index.ts';
export { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
export { Refusals } from './refusals.ts';
export { Server, type ServerOptions } from './server.ts';
export {
  type FrameHandler,
  type FrameOutcome,
  type PipelinedOutcome,
  ServerConnection,
} from './server-connection.ts';

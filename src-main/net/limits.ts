/** What a server accepts; sizes in bytes, times in milliseconds. */
export interface ServerLimits {
  /** `socket.request.max.bytes`. */
  readonly maxRequestBytes: number;
  /** `max.connections`, per listener. */
  readonly maxConnections: number;
  /** `connections.max.idle.ms`; Infinity: never. */
  readonly maxIdleMs: number;
  /** A frame must be complete this long after its first byte. Kafka has no such limit. */
  readonly partialFrameMs: number;
  /** Requests that wait behind the one being handled, before the connection is not read from any more. */
  readonly maxQueuedRequestBytes: number;
  /** Responses that wait for the client to read, before its next request is taken up. */
  readonly maxOutboundBytes: number;
  /** Requests of all connections, finished or not. The connection that passes it is closed. */
  readonly maxHeldBytes: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  maxRequestBytes: 100 * 1024 * 1024,
  maxConnections: 5_000,
  maxIdleMs: 600_000,
  partialFrameMs: 30_000,
  maxQueuedRequestBytes: 1024 * 1024,
  maxOutboundBytes: 1024 * 1024,
  maxHeldBytes: 512 * 1024 * 1024,
};

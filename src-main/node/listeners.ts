import type { BrokerConfig } from '../config/index.ts';
import type { Env } from '../env/index.ts';
import type { EndpointImage } from '../metadata/index.ts';
import { DEFAULT_LIMITS, type FrameHandler, Server, type ServerLimits } from '../net/index.ts';
import type { ListenerConfig, SecurityProtocol } from './config.ts';

const PROTOCOL_CODES: Record<SecurityProtocol, number> = {
  PLAINTEXT: 0,
  SSL: 1,
  SASL_PLAINTEXT: 2,
  SASL_SSL: 3,
};
/** Kafka's default for `max.connections`: as many as the system gives. */
const UNLIMITED_CONNECTIONS = 2147483647;

export function limitsFrom(config: BrokerConfig): ServerLimits {
  const { maxConnections, connectionsMaxIdleMs, socketRequestMaxBytes } = config;
  return {
    ...DEFAULT_LIMITS,
    maxRequestBytes: socketRequestMaxBytes,
    maxConnections: maxConnections === UNLIMITED_CONNECTIONS ? DEFAULT_LIMITS.maxConnections : maxConnections,
    // A negative time means never, as in Kafka's Selector.
    maxIdleMs: connectionsMaxIdleMs < 0 ? Infinity : connectionsMaxIdleMs,
  };
}

/** Binds a listener. Throws for protocols that are not built yet, and the system's error when the port is taken. */
export async function openListener(
  env: Env,
  listener: ListenerConfig,
  options: { limits: ServerLimits; handler: FrameHandler; nextConnectionId: () => number },
): Promise<Server> {
  if (listener.protocol !== 'PLAINTEXT')
    throw new Error(`listener ${listener.name}: ${listener.protocol} is not supported yet`);
  const { name, hosts, port } = listener;
  try {
    return await Server.listen(env, { name, hosts, port, ...options });
  } catch (error) {
    throw new Error(`listener ${name} on ${hosts[0]}:${port}: ${(error as Error).message}`, { cause: error });
  }
}

/** What the listener is called in the metadata: the advertised address, with the real port where it was left to the system. */
export function endpointOf(listener: ListenerConfig, server: Server): EndpointImage {
  const { host, port } = listener.advertised;
  return {
    name: listener.name,
    host,
    port: port === 0 ? server.port : port,
    securityProtocol: PROTOCOL_CODES[listener.protocol],
  };
}

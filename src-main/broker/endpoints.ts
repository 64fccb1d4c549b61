import type { BrokerConfig } from '../config/index.ts';
import type { EndpointImage, MetadataImage } from '../metadata/index.ts';

/** Where a client that came in on this listener reaches a broker; undefined when the broker is gone, fenced or not on it. */
export function brokerEndpoint(
  image: MetadataImage,
  brokerId: number,
  listener: string,
): EndpointImage | undefined {
  const broker = image.brokers.get(brokerId);
  if (broker === undefined || broker.fenced) return undefined;
  return broker.endpoints.find(({ name }) => name === listener);
}

/** Where other brokers reach a broker, fenced or not: the listener named for that, or the first of the protocol. */
export function interBrokerEndpoint(
  image: MetadataImage | undefined,
  brokerId: number,
  config: BrokerConfig,
): EndpointImage | undefined {
  const listener = config.interBrokerListenerName ?? config.securityInterBrokerProtocol;
  return image?.brokers.get(brokerId)?.endpoints.find(({ name }) => name === listener);
}

/** Epoch of a broker that may be in an ISR: registered, unfenced, not about to stop. */
export function eligibleEpoch(image: MetadataImage | undefined, brokerId: number): number | undefined {
  const broker = image?.brokers.get(brokerId);
  return broker === undefined || broker.fenced || broker.inControlledShutdown ? undefined : broker.epoch;
}

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

/** A small client of the simulator: deterministic, on the virtual network, honest about what it does not know. */
export { type ClientOptions, ClusterView } from './cluster-view.ts';
export { Consumer, type ConsumerOptions, decodeValue, encodeValue, type Polled } from './consumer.ts';
export { GroupOffsets, type OffsetPlace } from './group-offsets.ts';
export { type SendOutcome } from './outcome.ts';
export { Producer, type ProducerOptions } from './producer.ts';

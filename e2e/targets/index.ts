export { apacheKafkaTarget, formatKafka } from './apache-kafka.ts';
export type { HeapVariant } from './apache-kafka.ts';
export { sluiceTarget } from './sluice.ts';
export type { RunningTarget, Target, TargetNode } from './target.ts';

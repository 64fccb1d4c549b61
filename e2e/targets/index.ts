export { apacheKafkaTarget, formatKafka } from './apache-kafka.ts';
export { formatKafkaNode, KafkaProcess, logToFile } from './kafka-process.ts';
export type { HeapVariant, KafkaNodeFormat } from './kafka-process.ts';
export { sluiceTarget } from './sluice.ts';
export { SluiceBroker } from './sluice-broker.ts';
export type { RunningTarget, Target, TargetNode } from './target.ts';
export { STORE_PASSWORD } from './certificates.ts';
export { SECURE_USER, SecureKafka, SESSION_MS, unsignedToken } from './secure-kafka.ts';

export {
  apacheKafkaIfHere,
  findApacheKafka,
  javaSourceCommand,
  runJavaSource,
  runKafkaTool,
} from './apache-kafka.ts';
export type { KafkaJars, KafkaTool } from './apache-kafka.ts';
export { apicurioIfHere } from './apicurio.ts';
export type { ApicurioJar } from './apicurio.ts';
export type { Tool } from './cache.ts';
export { findConfluentKafka } from './confluent-kafka.ts';
export { findKcat } from './kcat.ts';

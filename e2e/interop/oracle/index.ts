export { kafkaJoinsRun } from './kafka-joins.ts';

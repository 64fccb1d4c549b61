export { KafkaJoins } from './kafka-joins.ts';
export { oracleRun } from './run.ts';
export { SluiceJoins } from './sluice-joins.ts';

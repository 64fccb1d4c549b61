import type { Check } from '../check.ts';
import { confluentKafkaChecks } from './confluent-kafka.ts';
import { kafkaAdminToolChecks } from './kafka-admin-tools.ts';
import { kafkaClientToolChecks } from './kafka-client-tools.ts';
import { kafkaQuorumToolChecks } from './kafka-quorum-tools.ts';
import { kafkaReplicaToolChecks } from './kafka-replica-tools.ts';
import { kafkaJsChecks } from './kafkajs.ts';
import { kcatChecks } from './kcat.ts';
import { platformaticChecks } from './platformatic.ts';

/** Every check, in the order in which they run: cheap ones first. */
export const checks: readonly Check[] = [
  ...kcatChecks,
  ...kafkaJsChecks,
  ...platformaticChecks,
  ...confluentKafkaChecks,
  ...kafkaClientToolChecks,
  ...kafkaAdminToolChecks,
  ...kafkaQuorumToolChecks,
  ...kafkaReplicaToolChecks,
];

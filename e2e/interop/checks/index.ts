import type { Check } from '../check.ts';
import { confluentKafkaChecks } from './confluent-kafka.ts';
import { kafkaAdminToolChecks } from './kafka-admin-tools.ts';
import { kafkaClientToolChecks } from './kafka-client-tools.ts';
import { kafkaQuorumToolChecks } from './kafka-quorum-tools.ts';
import { kafkaReplicaToolChecks } from './kafka-replica-tools.ts';
import { kafkaJsChecks } from './kafkajs.ts';
import { kcatChecks } from './kcat.ts';
import { platformaticChecks } from './platformatic.ts';

/**
 * Every check, in the order in which they run: cheap ones first, but for those that leave a node hanging. kafkajs,
 * which they use, does nothing while any topic lacks a leader, so there must be no topics of others yet.
 */
export const checks: readonly Check[] = [
  ...kafkaReplicaToolChecks,
  ...kcatChecks,
  ...kafkaJsChecks,
  ...platformaticChecks,
  ...confluentKafkaChecks,
  ...kafkaClientToolChecks,
  ...kafkaAdminToolChecks,
  ...kafkaQuorumToolChecks,
];

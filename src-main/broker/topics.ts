/** Rules about topic names that brokers apply without asking the controller. */

/** Kafka's own topics (Topic.INTERNAL_TOPICS). */
const INTERNAL = new Set(['__consumer_offsets', '__transaction_state', '__share_group_state']);

export function isInternalTopic(name: string): boolean {
  return INTERNAL.has(name);
}

/** Whether a topic may have this name (Topic.validate). */
export function isLegalTopicName(name: string): boolean {
  return /^[a-zA-Z0-9._-]{1,249}$/.test(name) && name !== '.' && name !== '..';
}

/** Bits of AclOperation: what somebody who may do everything may do to a topic, and to the cluster. */
export const ALL_TOPIC_OPERATIONS = 0b1101_1111_1000;
export const ALL_CLUSTER_OPERATIONS = 0b1_1111_1010_0000;
/** Not asked for. */
export const NO_OPERATIONS = -2147483648;

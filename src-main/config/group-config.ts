// Group configuration (KIP-848, KIP-932, KIP-1071): bounds that the broker sets, and the typed view.
import { brokerValue, valueOf } from './layers.ts';
import { configDef } from './tables.ts';
import { property } from './types.ts';
import type { ConfigValue, Properties } from './types.ts';

/** [group key, broker key of the least value, broker key of the greatest, checked only when set]. */
const BOUNDS: readonly (readonly [key: string, min: string | null, max: string, onlyIfSet?: boolean])[] = [
  bounds('consumer', 'heartbeat.interval.ms'),
  bounds('consumer', 'session.timeout.ms'),
  bounds('consumer', 'assignment.interval.ms', true),
  bounds('share', 'heartbeat.interval.ms'),
  bounds('share', 'session.timeout.ms'),
  bounds('share', 'record.lock.duration.ms'),
  bounds('share', 'delivery.count.limit'),
  bounds('share', 'partition.max.record.locks'),
  bounds('share', 'assignment.interval.ms', true),
  bounds('streams', 'heartbeat.interval.ms'),
  bounds('streams', 'session.timeout.ms'),
  ['streams.num.standby.replicas', null, 'group.streams.max.standby.replicas'],
  bounds('streams', 'assignment.interval.ms', true),
];

function bounds(protocol: string, key: string, onlyIfSet = false) {
  return [
    `${protocol}.${key}`,
    `group.${protocol}.min.${key}`,
    `group.${protocol}.max.${key}`,
    onlyIfSet,
  ] as const;
}

/**
 * The first rule that a group's settings break, or undefined. Their values must have the right types already.
 *
 * @param broker the properties the broker runs with
 */
export function explainGroup(group: Properties, broker: Properties): string | undefined {
  for (const [key, minKey, maxKey, onlyIfSet] of BOUNDS) {
    if (onlyIfSet && property(group, key) === undefined) continue;
    const value = Number(groupValue(key, group, broker));
    const min = minKey === null ? 0 : Number(brokerValue(broker, minKey));
    const max = Number(brokerValue(broker, maxKey));
    if (minKey !== null && value < min) return `${key} (${value}) is less than ${minKey} (${min}).`;
    if (value > max) return `${key} (${value}) is greater than ${maxKey} (${max}).`;
  }
  for (const protocol of ['consumer', 'share', 'streams']) {
    const sessionTimeout = Number(groupValue(`${protocol}.session.timeout.ms`, group, broker));
    const heartbeatInterval = Number(groupValue(`${protocol}.heartbeat.interval.ms`, group, broker));
    if (sessionTimeout <= heartbeatInterval) {
      return `${protocol}.session.timeout.ms (${sessionTimeout}) must be greater than ${protocol}.heartbeat.interval.ms (${heartbeatInterval}).`;
    }
  }
  return undefined;
}

/** All times in milliseconds. */
export interface GroupConfig {
  readonly consumerSessionTimeoutMs: number;
  readonly consumerHeartbeatIntervalMs: number;
  readonly consumerAssignmentIntervalMs: number;
  readonly shareSessionTimeoutMs: number;
  readonly shareHeartbeatIntervalMs: number;
  readonly shareAssignmentIntervalMs: number;
  readonly shareRecordLockDurationMs: number;
  readonly shareDeliveryCountLimit: number;
  readonly sharePartitionMaxRecordLocks: number;
  /** `earliest`, `latest` or `by_duration:<ISO 8601 duration>`. */
  readonly shareAutoOffsetReset: string;
  readonly shareIsolationLevel: 'read_committed' | 'read_uncommitted';
  readonly shareRenewAcknowledgeEnable: boolean;
  readonly streamsSessionTimeoutMs: number;
  readonly streamsHeartbeatIntervalMs: number;
  readonly streamsAssignmentIntervalMs: number;
  readonly streamsNumStandbyReplicas: number;
  readonly streamsInitialRebalanceDelayMs: number;
}

/**
 * The configuration a group runs with. A stored value outside of today's bounds is brought inside rather than
 * refused: the bounds may have moved since it was set.
 */
export function effectiveGroupConfig(group: Properties, broker: Properties): GroupConfig {
  const number = (key: string) => {
    const value = Number(groupValue(key, group, broker));
    const bound =
      property(group, key) === undefined ? undefined : BOUNDS.find(([bounded]) => bounded === key);
    if (!bound) return value;
    const [, minKey, maxKey] = bound;
    const min = minKey === null ? value : Number(brokerValue(broker, minKey));
    return Math.min(Math.max(value, min), Number(brokerValue(broker, maxKey)));
  };
  return {
    consumerSessionTimeoutMs: number('consumer.session.timeout.ms'),
    consumerHeartbeatIntervalMs: number('consumer.heartbeat.interval.ms'),
    consumerAssignmentIntervalMs: number('consumer.assignment.interval.ms'),
    shareSessionTimeoutMs: number('share.session.timeout.ms'),
    shareHeartbeatIntervalMs: number('share.heartbeat.interval.ms'),
    shareAssignmentIntervalMs: number('share.assignment.interval.ms'),
    shareRecordLockDurationMs: number('share.record.lock.duration.ms'),
    shareDeliveryCountLimit: number('share.delivery.count.limit'),
    sharePartitionMaxRecordLocks: number('share.partition.max.record.locks'),
    shareAutoOffsetReset: groupValue('share.auto.offset.reset', group, broker) as string,
    shareIsolationLevel: groupValue(
      'share.isolation.level',
      group,
      broker,
    ) as GroupConfig['shareIsolationLevel'],
    shareRenewAcknowledgeEnable: groupValue('share.renew.acknowledge.enable', group, broker) as boolean,
    streamsSessionTimeoutMs: number('streams.session.timeout.ms'),
    streamsHeartbeatIntervalMs: number('streams.heartbeat.interval.ms'),
    streamsAssignmentIntervalMs: number('streams.assignment.interval.ms'),
    streamsNumStandbyReplicas: number('streams.num.standby.replicas'),
    streamsInitialRebalanceDelayMs: number('streams.initial.rebalance.delay.ms'),
  };
}

function groupValue(key: string, group: Properties, broker: Properties): ConfigValue {
  const def = configDef('group', key)!;
  const own = property(group, key);
  const inherited = def.synonyms[0];
  return own === undefined && inherited ? brokerValue(broker, inherited.name) : valueOf(def, own);
}

import { brokerValue, type Properties } from '../config/index.ts';
import type { CreateTopics, RequestOf } from '../protocol/index.ts';

export type InternalTopic = '__consumer_offsets' | '__transaction_state' | '__share_group_state';

/**
 * The request by which a broker has an internal topic made when it is first needed, with the settings that Kafka's
 * coordinators rely on (AutoTopicCreationManager).
 *
 * @param properties what the broker runs with (`effectiveProperties`)
 */
export function internalTopicRequest(
  topic: InternalTopic,
  properties: Properties,
  timeoutMs = 30_000,
): RequestOf<typeof CreateTopics> {
  const number = (name: string) => Number(brokerValue(properties, name));
  const { prefix, configs } = SETTINGS[topic](number);
  return {
    topics: [
      {
        name: topic,
        numPartitions: number(`${prefix}.num.partitions`),
        replicationFactor: number(`${prefix}.replication.factor`),
        assignments: [],
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      },
    ],
    timeoutMs,
    validateOnly: false,
  };
}

type Setting = (number: (name: string) => number) => { prefix: string; configs: Record<string, string> };

const SETTINGS: Readonly<Record<InternalTopic, Setting>> = {
  __consumer_offsets: (number) => ({
    prefix: 'offsets.topic',
    configs: {
      'cleanup.policy': 'compact',
      'segment.bytes': String(number('offsets.topic.segment.bytes')),
      'compression.type': 'producer',
    },
  }),
  __transaction_state: (number) => ({
    prefix: 'transaction.state.log',
    configs: {
      'unclean.leader.election.enable': 'false',
      'compression.type': 'uncompressed',
      'cleanup.policy': 'compact',
      'min.insync.replicas': String(number('transaction.state.log.min.isr')),
      'segment.bytes': String(number('transaction.state.log.segment.bytes')),
    },
  }),
  __share_group_state: (number) => ({
    prefix: 'share.coordinator.state.topic',
    configs: {
      'cleanup.policy': 'delete',
      'compression.type': 'uncompressed',
      'segment.bytes': String(number('share.coordinator.state.topic.segment.bytes')),
      'min.insync.replicas': String(number('share.coordinator.state.topic.min.isr')),
      'retention.ms': '-1',
    },
  }),
};

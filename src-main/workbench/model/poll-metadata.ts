import { describeConfigs, type KafkaClient } from '../../client/index.ts';
import { compareText } from './lag.ts';
import type { MetadataFacet, TopicSettings } from './state.ts';

/** Brokers and topics, in one request. Topics that are just being deleted are left out. */
export async function pollMetadata(client: KafkaClient): Promise<MetadataFacet> {
  const { clusterId, controllerId, brokers, topics } = await client.refreshMetadata();
  const metadataVersion = client.finalizedFeature('metadata.version');
  const known = [...topics.values()]
    .filter(({ errorCode }) => errorCode === 0)
    .toSorted((a, b) => compareText(a.name, b.name));
  return {
    clusterId,
    // With KRaft a broker names any one that is alive, another each time (KafkaApis), since all of them forward.
    controllerId: metadataVersion > 0 ? -1 : controllerId,
    metadataVersion,
    brokers: [...brokers.values()].toSorted((a, b) => a.id - b.id),
    topics: new Map(
      known.map(({ name, id, internal, partitions }) => [name, { name, id, internal, partitions }]),
    ),
  };
}

/** Whether the same topics are there, none of them made anew. */
export function sameTopics(a: MetadataFacet, b: MetadataFacet): boolean {
  if (a.topics.size !== b.topics.size) return false;
  for (const [name, { id }] of a.topics) if (b.topics.get(name)?.id !== id) return false;
  return true;
}

const KEYS = ['retention.ms', 'cleanup.policy', 'min.insync.replicas'] as const;

/** The settings that lists show, of all topics in one request. */
export async function pollSettings(
  client: KafkaClient,
  topics: Iterable<string>,
): Promise<Map<string, TopicSettings>> {
  const queries = [...topics].map((name) => ({ type: 'topic' as const, name, keys: KEYS }));
  const answers = queries.length === 0 ? [] : await describeConfigs(client, queries);
  const settings = new Map<string, TopicSettings>();
  for (const { name, errorCode, configs } of answers) {
    if (errorCode !== 0) continue;
    const value = (key: (typeof KEYS)[number]) =>
      configs.find((config) => config.name === key)?.value ?? null;
    const retention = value('retention.ms');
    settings.set(name, {
      retentionMs: retention === null ? null : Number(retention),
      cleanupPolicy: value('cleanup.policy') ?? '',
      minInSyncReplicas: Number(value('min.insync.replicas') ?? 1),
    });
  }
  return settings;
}

/** A topic made anew: gone with its records, back with its settings. */
import { createTopic, deleteTopic, type NewTopic } from '../../client/index.ts';
import { type RecreatePlan, say } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { type Cluster, topicDetail } from '../model/index.ts';
import { asContractError, type Failure, failure, notFound } from '../router/index.ts';
import { changing } from './changing.ts';
import { configViews } from './configs.ts';

/** Deleting goes through the brokers one by one; a name is free when the last has let go of it. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 200;
const FACETS = ['metadata', 'offsets', 'settings'] as const;

/** What stays and what goes. */
export async function planRecreate(cluster: Cluster, topic: string): Promise<RecreatePlan> {
  const settings = await settingsOf(cluster, topic);
  const known = topicDetail(cluster, topic);
  return {
    partitions: settings.partitions,
    replicationFactor: settings.replicationFactor,
    configs: settings.configs!,
    records: known?.records ?? null,
    sizeBytes: known?.sizeBytes ?? null,
    groups: (known?.groups ?? []).map(({ groupId }) => ({
      groupId,
      members: cluster.facets.groups.get(groupId)?.members?.length ?? null,
    })),
  };
}

/**
 * Tries the settings under another name before anything is lost. Fails with the settings in the detail when the topic
 * could not be made again.
 */
export async function recreate(cluster: Cluster, topic: string): Promise<void> {
  const { client } = cluster;
  const settings = await settingsOf(cluster, topic);
  const trial = `${topic.slice(0, 200)}-${client.env.clock.wallMs().toString(36)}`;
  await createTopic(client, { ...settings, name: trial }, { validateOnly: true });
  const asked = async () => (await client.describeTopics([topic])).topics.get(topic);
  const before = (await asked())?.id;
  const isDeleted = async () => isGone(await asked());
  await changing(cluster, { facets: FACETS, see: say('see.topics'), isDone: isDeleted }, () =>
    deleteTopic(client, topic),
  );
  // A broker that is behind may tell of the old one.
  const isMade = async () => {
    const found = await asked();
    return found?.errorCode === ErrorCode.NONE && found.id !== before;
  };
  const create = { facets: FACETS, see: say('see.topics'), isDone: isMade } as const;
  const deadlineMs = client.env.clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    try {
      if (await isDeleted()) return await changing(cluster, create, () => createTopic(client, settings));
    } catch (error) {
      const existsStill = (error as { code?: unknown }).code === ErrorCode.TOPIC_ALREADY_EXISTS;
      if (!existsStill) throw notMadeAgain(settings, error);
    }
    if (client.env.clock.monotonicMs() > deadlineMs)
      throw notMadeAgain(settings, failure('refused', say('recreate.nameInUse')));
    await client.pause(LOOK_EVERY_MS);
  }
}

async function settingsOf(cluster: Cluster, topic: string): Promise<NewTopic> {
  const found = (await cluster.client.describeTopics([topic])).topics.get(topic);
  if (found === undefined || found.errorCode !== 0) throw notFound(say('topic.none', { topic }));
  const configs = await configViews(cluster.client, { type: 'topic', name: topic, keys: null });
  return {
    name: topic,
    partitions: found.partitions.length,
    replicationFactor: Math.max(...found.partitions.map(({ replicas }) => replicas.length)),
    configs: Object.fromEntries(
      configs
        .filter(({ source, value }) => source === 'topic' && value !== null)
        .map(({ name, value }) => [name, value!]),
    ),
  };
}

/** Of what the cluster says of a topic: there is none. */
export function isGone(found: { readonly errorCode: number } | undefined): boolean {
  return found === undefined || found.errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
}

function notMadeAgain(settings: NewTopic, error: unknown): Failure {
  const { code, said } = asContractError(error);
  const isOpen = code === 'unanswered';
  return failure(
    isOpen ? code : 'refused',
    say(isOpen ? 'recreate.open' : 'recreate.lost', { topic: settings.name, reason: said }),
    say('recreate.lost.next'),
    { detail: JSON.stringify(settings, null, 2) },
  );
}

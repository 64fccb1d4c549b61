/** A topic made anew: gone with its records, back with its settings. */
import { createTopic, deleteTopic, type NewTopic } from '../../client/index.ts';
import { type RecreatePlan, say } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { type Cluster, topicDetail } from '../model/index.ts';
import { asContractError, type Failure, failure, notFound } from '../router/index.ts';
import { configViews } from './configs.ts';

/** Deleting goes through the brokers one by one; a name is free when the last has let go of it. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 200;

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
  await deleteTopic(client, topic);
  const deadlineMs = client.env.clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    try {
      if (await isGone(cluster, topic)) return await createTopic(client, settings);
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

async function isGone({ client }: Cluster, topic: string): Promise<boolean> {
  const found = (await client.describeTopics([topic])).topics.get(topic);
  return found === undefined || found.errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
}

function notMadeAgain(settings: NewTopic, error: unknown): Failure {
  const { said } = asContractError(error);
  return failure(
    'refused',
    say('recreate.lost', { topic: settings.name, reason: said }),
    say('recreate.lost.next'),
    { detail: JSON.stringify(settings, null, 2) },
  );
}

import {
  alterTopicConfigs,
  createPartitions,
  createTopic,
  deleteRecords,
  deleteTopic,
} from '../../client/index.ts';
import type { ClusterId, SegmentFileView } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { type Cluster, topicDetail, topicRows } from '../model/index.ts';
import {
  invalidInput,
  localOnly,
  notFound,
  onCluster,
  onTopic,
  partition,
  procedure,
  stream,
  topicName,
  z,
} from '../router/index.ts';
import { configViews } from './configs.ts';
import { EligibleLeadersPoll } from './eligible-leaders.ts';
import { watchView } from './watch.ts';

const PARTITIONS_MAX = 10_000;
const createInput = z.extend(onCluster, {
  name: topicName,
  partitions: z.union([z.literal(-1), z.int().check(z.minimum(1), z.maximum(PARTITIONS_MAX))]),
  replicationFactor: z.union([z.literal(-1), z.int().check(z.minimum(1), z.maximum(1_000))]),
  configs: z.record(z.string(), z.string()),
  validateOnly: z.optional(z.boolean()),
});
const addPartitionsInput = z.extend(onTopic, {
  totalPartitions: z.int().check(z.minimum(1), z.maximum(PARTITIONS_MAX)),
});
const purgeInput = z.extend(onTopic, { partitions: z.array(partition) });
const alterInput = z.extend(onTopic, { changes: z.record(z.string(), z.nullable(z.string())) });

/** The list of topics, one topic, and what can be done to them. */
export function topicsService(bench: Bench) {
  /** Does something to topics and has the screens see it at once. */
  const change = async (id: ClusterId, action: (cluster: Cluster) => Promise<unknown>) => {
    const cluster = bench.cluster(id);
    try {
      await action(cluster);
    } finally {
      cluster.poke(['metadata', 'offsets', 'settings']);
    }
    return null;
  };
  return {
    'topics.watch': stream<'topics.watch'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'groups', 'settings'], () =>
        topicRows(cluster),
      );
    }),

    'topic.watch': stream<'topic.watch'>(onTopic, async ({ cluster: id, topic }, outlet) => {
      const cluster = bench.cluster(id);
      const elr = new EligibleLeadersPoll(cluster, (names) => names.filter((name) => name === topic));
      await watchView(cluster, outlet, ['metadata', 'offsets', 'groups'], () =>
        topicDetail(cluster, topic, elr.current().get(topic)),
      );
    }),

    'topics.create': procedure<'topics.create'>(createInput, ({ cluster, validateOnly, ...topic }) =>
      change(cluster, ({ client }) => createTopic(client, topic, { validateOnly })),
    ),

    'topics.delete': procedure<'topics.delete'>(onTopic, ({ cluster, topic }) =>
      change(cluster, ({ client }) => deleteTopic(client, topic)),
    ),

    'topics.addPartitions': procedure<'topics.addPartitions'>(
      addPartitionsInput,
      ({ cluster, topic, totalPartitions }) =>
        change(cluster, ({ client }) => createPartitions(client, topic, totalPartitions)),
    ),

    'topics.purge': procedure<'topics.purge'>(purgeInput, ({ cluster, topic, partitions }) =>
      change(cluster, (one) => purge(one, topic, partitions)),
    ),

    'topics.configs': procedure<'topics.configs'>(onTopic, ({ cluster, topic }) =>
      configViews(bench.cluster(cluster).client, { type: 'topic', name: topic, keys: null }),
    ),

    'topics.alterConfigs': procedure<'topics.alterConfigs'>(alterInput, ({ cluster, topic, changes }) =>
      change(cluster, async ({ client }) => {
        if (Object.keys(changes).length > 0) await alterTopicConfigs(client, topic, changes);
      }),
    ),

    'topics.files': procedure<'topics.files'>(onTopic, ({ cluster, topic }) =>
      segmentFiles(bench.cluster(cluster), topic),
    ),
  };
}

/** Partitions of a topic as the cluster has them now; `wanted` empty means all. Throws when one does not exist. */
export async function knownPartitions(
  { client }: Cluster,
  topic: string,
  wanted: readonly number[],
): Promise<readonly number[]> {
  const found = (await client.describeTopics([topic])).topics.get(topic);
  if (found === undefined || found.errorCode !== 0) throw notFound(`There is no topic '${topic}'.`);
  const all = found.partitions.map(({ partition: index }) => index);
  const missing = wanted.find((index) => !all.includes(index));
  if (missing !== undefined)
    throw invalidInput(`'partitions' names ${missing}; ${topic} has partitions 0 to ${all.length - 1}.`);
  return wanted.length === 0 ? all : wanted;
}

async function purge(cluster: Cluster, topic: string, wanted: readonly number[]): Promise<void> {
  const partitions = await knownPartitions(cluster, topic, wanted);
  const results = await deleteRecords(
    cluster.client,
    partitions.map((index) => ({ topic, partition: index, offset: -1 })),
  );
  const failed = results.find((result) => 'error' in result);
  if (failed !== undefined && 'error' in failed) throw failed.error;
}

/** From all nodes that run; when none could say, the first one's reason is thrown. */
async function segmentFiles(cluster: Cluster, topic: string): Promise<SegmentFileView[]> {
  const { host } = cluster;
  if (host === null) throw localOnly('Files are shown for the local cluster only.');
  const running = host.nodes.filter(({ status }) => status === 'running');
  const answers = await Promise.allSettled(
    running.map(async ({ id }) =>
      (await host.inside(id, 'segments', { topic })).map((file) => ({ nodeId: id, ...file })),
    ),
  );
  const files = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (files.length === 0 && refused !== undefined) throw refused.reason;
  return files;
}

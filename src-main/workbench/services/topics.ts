import {
  alterTopicConfigs,
  createPartitions,
  createTopic,
  deleteTopic,
  deleteTopics,
} from '../../client/index.ts';
import { type ClusterId, say, type SegmentFileView } from '../../contract/index.ts';
import { analyseTopic, lastAnalysis } from '../analysis/index.ts';
import type { Bench } from '../bench.ts';
import { compactionOf } from '../files/compaction.ts';
import { type Cluster, topicDetail, topicRows } from '../model/index.ts';
import {
  epochMs,
  localOnly,
  offset,
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
import { knownPartitions } from './known-partitions.ts';
import { mark, marksOf } from './marks.ts';
import { planPurge, purge } from './purge.ts';
import { planRecreate, recreate } from './recreate.ts';
import { watchRows } from './watch-rows.ts';
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
const purgeInput = z.extend(onTopic, {
  partitions: z.array(partition),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('end') }),
    z.object({ kind: z.literal('offset'), offset }),
    z.object({ kind: z.literal('timestamp'), timestampMs: epochMs }),
  ]),
});
const DELETED_AT_ONCE = 1_000;
const deleteManyInput = z.extend(onCluster, { topics: z.array(topicName).check(z.minLength(1)) });
const LABELS_MAX = 20;
const markInput = z.extend(onTopic, {
  change: z.object({
    favourite: z.optional(z.boolean()),
    hidden: z.optional(z.boolean()),
    labels: z.optional(
      z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.maxLength(LABELS_MAX)),
    ),
    note: z.optional(z.string().check(z.maxLength(10_000))),
  }),
});
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

    'topics.list': stream<'topics.list'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      return watchRows(cluster, outlet, {
        facets: ['metadata', 'offsets', 'groups', 'settings'],
        rows: () => topicRows(cluster),
        nameOf: ({ name }) => name,
      });
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

    'topics.deleteMany': procedure<'topics.deleteMany'>(deleteManyInput, async ({ cluster, topics }) => {
      const outcomes: { topic: string; error: string | null }[] = [];
      await change(cluster, async ({ client }) => {
        for (let at = 0; at < topics.length; at += DELETED_AT_ONCE)
          for (const { topic, error } of await deleteTopics(client, topics.slice(at, at + DELETED_AT_ONCE)))
            outcomes.push({ topic, error: error?.message ?? null });
      });
      return outcomes;
    }),

    'topics.purgePlan': procedure<'topics.purgePlan'>(purgeInput, ({ cluster, topic, partitions, to }) =>
      planPurge(bench.cluster(cluster), topic, partitions, to),
    ),

    'topics.purge': procedure<'topics.purge'>(purgeInput, ({ cluster, topic, partitions, to }) =>
      change(cluster, (one) => purge(one, topic, partitions, to)),
    ),

    'topics.recreatePlan': procedure<'topics.recreatePlan'>(onTopic, ({ cluster, topic }) =>
      planRecreate(bench.cluster(cluster), topic),
    ),

    'topics.recreate': procedure<'topics.recreate'>(onTopic, ({ cluster, topic }) =>
      change(cluster, (one) => recreate(one, topic)),
    ),

    'topics.compaction': procedure<'topics.compaction'>(onTopic, ({ cluster, topic }) =>
      compactionOf(bench.cluster(cluster), bench.env.disk, topic),
    ),

    'topics.analysis': procedure<'topics.analysis'>(onTopic, async ({ cluster, topic }) =>
      lastAnalysis(bench.store, cluster, topic),
    ),

    'topics.analyse': stream<'topics.analyse'>(onTopic, async ({ cluster: id, topic }, outlet) => {
      const cluster = bench.cluster(id);
      await analyseTopic(cluster, bench.store, topic, await knownPartitions(cluster, topic, []), outlet);
    }),

    'topics.marks': procedure<'topics.marks'>(onCluster, async ({ cluster }) =>
      marksOf(bench.store, cluster),
    ),

    'topics.mark': procedure<'topics.mark'>(markInput, async ({ cluster, topic, change: changes }) =>
      mark(bench.store, cluster, topic, changes),
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

/** From all nodes that run; when none could say, the first one's reason is thrown. */
async function segmentFiles(cluster: Cluster, topic: string): Promise<SegmentFileView[]> {
  const { host } = cluster;
  if (host === null) throw localOnly(say('local.files'));
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

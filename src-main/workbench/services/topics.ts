import {
  afterOthers,
  alterTopicConfigs,
  check,
  createPartitions,
  createTopic,
  deleteTopic,
  deleteTopics,
  type KafkaClient,
} from '../../client/index.ts';
import { say, type SegmentFileView } from '../../contract/index.ts';
import { analyseTopic, lastAnalysis } from '../analysis/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
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
import { changing } from './changing.ts';
import { configViews, holds } from './configs.ts';
import { EligibleLeadersPoll } from './eligible-leaders.ts';
import { knownPartitions } from './known-partitions.ts';
import { mark, marksOf } from './marks.ts';
import { planPurge, purge } from './purge.ts';
import { isGone, planRecreate, recreate } from './recreate.ts';
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

    'topics.create': procedure<'topics.create'>(
      createInput,
      async ({ cluster: id, validateOnly, ...topic }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        // One that was there before does not tell that this one was made.
        const wasThere = client.metadata.topics.get(topic.name)?.errorCode === ErrorCode.NONE;
        const isDone = async () => !wasThere && (await partitionCount(client, topic.name)) > 0;
        await changing(cluster, { facets: TOPICS, see: say('see.topics'), isDone }, () =>
          createTopic(client, topic, { validateOnly }),
        );
        return null;
      },
    ),

    'topics.delete': procedure<'topics.delete'>(onTopic, async ({ cluster: id, topic }) => {
      const cluster = bench.cluster(id);
      const { client } = cluster;
      const isDone = async () => (await partitionCount(client, topic)) === 0;
      await changing(cluster, { facets: TOPICS, see: say('see.topics'), isDone }, () =>
        deleteTopic(client, topic),
      );
      return null;
    }),

    'topics.addPartitions': procedure<'topics.addPartitions'>(
      addPartitionsInput,
      async ({ cluster: id, topic, totalPartitions }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const isDone = async () => (await partitionCount(client, topic)) === totalPartitions;
        await changing(cluster, { facets: TOPICS, see: say('see.partitions'), isDone }, () =>
          createPartitions(client, topic, totalPartitions),
        );
        return null;
      },
    ),

    'topics.deleteMany': procedure<'topics.deleteMany'>(deleteManyInput, async ({ cluster: id, topics }) => {
      const cluster = bench.cluster(id);
      const { client } = cluster;
      const outcomes: { topic: string; error: string | null }[] = [];
      for (let at = 0; at < topics.length; at += DELETED_AT_ONCE) {
        const some = topics.slice(at, at + DELETED_AT_ONCE);
        let answers: Awaited<ReturnType<typeof deleteTopics>> | undefined;
        const areGone = async () => {
          const found = (await client.describeTopics(some)).topics;
          return some.every((topic) => isGone(found.get(topic)));
        };
        const change = changing(
          cluster,
          { facets: TOPICS, see: say('see.topics'), isDone: areGone },
          async () => {
            answers = await deleteTopics(client, some);
          },
        );
        await (at === 0 ? change : afterOthers(change));
        for (const topic of some) {
          const error = answers?.find((answer) => answer.topic === topic)?.error;
          outcomes.push({ topic, error: error?.message ?? null });
        }
      }
      return outcomes;
    }),

    'topics.purgePlan': procedure<'topics.purgePlan'>(purgeInput, ({ cluster, topic, partitions, to }) =>
      planPurge(bench.cluster(cluster), topic, partitions, to),
    ),

    'topics.purge': procedure<'topics.purge'>(purgeInput, async ({ cluster, topic, partitions, to }) => {
      await purge(bench.cluster(cluster), topic, partitions, to);
      return null;
    }),

    'topics.recreatePlan': procedure<'topics.recreatePlan'>(onTopic, ({ cluster, topic }) =>
      planRecreate(bench.cluster(cluster), topic),
    ),

    'topics.recreate': procedure<'topics.recreate'>(onTopic, async ({ cluster, topic }) => {
      await recreate(bench.cluster(cluster), topic);
      return null;
    }),

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

    'topics.alterConfigs': procedure<'topics.alterConfigs'>(
      alterInput,
      async ({ cluster: id, topic, changes }) => {
        if (Object.keys(changes).length === 0) return null;
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const query = { type: 'topic', name: topic, keys: Object.keys(changes) } as const;
        const isDone = async () => holds(await configViews(client, query), 'topic', changes);
        await changing(cluster, { facets: TOPICS, see: say('see.topicConfigs'), isDone }, () =>
          alterTopicConfigs(client, topic, changes),
        );
        return null;
      },
    ),

    'topics.files': procedure<'topics.files'>(onTopic, ({ cluster, topic }) =>
      segmentFiles(bench.cluster(cluster), topic),
    ),
  };
}

/** What the screens of topics show. */
const TOPICS = ['metadata', 'offsets', 'settings'] as const;

/** As the cluster has it now; 0: there is no such topic. Throws KafkaError where it cannot be told. */
async function partitionCount(client: KafkaClient, topic: string): Promise<number> {
  const found = (await client.describeTopics([topic])).topics.get(topic);
  if (isGone(found)) return 0;
  check(found!.errorCode, topic);
  return found!.partitions.length;
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

import {
  commitOffsets,
  deleteGroup,
  deleteOffsets,
  describeGroups,
  listGroups,
  partitionName,
  removeMember,
} from '../../client/index.ts';
import { say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { watchMakeup } from '../lag/index.ts';
import { groupDetail, groupRows } from '../model/index.ts';
import {
  epochMs,
  groupId,
  notFound,
  offset,
  onCluster,
  onGroup,
  partition,
  procedure,
  stream,
  topicName,
  z,
} from '../router/index.ts';
import { thinSamples } from '../store/index.ts';
import { changing } from './changing.ts';
import { activeGroup, committedOffsets, planReset } from './reset-offsets.ts';
import { watchRows } from './watch-rows.ts';
import { untilLeft, watchView } from './watch.ts';

const lagInput = z.extend(onGroup, { sinceMs: epochMs });
const AT_ONCE = 100_000;
const resetInput = z.extend(onGroup, {
  topic: z.nullable(topicName),
  partitions: z.array(partition),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('earliest') }),
    z.object({ kind: z.literal('latest') }),
    z.object({ kind: z.literal('offset'), offset }),
    z.object({ kind: z.literal('timestamp'), timestampMs: epochMs }),
    z.object({ kind: z.literal('shift'), by: z.int() }),
    z.object({ kind: z.literal('duration'), ms: z.int().check(z.minimum(0)) }),
    z.object({ kind: z.literal('group'), groupId }),
    z.object({
      kind: z.literal('list'),
      offsets: z
        .array(z.object({ topic: topicName, partition, offset }))
        .check(z.minLength(1), z.maxLength(AT_ONCE)),
    }),
  ]),
  preview: z.boolean(),
});
const deleteOffsetsInput = z.extend(onGroup, { topic: topicName, partitions: z.array(partition) });
const memberInput = z.extend(onGroup, {
  memberId: z.string().check(z.maxLength(32_767)),
  instanceId: z.nullable(z.string().check(z.maxLength(32_767))),
});

/** What the screens of groups show. */
const GROUPS = ['groups', 'offsets'] as const;
/** The chart's past, in one event, may be thinned to so many samples. */
const HISTORY_MAX = 4_000;

/** The list of groups, one group, its lag over time, resets and deletion. */
export function groupsService(bench: Bench) {
  return {
    'groups.watch': stream<'groups.watch'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'groups'], () => groupRows(cluster));
    }),

    'groups.list': stream<'groups.list'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      return watchRows(cluster, outlet, {
        facets: ['metadata', 'offsets', 'groups'],
        rows: () => groupRows(cluster),
        nameOf: (row) => row.groupId,
      });
    }),

    'group.watch': stream<'group.watch'>(onGroup, ({ cluster: id, groupId: group }, outlet) => {
      const cluster = bench.cluster(id);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'groups'], () => groupDetail(cluster, group));
    }),

    'group.lag': stream<'group.lag'>(lagInput, ({ cluster: id, groupId: group, sinceMs }, outlet) => {
      const cluster = bench.cluster(id);
      const past = cluster.lagHistory.since(group, sinceMs, HISTORY_MAX);
      outlet.send(past);
      let lastMs = past.at(-1)?.atMs ?? sinceMs - 1;
      const send = () => {
        // A slow screen gets what it missed in one event: the history has it.
        if (outlet.congested) return;
        const news = cluster.lagHistory.newerThan(group, lastMs);
        if (news.length === 0) return;
        lastMs = news.at(-1)!.atMs;
        outlet.send(thinSamples(news, HISTORY_MAX));
      };
      return untilLeft(outlet.signal, cluster.watch(['offsets', 'groups'], send));
    }),

    'group.makeup': stream<'group.makeup'>(onGroup, ({ cluster, groupId: group }, outlet) =>
      watchMakeup(bench.cluster(cluster), group, outlet),
    ),

    'groups.delete': procedure<'groups.delete'>(onGroup, async ({ cluster: id, groupId: group }) => {
      const cluster = bench.cluster(id);
      const { client } = cluster;
      const isDone = async () =>
        (await listGroups(client, await client.coordinatorOf(group))).every(
          ({ groupId: one }) => one !== group,
        );
      await changing(cluster, { facets: ['groups'], see: say('see.groups'), isDone }, () =>
        deleteGroup(client, group),
      );
      return null;
    }),

    'groups.resetOffsets': procedure<'groups.resetOffsets'>(resetInput, async (input) => {
      const cluster = bench.cluster(input.cluster);
      const { client } = cluster;
      const plan = await planReset(cluster, input);
      if (input.preview) return plan;
      if (plan.blockedBy !== null) throw activeGroup(input.groupId, plan.blockedBy);
      const offsets = plan.rows.flatMap(({ topic, partition: index, after }) =>
        after === null ? [] : [{ topic, partition: index, offset: after }],
      );
      const isDone = async () => {
        const committed = await committedOffsets(client, input.groupId);
        return offsets.every((one) => committed.get(partitionName(one))?.offset === one.offset);
      };
      await changing(cluster, { facets: GROUPS, see: say('see.group'), isDone }, async () => {
        if (offsets.length > 0) await commitOffsets(client, input.groupId, offsets);
      });
      return plan;
    }),

    'groups.deleteOffsets': procedure<'groups.deleteOffsets'>(
      deleteOffsetsInput,
      async ({ cluster: id, groupId: group, topic, partitions }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const committed = [...(await committedOffsets(client, group)).values()];
        const doomed = committed.filter(
          (one) => one.topic === topic && (partitions.length === 0 || partitions.includes(one.partition)),
        );
        if (doomed.length === 0) throw notFound(say('group.committedNothing', { group, topic }));
        const isDone = async () => {
          const left = await committedOffsets(client, group);
          return doomed.every((one) => !left.has(partitionName(one)));
        };
        await changing(cluster, { facets: GROUPS, see: say('see.group'), isDone }, () =>
          deleteOffsets(client, group, doomed),
        );
        return null;
      },
    ),

    'groups.removeMember': procedure<'groups.removeMember'>(
      memberInput,
      async ({ cluster: id, groupId: group, ...member }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const isDone = async () => {
          const type = cluster.facets.groups.get(group)?.type ?? 'classic';
          const broker = await client.coordinatorOf(group);
          const [{ members, error }] = await describeGroups(client, broker, [{ groupId: group, type }]);
          if (error !== null) throw error;
          return members.every(({ memberId }) => memberId !== member.memberId);
        };
        await changing(cluster, { facets: GROUPS, see: say('see.group'), isDone }, () =>
          removeMember(client, group, member),
        );
        return null;
      },
    ),
  };
}

import {
  commitOffsets,
  deleteGroup,
  describeGroups,
  fetchCommitted,
  type KafkaClient,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import type { LagSample, Procedures } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { watchMakeup } from '../lag/index.ts';
import { type Cluster, groupDetail, groupRows } from '../model/index.ts';
import {
  epochMs,
  Failure,
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
import { knownPartitions } from './known-partitions.ts';
import { untilLeft, watchView } from './watch.ts';

const lagInput = z.extend(onGroup, { sinceMs: epochMs });
const resetInput = z.extend(onGroup, {
  topic: topicName,
  partitions: z.array(partition),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('earliest') }),
    z.object({ kind: z.literal('latest') }),
    z.object({ kind: z.literal('offset'), offset }),
    z.object({ kind: z.literal('timestamp'), timestampMs: epochMs }),
  ]),
  preview: z.boolean(),
});

type ResetInput = Procedures['groups.resetOffsets']['input'];
type ResetOutput = Procedures['groups.resetOffsets']['output'];

/** States in which a group has no members, so that its offsets may be set from outside. */
const IDLE_STATES = new Set(['Empty', 'Dead', '']);
/** The chart's past, in one event, may be thinned to so many samples. */
const HISTORY_MAX = 4_000;

/** The list of groups, one group, its lag over time, resets and deletion. */
export function groupsService(bench: Bench) {
  return {
    'groups.watch': stream<'groups.watch'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'groups'], () => groupRows(cluster));
    }),

    'group.watch': stream<'group.watch'>(onGroup, ({ cluster: id, groupId }, outlet) => {
      const cluster = bench.cluster(id);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'groups'], () =>
        groupDetail(cluster, groupId),
      );
    }),

    'group.lag': stream<'group.lag'>(lagInput, ({ cluster: id, groupId, sinceMs }, outlet) => {
      const cluster = bench.cluster(id);
      const past = cluster.lagHistory.since(groupId, sinceMs);
      outlet.send(thin(past, HISTORY_MAX));
      let lastMs = past.at(-1)?.atMs ?? sinceMs - 1;
      const send = () => {
        // A slow screen gets what it missed in one event: the history has it.
        if (outlet.congested) return;
        const news = cluster.lagHistory.newerThan(groupId, lastMs);
        if (news.length === 0) return;
        lastMs = news.at(-1)!.atMs;
        outlet.send(news);
      };
      return untilLeft(outlet.signal, cluster.watch(['offsets', 'groups'], send));
    }),

    'group.makeup': stream<'group.makeup'>(onGroup, ({ cluster, groupId }, outlet) =>
      watchMakeup(bench.cluster(cluster), groupId, outlet),
    ),

    'groups.delete': procedure<'groups.delete'>(onGroup, async ({ cluster: id, groupId }) => {
      const cluster = bench.cluster(id);
      await deleteGroup(cluster.client, groupId);
      cluster.poke(['groups']);
      return null;
    }),

    'groups.resetOffsets': procedure<'groups.resetOffsets'>(resetInput, async (input) => {
      const cluster = bench.cluster(input.cluster);
      const plan = await planReset(cluster, input);
      if (input.preview) return plan;
      await refuseActiveGroup(cluster.client, input.groupId);
      await commitOffsets(
        cluster.client,
        input.groupId,
        plan.map(({ topic, partition: index, after }) => ({ topic, partition: index, offset: after })),
      );
      cluster.poke(['groups', 'offsets']);
      return plan;
    }),
  };
}

/** Every n-th sample, and always the newest. */
function thin(samples: readonly LagSample[], max: number): readonly LagSample[] {
  if (samples.length <= max) return samples;
  const step = Math.ceil(samples.length / max);
  return samples.filter((_sample, index) => (samples.length - 1 - index) % step === 0);
}

async function refuseActiveGroup(client: KafkaClient, groupId: string): Promise<void> {
  const broker = await client.coordinatorOf(groupId);
  const [group] = await describeGroups(client, broker, [{ groupId, type: 'classic' }]);
  if (group === undefined || IDLE_STATES.has(group.state)) return;
  const members = group.members.length;
  throw new Failure({
    code: 'active-group',
    message: `${groupId} is ${group.state} with ${members} ${members === 1 ? 'member' : 'members'}: their next commits would undo the reset.`,
    kafka: 'NON_EMPTY_GROUP',
    nextStep: 'Stop its members, wait until the group is Empty, and reset again.',
  });
}

/** What the reset means for each partition; offsets outside of a log are moved to its nearest end. */
async function planReset(
  cluster: Cluster,
  { groupId, topic, partitions: wanted, to }: ResetInput,
): Promise<ResetOutput> {
  const { client } = cluster;
  const partitions = await knownPartitions(cluster, topic, wanted);
  const look = async (timestamp: number) => {
    const results = await listOffsets(
      client,
      partitions.map((index) => ({ topic, partition: index, timestamp })),
    );
    return results.map((result) => {
      if ('error' in result) throw result.error;
      return result.value.offset;
    });
  };
  const [starts, ends, committed] = await Promise.all([
    look(OffsetSpec.earliest),
    look(OffsetSpec.latest),
    committedOffsets(client, groupId),
  ]);
  const byTime = to.kind === 'timestamp' ? await look(to.timestampMs) : [];
  return partitions.map((index, position) => {
    const start = starts[position];
    const end = ends[position];
    const after = () => {
      switch (to.kind) {
        case 'earliest':
          return start;
        case 'latest':
          return end;
        case 'offset':
          return Math.min(end, Math.max(start, to.offset));
        case 'timestamp':
          return byTime[position] < 0 ? end : byTime[position];
      }
    };
    return { topic, partition: index, before: committed.get(`${topic}-${index}`) ?? null, after: after() };
  });
}

async function committedOffsets(client: KafkaClient, groupId: string): Promise<Map<string, number>> {
  const broker = await client.coordinatorOf(groupId);
  const answer = (await fetchCommitted(client, { broker }, [groupId])).get(groupId);
  if (answer === undefined) throw notFound(`There is no group '${groupId}'.`);
  if (answer.error !== null) throw answer.error;
  return new Map(
    answer.offsets.map(({ topic, partition: index, offset: committed }) => [`${topic}-${index}`, committed]),
  );
}

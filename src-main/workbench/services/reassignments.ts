/** Moves of replicas between brokers: planned, begun, watched, ended; and elections of preferred leaders. */
import {
  afterOthers,
  alterConfigs,
  alterReassignments,
  type ClusterMetadata,
  type ConfigChange,
  describeConfigs,
  electPreferredLeaders,
  type KafkaClient,
  listReassignments,
  partitionName,
  type TopicPartition,
} from '../../client/index.ts';
import {
  type ClusterId,
  type PlannedMove,
  type ReassignGoal,
  type Reassignments,
  type ReassignPlan,
  SaidError,
  say,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { type Cluster, planReassignment } from '../model/index.ts';
import {
  invalidInput,
  notFound,
  onCluster,
  partition,
  procedure,
  stream,
  topicName,
  z,
} from '../router/index.ts';
import { changing } from './changing.ts';
import { askRepeatedly } from './repeat.ts';

const WATCH_INTERVAL_MS = 2_000;
const MOVES = ['metadata', 'offsets'] as const;
const LEADER_RATE = 'leader.replication.throttled.rate';
const FOLLOWER_RATE = 'follower.replication.throttled.rate';
const LEADER_REPLICAS = 'leader.replication.throttled.replicas';
const FOLLOWER_REPLICAS = 'follower.replication.throttled.replicas';
const NO_THROTTLE = { [LEADER_REPLICAS]: null, [FOLLOWER_REPLICAS]: null };
const NO_RATE = { [LEADER_RATE]: null, [FOLLOWER_RATE]: null };

const broker = z.int().check(z.minimum(0));
const planInput = z.extend(onCluster, {
  topics: z.array(topicName).check(z.minLength(1)),
  goal: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('replication'), factor: z.int().check(z.minimum(1), z.maximum(1_000)) }),
    z.object({ kind: z.literal('leave'), broker }),
    z.object({ kind: z.literal('brokers'), brokers: z.array(broker).check(z.minLength(1)) }),
    z.object({ kind: z.literal('balance') }),
  ]),
});
const beginInput = z.extend(onCluster, {
  moves: z.array(
    z.object({
      topic: topicName,
      partition,
      before: z.array(broker),
      after: z.array(broker).check(z.minLength(1)),
      copiedBytes: z.nullable(z.number()),
    }),
  ),
  throttleBytesPerSecond: z.nullable(z.int().check(z.minimum(1))),
});
const cancelInput = z.extend(onCluster, {
  partitions: z.array(z.object({ topic: topicName, partition })).check(z.minLength(1)),
});
const electInput = z.extend(onCluster, { topics: z.nullable(z.array(topicName)) });

export function reassignmentsService(bench: Bench) {
  return {
    'reassignments.plan': procedure<'reassignments.plan'>(planInput, ({ cluster, topics, goal }) =>
      plan(bench.cluster(cluster), topics, goal),
    ),

    'reassignments.begin': procedure<'reassignments.begin'>(
      beginInput,
      async ({ cluster: id, moves, throttleBytesPerSecond: rate }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const begun = moves.map(({ topic, partition: index, after }) => ({
          topic,
          partition: index,
          replicas: after,
        }));
        try {
          await changing(
            cluster,
            { facets: MOVES, see: say('see.moves'), isDone: () => areMoving(client, begun) },
            async () => {
              if (rate === null) return alterReassignments(client, begun);
              await alterConfigs(client, throttled(moves, rate));
              return afterOthers(alterReassignments(client, begun));
            },
          );
        } finally {
          if (rate !== null) void liftWhenDone(bench, id);
        }
        return null;
      },
    ),

    'reassignments.cancel': procedure<'reassignments.cancel'>(
      cancelInput,
      async ({ cluster: id, partitions }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const isDone = async () => {
          const moving = new Set((await listReassignments(client)).map(partitionName));
          return partitions.every((place) => !moving.has(partitionName(place)));
        };
        await changing(cluster, { facets: MOVES, see: say('see.moves'), isDone }, () =>
          alterReassignments(
            client,
            partitions.map((place) => ({ ...place, replicas: null })),
          ),
        );
        return null;
      },
    ),

    'reassignments.liftThrottle': procedure<'reassignments.liftThrottle'>(onCluster, async ({ cluster }) => {
      const one = bench.cluster(cluster);
      const isDone = async () => (await throttleOf(one)).throttleBytesPerSecond === null;
      await changing(one, { facets: MOVES, see: say('see.moves'), isDone }, () => liftThrottle(one));
      return null;
    }),

    'reassignments.electPreferred': procedure<'reassignments.electPreferred'>(
      electInput,
      async ({ cluster: id, topics }) => {
        const cluster = bench.cluster(id);
        const { client } = cluster;
        const wanted = topics === null ? null : topics.flatMap((topic) => partitionsOf(cluster, topic));
        const toElect = withoutPreferred(await client.refreshMetadata(), wanted);
        const isDone = async () => withoutPreferred(await client.refreshMetadata(), toElect).length === 0;
        let { elected, failed }: Awaited<ReturnType<typeof electPreferredLeaders>> = {
          elected: toElect,
          failed: [],
        };
        await changing(cluster, { facets: MOVES, see: say('see.partitions'), isDone }, async () => {
          ({ elected, failed } = await electPreferredLeaders(client, wanted));
        });
        return {
          elected: elected.length,
          failed: failed.map(({ topic, partition: index, error }) => ({
            topic,
            partition: index,
            error: error.message,
          })),
        };
      },
    ),

    'reassignments.watch': stream<'reassignments.watch'>(onCluster, async ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      const unwatch = cluster.watch([], () => {});
      let known: Reassignments = NOTHING;
      try {
        await askRepeatedly(bench.env.clock, outlet.signal, WATCH_INTERVAL_MS, async () => {
          const now = await look(cluster).catch(() => undefined); // the screen's other streams say what is wrong
          known = now ?? known;
          outlet.latest({ value: known, asOfMs: bench.env.clock.wallMs(), stale: now === undefined });
        });
      } finally {
        unwatch();
      }
    }),
  };
}

const NOTHING: Reassignments = { moves: [], throttledTopics: [], throttleBytesPerSecond: null };

function partitionsOf({ facets }: Cluster, topic: string) {
  const known = facets.metadata.topics.get(topic);
  if (known === undefined) throw notFound(say('topic.none', { topic }));
  return known.partitions.map(({ partition: index }) => ({ topic, partition: index }));
}

/** Those (null: of all) that another replica leads than the first one. */
function withoutPreferred(
  { topics }: ClusterMetadata,
  wanted: readonly TopicPartition[] | null,
): TopicPartition[] {
  const all = [...topics.values()].flatMap(({ name, partitions }) =>
    partitions.map(({ partition: index, leader, replicas }) => ({
      topic: name,
      partition: index,
      leader,
      replicas,
    })),
  );
  const names = wanted === null ? null : new Set(wanted.map(partitionName));
  return all
    .filter((place) => names === null || names.has(partitionName(place)))
    .filter(({ leader, replicas }) => leader !== replicas[0])
    .map(({ topic, partition: index }) => ({ topic, partition: index }));
}

/** Each of them is under way, or is there already. */
async function areMoving(
  client: KafkaClient,
  begun: readonly (TopicPartition & { readonly replicas: readonly number[] })[],
): Promise<boolean> {
  const moving = new Map((await listReassignments(client)).map((move) => [partitionName(move), move]));
  const { topics } = await client.refreshMetadata();
  return begun.every(({ topic, partition: index, replicas }) => {
    const move = moving.get(partitionName({ topic, partition: index }));
    const now = topics.get(topic)?.partitions[index]?.replicas ?? [];
    const goal = move === undefined ? now : now.filter((id) => !move.removing.includes(id));
    return goal.length === replicas.length && goal.every((id) => replicas.includes(id));
  });
}

async function plan(cluster: Cluster, topics: readonly string[], goal: ReassignGoal): Promise<ReassignPlan> {
  await cluster.refreshMetadata();
  const { metadata, offsets } = cluster.facets;
  const held = new Map<number, number>();
  for (const { partitions } of metadata.topics.values())
    for (const { replicas } of partitions) for (const id of replicas) held.set(id, (held.get(id) ?? 0) + 1);
  const placed = topics.flatMap((topic) => {
    const known = metadata.topics.get(topic);
    if (known === undefined) throw notFound(say('topic.none', { topic }));
    return known.partitions.map(({ partition: index, replicas }) => ({
      topic,
      partition: index,
      replicas,
      sizeBytes: offsets.get(topic)?.[index]?.sizeBytes ?? null,
    }));
  });
  try {
    return planReassignment(
      placed,
      metadata.brokers.map(({ id, rack }) => ({ id, rack, replicas: held.get(id) ?? 0 })),
      goal,
    );
  } catch (error) {
    if (error instanceof SaidError) throw invalidInput(error.said);
    throw error;
  }
}

/** As Kafka's own tool does it (KIP-73): the rate on every broker that takes part, the replicas on the topics. */
function throttled(moves: readonly PlannedMove[], bytesPerSecond: number): ConfigChange[] {
  const rate = String(bytesPerSecond);
  const brokers = new Set(moves.flatMap(({ before, after }) => [...before, ...after]));
  const byTopic = Map.groupBy(moves, ({ topic }) => topic);
  const pairs = (of: readonly PlannedMove[], pick: (move: PlannedMove) => readonly number[]) =>
    of.flatMap((move) => pick(move).map((id) => `${move.partition}:${id}`)).join(',');
  return [
    ...[...brokers].map((id) => ({
      type: 'broker' as const,
      name: String(id),
      changes: { [LEADER_RATE]: rate, [FOLLOWER_RATE]: rate },
    })),
    ...[...byTopic].map(([topic, of]) => ({
      type: 'topic' as const,
      name: topic,
      changes: {
        [LEADER_REPLICAS]: pairs(of, ({ before }) => before),
        [FOLLOWER_REPLICAS]: pairs(of, ({ before, after }) => after.filter((id) => !before.includes(id))),
      },
    })),
  ];
}

async function look(cluster: Cluster): Promise<Reassignments> {
  const [moves, throttle] = await Promise.all([listReassignments(cluster.client), throttleOf(cluster)]);
  return { moves, ...throttle };
}

async function throttleOf(
  cluster: Cluster,
): Promise<Pick<Reassignments, 'throttledTopics' | 'throttleBytesPerSecond'>> {
  const { brokers, topics } = cluster.facets.metadata;
  const rates = await Promise.all(
    brokers.map(async ({ id }) => {
      const query = { type: 'broker' as const, name: String(id), keys: [LEADER_RATE, FOLLOWER_RATE] };
      const [answer] = await describeConfigs(cluster.client, [query], { broker: id });
      return (answer?.configs ?? []).filter(({ configSource }) => configSource === DYNAMIC_BROKER);
    }),
  );
  const rate = rates.flat()[0]?.value ?? null;
  if (rate === null) return NOTHING;
  const answers = await describeConfigs(
    cluster.client,
    [...topics.keys()].map((name) => ({ type: 'topic', name, keys: [LEADER_REPLICAS, FOLLOWER_REPLICAS] })),
  );
  return {
    throttledTopics: answers
      .filter(({ configs }) => configs.some(({ value }) => value))
      .map(({ name }) => name),
    throttleBytesPerSecond: Number(rate),
  };
}

/** ConfigSource.DYNAMIC_BROKER_CONFIG */
const DYNAMIC_BROKER = 2;

async function liftThrottle(cluster: Cluster): Promise<void> {
  const { throttledTopics, throttleBytesPerSecond } = await throttleOf(cluster);
  if (throttleBytesPerSecond === null) return;
  await alterConfigs(cluster.client, [
    ...throttledTopics.map((name) => ({ type: 'topic' as const, name, changes: NO_THROTTLE })),
    ...cluster.facets.metadata.brokers.map(({ id }) => ({
      type: 'broker' as const,
      name: String(id),
      changes: NO_RATE,
    })),
  ]);
}

/** Waits for the last move while this process lives; after that the screens offer to lift it. */
async function liftWhenDone(bench: Bench, id: ClusterId): Promise<void> {
  const cluster = bench.cluster(id);
  const reason = `throttled moves in ${id}`;
  bench.keepAlive(reason, true);
  try {
    for (;;) {
      await cluster.client.pause(WATCH_INTERVAL_MS);
      const moves = await listReassignments(cluster.client).catch(() => undefined); // away for a while: asked again
      if (moves?.length !== 0) continue;
      await liftThrottle(cluster);
      return;
    }
  } catch (error) {
    bench.env.log.warn(`lifting the throttle of replication: ${(error as Error).message}`);
  } finally {
    bench.keepAlive(reason, false);
  }
}

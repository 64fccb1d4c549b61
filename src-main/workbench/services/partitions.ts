import { type AsOf, type ReplicationView, say } from '../../contract/index.ts';
import type { ReplicationInside } from '../../node/messages.ts';
import type { Bench } from '../bench.ts';
import { type Cluster, NodeAnswers, partitionMap, replicationView } from '../model/index.ts';
import { localOnly, onCluster, onTopic, type Outlet, partition, stream, z } from '../router/index.ts';
import { EligibleLeadersPoll } from './eligible-leaders.ts';
import { askRepeatedly } from './repeat.ts';
import { watchView } from './watch.ts';

const mapInput = z.extend(onCluster, { filter: z.string().check(z.maxLength(249)), internal: z.boolean() });
const partitionInput = z.extend(onTopic, { partition });

/** A follower polls its leader several times a second; a person sees no more than this. */
const REPLICATION_INTERVAL_MS = 300;

/** Where partitions lie, and how one of them is replicated. */
export function partitionsService(bench: Bench) {
  return {
    'partitions.watch': stream<'partitions.watch'>(mapInput, ({ cluster: id, ...wanted }, outlet) => {
      const cluster = bench.cluster(id);
      const elr = new EligibleLeadersPoll(cluster);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'settings'], () =>
        partitionMap(
          { facets: cluster.facets, insideOffsets: cluster.insideOffsets, elr: elr.current() },
          wanted,
        ),
      );
    }),

    'replication.watch': stream<'replication.watch'>(
      partitionInput,
      async ({ cluster: id, topic, partition: index }, outlet) => {
        const cluster = bench.cluster(id);
        await watchReplication(bench, cluster, { topic, partition: index }, outlet);
      },
    ),
  };
}

/** Asks every replica of the partition, as long as somebody watches. */
async function watchReplication(
  bench: Bench,
  cluster: Cluster,
  place: { readonly topic: string; readonly partition: number },
  outlet: Outlet<AsOf<ReplicationView | null>>,
): Promise<void> {
  const { host } = cluster;
  if (host === null) throw localOnly(say('local.followers'));
  const elr = new EligibleLeadersPoll(cluster, (names) => names.filter((name) => name === place.topic));
  const replicas = new NodeAnswers<ReplicationInside | null>({ clock: bench.env.clock, duty: 1 });
  const unwatch = cluster.watch(['metadata'], () => {});
  try {
    await askRepeatedly(bench.env.clock, outlet.signal, REPLICATION_INTERVAL_MS, async () => {
      const metadata = cluster.facets.metadata.topics.get(place.topic)?.partitions[place.partition];
      await replicas.round(
        host.nodes
          .filter(({ id, status }) => status === 'running' && metadata?.replicas.includes(id) === true)
          .map(({ id }) => id),
        (id) => host.inside(id, 'replication', place),
      );
      // Whoever gave no answer is shown as silent.
      const answers = new Map<number, ReplicationInside>();
      for (const [id, answer] of replicas.said)
        if (answer !== null && !(answer instanceof Error)) answers.set(id, answer);
      const age = cluster.age(['metadata']);
      if (age === undefined) return;
      const value =
        metadata === undefined
          ? null
          : replicationView(place, metadata, {
              answers,
              nodes: host.nodes,
              elr: elr.current().get(place.topic)?.get(place.partition) ?? [],
            });
      outlet.latest({ value, asOfMs: bench.env.clock.wallMs(), stale: age.stale });
    });
  } finally {
    unwatch();
  }
}

import type { ClusterChange, ClusterSettings } from '../../cluster/messages.ts';
import { localDefaultTable } from '../../config/index.ts';
import { type ClusterId, type ClusterSettingsView, say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { failure } from '../router/failure.ts';
import { clusterId, localOnly, onCluster, procedure, z } from '../router/index.ts';

/** Our one key for how soon a node that ended is given up. */
const FAST_FAILOVER = 'sluice.fast.failover';
/** Between two nodes: what the one before had to catch up with must be done, or the next takes the last good copy down. */
const IN_SYNC_PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** What holds for the cluster as a whole, and how its nodes come to run with it. */
export function clusterSettingsService(bench: Bench) {
  const control = async (cluster: ClusterId, change?: ClusterChange) => {
    if (bench.cluster(cluster).host === null) throw localOnly(say('local.settings'));
    return viewOf(
      bench,
      (await bench.host.control(
        change === undefined ? { kind: 'cluster-settings' } : { kind: 'change-cluster', change },
      )) as ClusterSettings,
    );
  };
  return {
    'clusterSettings.get': procedure<'clusterSettings.get'>(onCluster, ({ cluster }) => control(cluster)),
    'clusterSettings.change': procedure<'clusterSettings.change'>(
      z.object({
        cluster: clusterId,
        restartDeadNodes: z.optional(z.boolean()),
        defaults: z.optional(z.enum(['local', 'kafka'])),
        fastFailover: z.optional(z.boolean()),
        logDirs: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
      }),
      ({ cluster, restartDeadNodes, defaults, fastFailover, logDirs }) => {
        const value = fastFailover === true ? null : 'false';
        const set = fastFailover === undefined ? [] : [{ node: null, name: FAST_FAILOVER, value }];
        return control(cluster, { restartDeadNodes, defaults, logDirs, set });
      },
    ),
    'clusterSettings.apply': procedure<'clusterSettings.apply'>(onCluster, async ({ cluster }) => {
      const { outdated } = await control(cluster);
      for (const node of outdated) {
        await bench.host.control({ kind: 'stop-node', node });
        await bench.host.control({ kind: 'start-node', node });
        await allInSync(bench, node);
      }
      return control(cluster);
    }),
  };
}

function viewOf({ host }: Bench, settings: ClusterSettings): ClusterSettingsView {
  const { restartDeadNodes, defaults, logDirs, properties, outdated } = settings;
  const nodes = host.nodes.length;
  const fast = properties.find(({ node, name }) => node === null && name === FAST_FAILOVER);
  return {
    restartDeadNodes,
    defaults,
    fastFailover: fast?.value !== 'false',
    logDirs,
    properties: properties.filter(({ name }) => name !== FAST_FAILOVER),
    outdated,
    localDefaults: localDefaultTable()
      .map(({ name, kafka, local }) => ({ name, kafka, local: local(nodes) }))
      .filter(({ kafka, local }) => kafka !== local),
  };
}

/** Rejects where replicas of the node that was started last do not come back: the others had better stay up. */
async function allInSync(bench: Bench, node: number): Promise<void> {
  const cluster = bench.cluster('local');
  const { clock } = bench.env;
  const deadlineMs = clock.monotonicMs() + IN_SYNC_PATIENCE_MS;
  for (;;) {
    await cluster.refreshMetadata();
    const topics = [...(cluster.facets.metadata?.topics.values() ?? [])];
    const lacks = topics
      .flatMap(({ partitions }) => partitions)
      .some(({ replicas, isr }) => replicas.includes(node) && !isr.includes(node));
    if (!lacks) return;
    if (clock.monotonicMs() > deadlineMs)
      throw failure('refused', say('settings.notInSync', { node }), say('settings.notInSync.next'));
    await cluster.client.pause(LOOK_EVERY_MS);
  }
}

import type { Bench } from '../bench.ts';
import { overview } from '../model/index.ts';
import { onCluster, stream } from '../router/index.ts';
import { untilLeft, watchView } from './watch.ts';

export function overviewService(bench: Bench) {
  return {
    'overview.watch': stream<'overview.watch'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      return watchView(cluster, outlet, ['metadata', 'offsets', 'groups', 'settings', 'directories'], () =>
        overview({
          facets: cluster.facets,
          nodeStates: cluster.nodeStates,
          lastLeader: cluster.lastLeader,
          nodeRates: cluster.nodeRates,
          processes: cluster.host?.nodes ?? null,
          topicRates: cluster.topicRates,
          bootstrapServers:
            cluster.host === null
              ? bench.connections.settings(id).bootstrapServers
              : bench.start.bootstrapServers,
          metadataFresh: cluster.age(['metadata'])?.stale === false,
        }),
      );
    }),

    'connection.watch': stream<'connection.watch'>(onCluster, ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      outlet.latest(cluster.client.state);
      const unsubscribe = cluster.client.onState((state) => outlet.latest(state));
      // Somebody must keep asking, or a lost connection would never be noticed.
      const unwatch = cluster.watch([], () => {});
      return untilLeft(outlet.signal, () => (unsubscribe(), unwatch()));
    }),
  };
}

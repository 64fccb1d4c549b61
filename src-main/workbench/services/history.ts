import type { Bench } from '../bench.ts';
import { changesBetween, facetsAt, momentOf } from '../history/index.ts';
import { epochMs, onCluster, procedure, z } from '../router/index.ts';

const atInput = z.extend(onCluster, { atMs: epochMs });
const changesInput = z.extend(onCluster, { fromMs: epochMs, toMs: epochMs });
/** A screen shows so many; how many there were besides is said. */
const CHANGES_MAX = 5_000;

/** The cluster as it was, and what became different since. Answers from the store alone: the cluster may be gone. */
export function historyService({ store, cluster: clusterOf }: Bench) {
  return {
    'history.moments': procedure<'history.moments'>(onCluster, async ({ cluster }) => {
      clusterOf(cluster);
      return store.snapshotMoments(cluster);
    }),

    'history.at': procedure<'history.at'>(atInput, async ({ cluster, atMs }) => {
      clusterOf(cluster);
      return momentOf(facetsAt(store, cluster, atMs), atMs);
    }),

    'history.changes': procedure<'history.changes'>(changesInput, async ({ cluster, fromMs, toMs }) => {
      clusterOf(cluster);
      const [before, after] = [facetsAt(store, cluster, fromMs), facetsAt(store, cluster, toMs)];
      const changes = changesBetween(before.facets, after.facets);
      return {
        changes: changes.slice(0, CHANGES_MAX),
        more: Math.max(0, changes.length - CHANGES_MAX),
        before: before.knownAt,
        after: after.knownAt,
      };
    }),
  };
}

/** The past of a cluster, as far as it was looked at: its snapshots, and what they say of a moment. */
import type { PastMoment } from '../../contract/index.ts';
import {
  type FacetName,
  type Facets,
  facetFromJson,
  groupPartitions,
  NO_FACETS,
  totalLag,
} from '../model/index.ts';
import type { Store } from '../store/index.ts';

/** What was known at a moment: of each facet the newest snapshot that is not younger. */
export function facetsAt(store: Store, cluster: string, atMs: number): Facets {
  const facets: Facets = { ...NO_FACETS };
  for (const [name, { body }] of store.snapshotsAt(cluster, atMs)) {
    if (!(name in NO_FACETS)) continue;
    const facet = facetFromJson(name as FacetName, body);
    if (facet !== undefined) Object.assign(facets, { [name]: facet });
  }
  return facets;
}

/** Topics and groups of a moment as rows. */
export function momentOf(facets: Facets, atMs: number): PastMoment {
  const { metadata, offsets, groups } = facets;
  return {
    atMs,
    topics: [...metadata.topics.values()].map(({ name, internal, partitions }) => {
      const logs = offsets.get(name) ?? [];
      const known =
        logs.length > 0 && logs.every((log) => log.endOffset !== null && log.startOffset !== null);
      return {
        name,
        internal,
        partitions: partitions.length,
        replicationFactor: partitions[0]?.replicas.length ?? 0,
        records: known ? logs.reduce((sum, log) => sum + log.endOffset! - log.startOffset!, 0) : null,
        underReplicated: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length,
      };
    }),
    groups: [...groups.values()].map((group) => ({
      groupId: group.groupId,
      state: group.state,
      members: group.members?.length ?? null,
      lag: totalLag(groupPartitions(group, metadata, offsets)),
    })),
  };
}

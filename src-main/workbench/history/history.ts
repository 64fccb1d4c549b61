/** The past of a cluster, as far as it was looked at: its snapshots, and what they say of a moment. */
import type { KnownAt, PastMoment } from '../../contract/index.ts';
import {
  type FacetName,
  type Facets,
  facetFromJson,
  groupPartitions,
  NO_FACETS,
  pastEnd,
  totalLag,
  unknownLags,
} from '../model/index.ts';
import type { Store } from '../store/index.ts';

export interface PastFacets {
  readonly facets: Facets;
  readonly knownAt: KnownAt;
}

/**
 * What was known at a moment: of each facet the newest snapshot that is not younger. It may be much older, since a facet
 * is asked for only while a screen shows it.
 */
export function facetsAt(store: Store, cluster: string, atMs: number): PastFacets {
  const facets: Facets = { ...NO_FACETS };
  const atMsOf = new Map<string, number>();
  for (const [name, { body, atMs: ofMs }] of store.snapshotsAt(cluster, atMs)) {
    if (!(name in NO_FACETS)) continue;
    const facet = facetFromJson(name as FacetName, body);
    if (facet === undefined) continue;
    Object.assign(facets, { [name]: facet });
    atMsOf.set(name, ofMs);
  }
  const known = (name: FacetName) => atMsOf.get(name) ?? null;
  return {
    facets,
    knownAt: { offsets: known('offsets'), groups: known('groups'), settings: known('settings') },
  };
}

/** Topics and groups of a moment as rows. */
export function momentOf({ facets, knownAt }: PastFacets, atMs: number): PastMoment {
  const { metadata, offsets, groups } = facets;
  return {
    atMs,
    knownAt,
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
    groups: [...groups.values()].map((group) => {
      const partitions = groupPartitions(group, metadata, offsets);
      return {
        groupId: group.groupId,
        state: group.state,
        members: group.members?.length ?? null,
        lag: totalLag(partitions),
        unknownLags: unknownLags(partitions),
        beyondEnd: pastEnd(partitions),
      };
    }),
  };
}

// Where every partition lies, who leads it and how far each replica is behind. Pure.
import type { PartitionMap, PartitionPlacement } from '../../contract/index.ts';
import type { InsideOffsets } from './poll-offsets.ts';
import type { Facets } from './state.ts';

/** Eligible leader replicas: topic → partition → ids. */
export type EligibleLeaders = ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>;

export interface PlacementSource {
  readonly facets: Facets;
  readonly insideOffsets: ReadonlyMap<number, InsideOffsets | Error>;
  readonly elr: EligibleLeaders;
}

/** Rows of the topics whose names contain `filter`, whatever its case. */
export function partitionMap(
  { facets, insideOffsets, elr }: PlacementSource,
  { filter, internal }: { filter: string; internal: boolean },
): PartitionMap {
  const wanted = filter.toLowerCase();
  const ends = endOffsets(insideOffsets);
  const partitions: PartitionPlacement[] = [];
  let total = 0;
  for (const topic of facets.metadata.topics.values()) {
    if (topic.internal && !internal) continue;
    total += topic.partitions.length;
    if (!topic.name.toLowerCase().includes(wanted)) continue;
    const minInSyncReplicas = facets.settings.get(topic.name)?.minInSyncReplicas ?? 1;
    for (const { partition, leader, leaderEpoch, replicas, isr } of topic.partitions) {
      const place = `${topic.name}-${partition}`;
      const end = ends.get(leader)?.get(place) ?? null;
      partitions.push({
        topic: topic.name,
        partition,
        leader,
        leaderEpoch,
        replicas,
        isr,
        elr: elr.get(topic.name)?.get(partition) ?? [],
        minInSyncReplicas,
        endOffset: end,
        highWatermark: facets.offsets.get(topic.name)?.[partition]?.highWatermark ?? null,
        lags: replicas.map((id) => {
          const own = ends.get(id)?.get(place);
          // Both were asked one after the other: who seems ahead has caught up meanwhile.
          return end === null || own === undefined ? null : Math.max(0, end - own);
        }),
      });
    }
  }
  return { partitions, total };
}

function endOffsets(views: PlacementSource['insideOffsets']): Map<number, Map<string, number>> {
  const byNode = new Map<number, Map<string, number>>();
  for (const [node, view] of views) {
    if (view instanceof Error) continue;
    const ends = new Map<string, number>();
    for (const { topic, partition, endOffset } of view) ends.set(`${topic}-${partition}`, endOffset);
    byNode.set(node, ends);
  }
  return byNode;
}

/** Topics with a partition that lacks a replica in the ISR: only those can have eligible leader replicas. */
export function topicsOutOfSync({ metadata }: Facets): string[] {
  return [...metadata.topics.values()]
    .filter(({ partitions }) => partitions.some(({ isr, replicas }) => isr.length < replicas.length))
    .map(({ name }) => name);
}

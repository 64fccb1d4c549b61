// Lag: how far a group's commits are behind what it could read. Pure.
import type { GroupPartition } from '../../contract/index.ts';
import type { GroupState, MetadataFacet, OffsetsFacet, PartitionOffsets } from './state.ts';

const UNKNOWN: PartitionOffsets = {
  startOffset: null,
  lastStableOffset: null,
  highWatermark: null,
  endOffset: null,
  sizeBytes: null,
  lastAppendMs: null,
  problem: null,
};

/**
 * Every partition that the group has committed or that a member is assigned, with its lag: high watermark minus
 * committed offset, at least 0. Null where the group never committed or the end is unknown. `whole`: also the other
 * partitions of these topics, since one that was forgotten is what people look for.
 */
export function groupPartitions(
  group: GroupState,
  metadata: MetadataFacet,
  offsets: OffsetsFacet,
  { whole = false } = {},
): GroupPartition[] {
  const owners = new Map<string, string>();
  const places = new Map<string, { topic: string; partition: number }>();
  for (const { memberId, assignment } of group.members ?? [])
    for (const { topic, partitions } of assignment)
      for (const partition of partitions) {
        owners.set(`${topic}-${partition}`, memberId);
        places.set(`${topic}-${partition}`, { topic, partition });
      }
  const committed = new Map(group.committed.map((one) => [`${one.topic}-${one.partition}`, one]));
  for (const [name, { topic, partition }] of committed) places.set(name, { topic, partition });
  if (whole)
    for (const topic of new Set([...places.values()].map((place) => place.topic)))
      for (const { partition } of metadata.topics.get(topic)?.partitions ?? [])
        places.set(`${topic}-${partition}`, { topic, partition });
  return [...places]
    .map(([name, { topic, partition }]): GroupPartition => {
      const commit = committed.get(name);
      const log = offsets.get(topic)?.[partition] ?? UNKNOWN;
      const gone = metadata.topics.get(topic)?.partitions[partition] === undefined;
      return {
        topic,
        partition,
        committedOffset: commit?.offset ?? null,
        metadata: commit?.metadata || null,
        startOffset: log.startOffset,
        endOffset: log.highWatermark,
        lag:
          commit === undefined || log.highWatermark === null
            ? null
            : Math.max(0, log.highWatermark - commit.offset),
        memberId: owners.get(name) ?? null,
        problem: commit?.problem ?? (gone ? 'The partition does not exist any more.' : log.problem),
      };
    })
    .toSorted((a, b) => compareText(a.topic, b.topic) || a.partition - b.partition);
}

/** The sum of what is known; null when nothing is. */
export function totalLag(partitions: readonly { readonly lag: number | null }[]): number | null {
  let total: number | null = null;
  for (const { lag } of partitions) if (lag !== null) total = (total ?? 0) + lag;
  return total;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

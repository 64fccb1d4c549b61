// Lag: how far a group's commits are behind what it could read. Pure.
import type { GroupPartition } from '../../contract/index.ts';
import type { CommittedState, GroupState, MetadataFacet, OffsetsFacet, PartitionOffsets } from './state.ts';

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
 * committed offset. Null where the group never committed though there is something, the end is unknown, or the commit lies
 * beyond it. `whole`: also the other partitions of these topics, since one that was forgotten is what people look for.
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
        ...standingOf(commit, log),
        memberId: owners.get(name) ?? null,
        problem: commit?.problem ?? (gone ? 'The partition does not exist any more.' : log.problem),
      };
    })
    .toSorted((a, b) => compareText(a.topic, b.topic) || a.partition - b.partition);
}

/**
 * How far a commit is behind the end of its log, or beyond it, as it stays when a topic was made anew: what the group
 * has not read is not known then, and is not 0. A commit beyond an end that is older than it tells nothing either.
 */
function standingOf(
  commit: CommittedState | undefined,
  { startOffset, highWatermark, problem }: PartitionOffsets,
): { lag: number | null; beyondEnd: number } {
  // While a partition cannot be asked, its end is the one it had before.
  if (highWatermark === null || problem !== null) return { lag: null, beyondEnd: 0 };
  // Of an empty partition there is nothing to be behind of, wherever a group that never committed would begin.
  if (commit === undefined) return { lag: startOffset === highWatermark ? 0 : null, beyondEnd: 0 };
  if (commit.offset <= highWatermark) return { lag: highWatermark - commit.offset, beyondEnd: 0 };
  const end = commit.endOffset ?? null;
  if (end === null) return { lag: null, beyondEnd: 0 };
  return commit.offset <= end
    ? { lag: end - commit.offset, beyondEnd: 0 }
    : { lag: null, beyondEnd: commit.offset - end };
}

/** The sum of what is known; null when nothing is. */
export function totalLag(partitions: readonly { readonly lag: number | null }[]): number | null {
  let total: number | null = null;
  for (const { lag } of partitions) if (lag !== null) total = (total ?? 0) + lag;
  return total;
}

/** Partitions whose commit lies beyond the end of their log. */
export function pastEnd(partitions: readonly { readonly beyondEnd: number }[]): number {
  return partitions.filter(({ beyondEnd }) => beyondEnd > 0).length;
}

/** Partitions that are not in {@link totalLag}. */
export function unknownLags(partitions: readonly { readonly lag: number | null }[]): number {
  return partitions.filter(({ lag }) => lag === null).length;
}

/** Whether the lag of all partitions is known that the group committed and that still exist. */
export function isWhole(partitions: readonly GroupPartition[], { topics }: MetadataFacet): boolean {
  return partitions.every(
    ({ topic, partition, committedOffset, lag }) =>
      lag !== null || committedOffset === null || topics.get(topic)?.partitions[partition] === undefined,
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

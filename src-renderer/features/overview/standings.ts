/** Which topics and groups the overview names. */
import type { GroupRow, TopicRow } from '../../../src-main/contract/index.ts';

const SHOWN = 8;

/** Topics of the user's, those with the most records a second first, then by how many they hold. */
export function busiestTopics(topics: readonly TopicRow[]): TopicRow[] {
  return topics
    .filter((topic) => !topic.internal)
    .toSorted(
      (a, b) =>
        (b.recordsInPerSecond ?? 0) - (a.recordsInPerSecond ?? 0) || (b.records ?? 0) - (a.records ?? 0),
    )
    .slice(0, SHOWN);
}

/** Groups by their lag; those whose lag is not known come last. */
export function furthestBehind(groups: readonly GroupRow[]): GroupRow[] {
  return groups.toSorted((a, b) => (b.lag ?? -1) - (a.lag ?? -1)).slice(0, SHOWN);
}

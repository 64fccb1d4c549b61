import { fetchAt } from '../../client/index.ts';
import type { GroupPartition } from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import { addStretch, emptyMakeup } from './lag-makeup.ts';

const PARTITIONS_MAX = 200;
/** As much as holds a batch: brokers send the first one whole. */
const FETCH_BYTES = 1;

/**
 * How long the oldest unread record of each partition has been waiting, from its own time; null where the first batch
 * behind the commit does not tell. One request per leader; only the first 200 partitions are looked at.
 */
export async function lagBehind(
  { client }: Cluster,
  partitions: readonly GroupPartition[],
): Promise<{ topic: string; partition: number; behindMs: number | null }[]> {
  const looked = partitions.slice(0, PARTITIONS_MAX);
  const positions = looked.map(({ topic, partition, committedOffset, startOffset }) => ({
    topic,
    partition,
    offset: Math.max(committedOffset ?? 0, startOffset ?? 0),
  }));
  if (positions.length === 0) return [];
  const answers = await fetchAt(client, positions, {
    isolation: 'read_committed',
    maxWaitMs: 0,
    partitionMaxBytes: FETCH_BYTES,
    lane: 'lag',
  });
  const byPlace = new Map(answers.map((answer) => [`${answer.topic}-${answer.partition}`, answer]));
  return positions.map(({ topic, partition, offset }, index) => {
    const answer = byPlace.get(`${topic}-${partition}`);
    if (answer === undefined || !('value' in answer)) return { topic, partition, behindMs: null };
    const { records, aborted, lastStableOffset } = answer.value;
    const makeup = emptyMakeup();
    const to = looked[index].endOffset ?? Infinity;
    addStretch(makeup, { bytes: records, aborted, from: offset, to, stable: lastStableOffset });
    const behindMs =
      makeup.oldestMs === undefined ? null : Math.max(0, client.env.clock.wallMs() - makeup.oldestMs);
    return { topic, partition, behindMs };
  });
}

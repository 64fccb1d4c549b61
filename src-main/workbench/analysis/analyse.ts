/** Reads a topic once from its start to its end of the moment, and counts. */
import { batchFates, fetchAt, listOffsets, OffsetSpec } from '../../client/index.ts';
import type { TopicAnalysis } from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import type { Outlet } from '../router/index.ts';
import { Breath } from '../messages/scan-batches.ts';
import type { Store } from '../store/index.ts';
import { TopicStatistics } from './statistics.ts';

const FETCH_BYTES = 16 * 1024 * 1024;
const PARTITION_BYTES = 4 * 1024 * 1024;
/** A partition that gives nothing so often is given up. */
const EMPTY_ANSWERS_MAX = 3;
const LANE = 'analysis';

const keyOf = (cluster: string, topic: string) => `analysis/${cluster}/${topic}`;

/** The last one that was made, as it ended or was stopped. */
export function lastAnalysis(store: Store, cluster: string, topic: string): TopicAnalysis | null {
  try {
    return JSON.parse(store.setting(keyOf(cluster, topic)) ?? 'null') as TopicAnalysis | null;
  } catch {
    return null; // cut short by something outside: none was made
  }
}

interface Stretch {
  at: number;
  readonly end: number;
  emptyAnswers: number;
}

/** One broker is read from at a time by no more than this, and whoever else works in this process goes first. */
export async function analyseTopic(
  cluster: Cluster,
  store: Store,
  topic: string,
  partitions: readonly number[],
  outlet: Outlet<TopicAnalysis>,
): Promise<void> {
  const { client } = cluster;
  const { clock } = client.env;
  const { signal } = outlet;
  const startMs = clock.monotonicMs();
  const statistics = new TopicStatistics(partitions);
  const open = await stretchesOf(cluster, topic, partitions, statistics, signal);
  const offsetsInAll = [...open.values()].reduce((sum, { at, end }) => sum + end - at, 0);
  let offsetsRead = 0;
  const tell = (state: TopicAnalysis['state']): TopicAnalysis => ({
    atMs: clock.wallMs(),
    elapsedMs: Math.round(clock.monotonicMs() - startMs),
    offsetsRead,
    offsetsInAll,
    state,
    ...statistics.result,
  });
  const breath = new Breath(() => clock.monotonicMs());
  try {
    outlet.latest(tell('reading'));
    while (open.size > 0) {
      signal.throwIfAborted();
      const positions = [...open].map(([partition, { at }]) => ({ topic, partition, offset: at }));
      const results = await fetchAt(client, positions, {
        isolation: 'read_committed',
        maxWaitMs: 0,
        maxBytes: FETCH_BYTES,
        partitionMaxBytes: PARTITION_BYTES,
        lane: LANE,
        signal,
      });
      for (const result of results) {
        const { partition } = result;
        const stretch = open.get(partition)!;
        try {
          if ('error' in result) throw result.error;
          const { records, aborted } = result.value;
          const before = stretch.at;
          const options = { aborted, from: before, to: stretch.end };
          for (const _ of statistics.add(partition, records, options)) if (breath.due) await breath.take();
          stretch.at = batchFates(records, aborted).nextOffset ?? before;
          offsetsRead += Math.min(stretch.at, stretch.end) - before;
          stretch.emptyAnswers = stretch.at > before ? 0 : stretch.emptyAnswers + 1;
        } catch (error) {
          signal.throwIfAborted();
          statistics.failed(partition, (error as Error).message);
          open.delete(partition);
          continue;
        }
        // Answers are empty where others filled the request, and behind what compaction left.
        if (stretch.at >= stretch.end || (stretch.emptyAnswers >= EMPTY_ANSWERS_MAX && open.size === 1))
          open.delete(partition);
      }
      if ([...open.values()].every(({ emptyAnswers }) => emptyAnswers >= EMPTY_ANSWERS_MAX)) open.clear();
      outlet.latest(tell('reading'));
    }
    const whole = tell('done');
    store.rememberSetting(keyOf(cluster.id, topic), JSON.stringify(whole));
    outlet.latest(whole);
  } catch (error) {
    if (!signal.aborted) throw error;
    store.rememberSetting(keyOf(cluster.id, topic), JSON.stringify(tell('stopped')));
  } finally {
    client.closeLane(LANE);
  }
}

async function stretchesOf(
  { client }: Cluster,
  topic: string,
  partitions: readonly number[],
  statistics: TopicStatistics,
  signal: AbortSignal,
): Promise<Map<number, Stretch>> {
  const look = (timestamp: number) =>
    listOffsets(
      client,
      partitions.map((partition) => ({ topic, partition, timestamp })),
      { isolation: 'read_committed', signal },
    );
  const [starts, ends] = await Promise.all([look(OffsetSpec.earliest), look(OffsetSpec.latest)]);
  const open = new Map<number, Stretch>();
  for (const [index, partition] of partitions.entries()) {
    const [start, end] = [starts[index], ends[index]];
    const failed = [start, end].find((result) => 'error' in result);
    if (failed !== undefined && 'error' in failed) statistics.failed(partition, failed.error.message);
    else if ('value' in start && 'value' in end && end.value.offset > start.value.offset)
      open.set(partition, { at: start.value.offset, end: end.value.offset, emptyAnswers: 0 });
  }
  return open;
}

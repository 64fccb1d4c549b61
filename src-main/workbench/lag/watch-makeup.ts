/** Tells again and again what a group's lag is made of, reading no more than is worth it. */
import { LOCAL_CLUSTER, type GroupPartition, type LagMakeup } from '../../contract/index.ts';
import { type Cluster, groupDetail } from '../model/index.ts';
import type { Outlet } from '../router/index.ts';
import { askRepeatedly } from '../services/repeat.ts';
import { fetchStretches, nameOf } from './fetch-stretches.ts';
import { addStretch, emptyMakeup, type Makeup } from './lag-makeup.ts';
import { OldestUnread } from './oldest-unread.ts';

const INTERVAL_MS = 2_000;
/** So much of a partition is read in a round of our own cluster: loopback, and mostly in the page cache. */
const LOCAL_BYTES = 8 * 1024 * 1024;
const FETCH_BYTES = 1024 * 1024;
const PARTITIONS_MAX = 200;

interface Counted {
  readonly committed: number;
  /** Counting has come this far. */
  at: number;
  readonly makeup: Makeup;
}

/**
 * Of a remote cluster only the oldest unread record is looked for, which tells the lag in time; what lies behind it
 * would have to be fetched whole to be counted.
 */
export async function watchMakeup(
  cluster: Cluster,
  groupId: string,
  outlet: Outlet<readonly LagMakeup[]>,
): Promise<void> {
  const { clock } = cluster.client.env;
  const counted = new Map<string, Counted>();
  const oldest = new OldestUnread(cluster.client);
  await askRepeatedly(clock, outlet.signal, INTERVAL_MS, async () => {
    const lagging = (groupDetail(cluster, groupId)?.partitions ?? [])
      .filter(({ lag, problem }) => lag !== null && lag > 0 && problem === null)
      .slice(0, PARTITIONS_MAX);
    if (cluster.client.state.state !== 'connected' || outlet.congested) return;
    if (cluster.id !== LOCAL_CLUSTER) {
      const behindMs = await oldest.look(lagging, outlet.signal);
      outlet.latest(
        lagging.map(({ topic, partition }, at) => ({
          topic,
          partition,
          counts: null,
          behindMs: behindMs[at],
        })),
      );
      return;
    }
    const wanted = new Set(lagging.map(nameOf));
    for (const name of counted.keys()) if (!wanted.has(name)) counted.delete(name);
    const rows = await Promise.all(
      lagging.map((partition) => count(cluster, partition, counted, outlet.signal)),
    );
    outlet.latest(rows.filter((row) => row !== undefined));
  });
}

/** A partition that cannot be read at the moment is left out of the round. */
async function count(
  cluster: Cluster,
  partition: GroupPartition,
  counted: Map<string, Counted>,
  signal: AbortSignal,
): Promise<LagMakeup | undefined> {
  const { clock } = cluster.client.env;
  const { topic, partition: index, committedOffset, endOffset } = partition;
  const name = nameOf(partition);
  let entry = counted.get(name);
  // What was undecided may be decided by now: only what is certain is kept between rounds.
  if (entry === undefined || entry.committed !== committedOffset || entry.makeup.undecided > 0) {
    const from = Math.max(committedOffset!, partition.startOffset ?? 0);
    entry = { committed: committedOffset!, at: from, makeup: emptyMakeup() };
    entry.makeup.gaps = from - committedOffset!;
    counted.set(name, entry);
  }
  const end = endOffset!;
  let budget = LOCAL_BYTES;
  while (entry.at < end && budget > 0) {
    const position = { topic, partition: index, offset: entry.at };
    const stretches = await fetchStretches(cluster.client, [position], {
      partitionMaxBytes: FETCH_BYTES,
      signal,
    });
    const fetched = stretches.get(name);
    if (fetched === undefined) return undefined;
    const next = addStretch(entry.makeup, {
      bytes: fetched.records,
      aborted: fetched.aborted,
      from: entry.at,
      to: end,
      stable: fetched.lastStableOffset,
    });
    budget -= Math.max(1, fetched.records.length);
    if (next === entry.at) {
      // Nothing behind here that a broker would give: compacted away up to the end.
      if (fetched.records.length === 0) {
        entry.makeup.gaps += end - entry.at;
        entry.at = end;
      }
      break;
    }
    entry.at = next;
  }
  const { data, undecided, aborted, control, gaps, oldestMs } = entry.makeup;
  return {
    topic,
    partition: index,
    counts: { data, undecided, aborted, control, gaps, notCounted: Math.max(0, end - entry.at) },
    behindMs: oldestMs === undefined ? (entry.at >= end ? 0 : null) : Math.max(0, clock.wallMs() - oldestMs),
  };
}

/** Tells again and again what a group's lag is made of, reading no more than is worth it. */
import { fetchAt, type Fetched } from '../../client/index.ts';
import { LOCAL_CLUSTER, type GroupPartition, type LagMakeup } from '../../contract/index.ts';
import { type Cluster, groupDetail } from '../model/index.ts';
import type { Outlet } from '../router/index.ts';
import { askRepeatedly } from '../services/repeat.ts';
import { addStretch, emptyMakeup, type Makeup } from './lag-makeup.ts';

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
 * Of a remote cluster only the first unread batch is fetched, which tells the lag in time; what lies behind it would
 * have to be fetched whole to be counted.
 */
export async function watchMakeup(
  cluster: Cluster,
  groupId: string,
  outlet: Outlet<readonly LagMakeup[]>,
): Promise<void> {
  const { clock } = cluster.client.env;
  const counted = new Map<string, Counted>();
  await askRepeatedly(clock, outlet.signal, INTERVAL_MS, async () => {
    const lagging = (groupDetail(cluster, groupId)?.partitions ?? [])
      .filter(({ lag, problem }) => lag !== null && lag > 0 && problem === null)
      .slice(0, PARTITIONS_MAX);
    if (cluster.client.state.state !== 'connected' || outlet.congested) return;
    const wanted = new Set(lagging.map(nameOf));
    for (const name of counted.keys()) if (!wanted.has(name)) counted.delete(name);
    const rows = await Promise.all(
      lagging.map((partition) => look(cluster, partition, counted, outlet.signal)),
    );
    outlet.latest(rows.filter((row) => row !== undefined));
  });
}

/** A partition that cannot be read at the moment is left out of the round. */
async function look(
  cluster: Cluster,
  partition: GroupPartition,
  counted: Map<string, Counted>,
  signal: AbortSignal,
): Promise<LagMakeup | undefined> {
  const { clock } = cluster.client.env;
  const { topic, partition: index, committedOffset, endOffset } = partition;
  const isLocal = cluster.id === LOCAL_CLUSTER;
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
  let budget = isLocal ? LOCAL_BYTES : 1;
  while (entry.at < end && budget > 0 && (isLocal || entry.makeup.oldestMs === undefined)) {
    const fetched = await fetchOne(cluster, { topic, partition: index, offset: entry.at }, isLocal, signal);
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
    counts: isLocal
      ? { data, undecided, aborted, control, gaps, notCounted: Math.max(0, end - entry.at) }
      : null,
    behindMs: oldestMs === undefined ? (entry.at >= end ? 0 : null) : Math.max(0, clock.wallMs() - oldestMs),
  };
}

/** Below the last stable offset a broker tells which transactions were aborted; behind it nobody knows yet. */
async function fetchOne(
  { client }: Cluster,
  position: { topic: string; partition: number; offset: number },
  isLocal: boolean,
  signal: AbortSignal,
): Promise<Fetched | undefined> {
  for (const isolation of ['read_committed', 'read_uncommitted'] as const) {
    const [result] = await fetchAt(client, [position], {
      isolation,
      maxWaitMs: 0,
      partitionMaxBytes: isLocal ? FETCH_BYTES : 1,
      lane: 'lag',
      signal,
    });
    if ('error' in result) return undefined;
    if (result.value.records.length > 0 || position.offset < result.value.lastStableOffset)
      return result.value;
  }
  return undefined;
}

function nameOf({ topic, partition }: GroupPartition): string {
  return `${topic}-${partition}`;
}

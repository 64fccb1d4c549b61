/** Where reading begins and ends in each partition. */
import {
  fetchCommitted,
  type Isolation,
  type KafkaClient,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import type { ReadFrom, ReadUntil } from '../../contract/index.ts';

export interface Bounds {
  readonly partition: number;
  readonly start: number;
  /** High watermark, or last stable offset with read_committed. */
  readonly end: number;
  /** With `invisible`: the last stable offset, behind which transactions are undecided. */
  readonly stable?: number;
  /** Of the first record at or after the asked time; -1: there is none. */
  readonly byTime?: number;
  readonly byUntil?: number;
  /** Of the asked group; undefined: it never committed this partition. */
  readonly committed?: number;
}

export interface Range {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** Transactions from here on are undecided; Infinity where nobody asked. */
  readonly stable: number;
}

export interface Notice {
  readonly partition: number | null;
  readonly message: string;
}

export interface BoundsOptions {
  readonly from: ReadFrom;
  readonly until: ReadUntil | null;
  readonly isolation: Isolation;
  readonly invisible: boolean;
  readonly signal: AbortSignal;
}

/**
 * Start and end of each partition, and what `from` and `until` need to be placed. Partitions that cannot say become
 * notices. Rejects when the asked group cannot be.
 */
export async function boundsOf(
  client: KafkaClient,
  topic: string,
  partitions: readonly number[],
  { from, until, isolation, invisible, signal }: BoundsOptions,
): Promise<{ bounds: Bounds[]; notices: Notice[] }> {
  const ask = (timestamp: number, by: Isolation = isolation) =>
    listOffsets(
      client,
      partitions.map((partition) => ({ topic, partition, timestamp })),
      { isolation: by, signal },
    );
  const nothing = Promise.resolve(undefined);
  const fromMs =
    from.kind === 'timestamp' ? from.timestampMs : from.kind === 'ago' ? agoMs(client, from.ms) : undefined;
  const [starts, ends, stables, times, untils, committed] = await Promise.all([
    ask(OffsetSpec.earliest),
    ask(OffsetSpec.latest, invisible ? 'read_uncommitted' : isolation),
    invisible ? ask(OffsetSpec.latest, 'read_committed') : nothing,
    fromMs === undefined ? nothing : ask(fromMs),
    until?.kind === 'timestamp' ? ask(until.timestampMs) : nothing,
    from.kind === 'group' ? committedOf(client, from.groupId, topic) : nothing,
  ]);
  const bounds: Bounds[] = [];
  const notices: Notice[] = [];
  partitions.forEach((partition, index) => {
    const [start, end] = [starts[index], ends[index]];
    const [stable, time, untilTime] = [stables?.[index], times?.[index], untils?.[index]];
    const failed = [start, end, stable, time, untilTime].find(
      (result) => result !== undefined && 'error' in result,
    );
    if (failed !== undefined && 'error' in failed)
      notices.push({ partition, message: `Not read: ${failed.error.message}` });
    else if ('value' in start && 'value' in end)
      bounds.push({
        partition,
        start: start.value.offset,
        end: end.value.offset,
        ...(stable !== undefined && 'value' in stable && { stable: stable.value.offset }),
        ...(time !== undefined && 'value' in time && { byTime: time.value.offset }),
        ...(untilTime !== undefined && 'value' in untilTime && { byUntil: untilTime.value.offset }),
        ...(committed?.has(partition) && { committed: committed.get(partition) }),
      });
  });
  return { bounds, notices };
}

function agoMs(client: KafkaClient, ms: number): number {
  return Math.max(0, client.env.clock.wallMs() - ms);
}

async function committedOf(
  client: KafkaClient,
  groupId: string,
  topic: string,
): Promise<Map<number, number>> {
  // Brokers name topics by their id.
  if (!client.metadata.topics.has(topic)) await client.refreshMetadata();
  const answer = (await fetchCommitted(client, { coordinatorOf: groupId }, [groupId])).get(groupId);
  if (answer === undefined) throw new Error(`the coordinator of '${groupId}' left it out of its answer`);
  if (answer.error !== null) throw answer.error;
  return new Map(
    answer.offsets.filter((one) => one.topic === topic).map(({ partition, offset }) => [partition, offset]),
  );
}

/** What of each partition is to be read. Offsets outside of it are moved to its nearest end, and said. Pure. */
export function rangesOf(
  from: ReadFrom,
  until: ReadUntil | null,
  bounds: readonly Bounds[],
): { ranges: Range[]; notices: Notice[] } {
  const notices: Notice[] = [];
  const ranges = bounds.map((bound): Range => {
    const { partition, stable = Infinity } = bound;
    const to = endOf(until, bound);
    return { partition, from: Math.min(to, beginningOf(from, bound, notices)), to, stable };
  });
  if (isByTime(from) && bounds.length > 0 && bounds.every(({ byTime = -1 }) => byTime < 0))
    notices.push({ partition: null, message: 'No record is that late.' });
  return { ranges, notices };
}

function isByTime({ kind }: ReadFrom): boolean {
  return kind === 'timestamp' || kind === 'ago';
}

function endOf(until: ReadUntil | null, { start, end, byUntil = -1 }: Bounds): number {
  if (until === null) return end;
  if (until.kind === 'offset') return Math.max(start, Math.min(end, until.offset));
  return byUntil < 0 ? end : Math.min(end, byUntil);
}

function beginningOf(from: ReadFrom, bound: Bounds, notices: Notice[]): number {
  const { partition, start, end, byTime = -1, committed } = bound;
  switch (from.kind) {
    case 'offset': {
      if (from.offset < start)
        notices.push({ partition, message: `Offset ${from.offset} is gone; reading begins at ${start}.` });
      else if (from.offset > end)
        notices.push({ partition, message: `Offset ${from.offset} is not written yet; the end is ${end}.` });
      return Math.min(end, Math.max(start, from.offset));
    }
    case 'group': {
      if (committed === undefined) {
        notices.push({
          partition,
          message: `'${from.groupId}' never committed it; reading begins at ${start}.`,
        });
        return start;
      }
      if (committed < start)
        notices.push({
          partition,
          message: `The group's offset ${committed} is gone; reading begins at ${start}.`,
        });
      return Math.min(end, Math.max(start, committed));
    }
    case 'timestamp':
    case 'ago':
      // Beyond the end with read_committed: the record is there, its transaction is open.
      return byTime < 0 ? end : Math.min(end, byTime);
    case 'live':
      return end;
    case 'newest':
    case 'oldest':
      return start;
  }
}

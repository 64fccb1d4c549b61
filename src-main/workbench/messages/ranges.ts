/** Where reading begins and ends in each partition. */
import {
  fetchCommitted,
  type Isolation,
  type KafkaClient,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import {
  inEnglish,
  type ReadFrom,
  type ReadUntil,
  SaidError,
  say,
  type SaidText,
} from '../../contract/index.ts';

export interface Bounds {
  readonly partition: number;
  readonly start: number;
  /** High watermark, or last stable offset with read_committed. */
  readonly end: number;
  /** With `invisible`: the last stable offset, behind which transactions are undecided. */
  readonly stable?: number;
  /** With read_committed: where the log ends; between `end` and it lies what waits for a transaction. */
  readonly highWatermark?: number;
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
  readonly message: SaidText;
}

export interface BoundsOptions {
  readonly from: ReadFrom;
  readonly until: ReadUntil | null;
  readonly isolation: Isolation;
  readonly invisible: boolean;
  readonly signal: AbortSignal;
}

/** The time that is asked for, where one is. */
export function timesOf(
  client: KafkaClient,
  from: ReadFrom,
  until: ReadUntil | null,
): { fromMs: number; untilMs: number } {
  const since =
    from.kind === 'timestamp' ? from.timestampMs : from.kind === 'ago' ? agoMs(client, from.ms) : -Infinity;
  return { fromMs: since, untilMs: until?.kind === 'timestamp' ? until.timestampMs : Infinity };
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
  const stableOnly = isolation === 'read_committed' && !invisible;
  const [starts, ends, stables, marks, times, untils, committed] = await Promise.all([
    ask(OffsetSpec.earliest),
    ask(OffsetSpec.latest, stableOnly ? 'read_committed' : 'read_uncommitted'),
    invisible ? ask(OffsetSpec.latest, 'read_committed') : nothing,
    stableOnly ? ask(OffsetSpec.latest, 'read_uncommitted') : nothing,
    fromMs === undefined ? nothing : ask(fromMs),
    until?.kind === 'timestamp' ? ask(until.timestampMs) : nothing,
    from.kind === 'group' ? committedOf(client, from.groupId, topic) : nothing,
  ]);
  const bounds: Bounds[] = [];
  const notices: Notice[] = [];
  partitions.forEach((partition, index) => {
    const [start, end] = [starts[index], ends[index]];
    const [stable, mark] = [stables?.[index], marks?.[index]];
    const [time, untilTime] = [times?.[index], untils?.[index]];
    const failed = [start, end, stable, mark, time, untilTime].find(
      (result) => result !== undefined && 'error' in result,
    );
    if (failed !== undefined && 'error' in failed)
      notices.push({
        partition,
        message: inEnglish(say('notice.notRead', { reason: failed.error.message })),
      });
    else if ('value' in start && 'value' in end)
      bounds.push({
        partition,
        start: start.value.offset,
        end: end.value.offset,
        ...(stable !== undefined && 'value' in stable && { stable: stable.value.offset }),
        ...(mark !== undefined && 'value' in mark && { highWatermark: mark.value.offset }),
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
  if (answer === undefined) throw new SaidError(say('client.noGroupAnswer', { group: groupId }));
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
    const { partition, stable = Infinity, end, highWatermark = end } = bound;
    const to = endOf(until, bound);
    // What is not read because a person asked for less needs no word.
    if (end < highWatermark && to === end)
      notices.push({
        partition,
        message: inEnglish(say('notice.waitsForTransaction', { offset: end, end: highWatermark })),
      });
    return { partition, from: Math.min(to, beginningOf(from, bound, notices)), to, stable };
  });
  if (isByTime(from) && bounds.length > 0 && bounds.every(({ byTime = -1 }) => byTime < 0))
    notices.push({ partition: null, message: inEnglish(say('notice.noneSoLate')) });
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
  const { partition, start, end, highWatermark = end, byTime = -1, committed } = bound;
  switch (from.kind) {
    case 'offset': {
      if (from.offset < start)
        notices.push({
          partition,
          message: inEnglish(say('notice.offsetGone', { offset: from.offset, start })),
        });
      else if (from.offset > highWatermark)
        notices.push({
          partition,
          message: inEnglish(say('notice.offsetAhead', { offset: from.offset, end: highWatermark })),
        });
      return Math.min(end, Math.max(start, from.offset));
    }
    case 'group': {
      if (committed === undefined) {
        notices.push({
          partition,
          message: inEnglish(say('notice.neverCommitted', { group: from.groupId, start })),
        });
        return start;
      }
      if (committed < start)
        notices.push({
          partition,
          message: inEnglish(say('notice.groupOffsetGone', { offset: committed, start })),
        });
      else if (committed > highWatermark)
        notices.push({
          partition,
          message: inEnglish(say('notice.groupOffsetAhead', { offset: committed, end: highWatermark })),
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

/** Where reading begins and ends in each partition. */
import { type Isolation, type KafkaClient, listOffsets, OffsetSpec } from '../../client/index.ts';
import type { ReadFrom } from '../../contract/index.ts';

export interface Bounds {
  readonly partition: number;
  readonly start: number;
  /** High watermark, or last stable offset with read_committed. */
  readonly end: number;
  /** Of the first record at or after the asked time; -1: there is none. */
  readonly byTime?: number;
}

export interface Range {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface Notice {
  readonly partition: number | null;
  readonly message: string;
}

/** Start and end of each partition, and with a time its position. Partitions that cannot say become notices. */
export async function boundsOf(
  client: KafkaClient,
  topic: string,
  partitions: readonly number[],
  options: { readonly from: ReadFrom; readonly isolation: Isolation; readonly signal: AbortSignal },
): Promise<{ bounds: Bounds[]; notices: Notice[] }> {
  const { from, isolation, signal } = options;
  const ask = (timestamp: number) =>
    listOffsets(
      client,
      partitions.map((partition) => ({ topic, partition, timestamp })),
      { isolation, signal },
    );
  const [starts, ends, times] = await Promise.all([
    ask(OffsetSpec.earliest),
    ask(OffsetSpec.latest),
    from.kind === 'timestamp' ? ask(from.timestampMs) : [],
  ]);
  const bounds: Bounds[] = [];
  const notices: Notice[] = [];
  partitions.forEach((partition, index) => {
    const [start, end, byTime] = [starts[index], ends[index], times[index]];
    const failed = [start, end, byTime].find((result) => result !== undefined && 'error' in result);
    if (failed !== undefined && 'error' in failed)
      notices.push({ partition, message: `Not read: ${failed.error.message}` });
    else if ('value' in start && 'value' in end)
      bounds.push({
        partition,
        start: start.value.offset,
        end: end.value.offset,
        ...(byTime !== undefined && 'value' in byTime && { byTime: byTime.value.offset }),
      });
  });
  return { bounds, notices };
}

/** What of each partition is to be read. Offsets outside of it are moved to its nearest end, and said. Pure. */
export function rangesOf(from: ReadFrom, bounds: readonly Bounds[]): { ranges: Range[]; notices: Notice[] } {
  const notices: Notice[] = [];
  const ranges = bounds.map(({ partition, start, end, byTime = -1 }): Range => {
    switch (from.kind) {
      case 'offset': {
        const moved = Math.min(end, Math.max(start, from.offset));
        if (from.offset < start)
          notices.push({ partition, message: `Offset ${from.offset} is gone; reading begins at ${start}.` });
        else if (from.offset > end)
          notices.push({
            partition,
            message: `Offset ${from.offset} is not written yet; the end is ${end}.`,
          });
        return { partition, from: moved, to: end };
      }
      case 'timestamp':
        // Beyond the end with read_committed: the record is there, its transaction is open.
        return { partition, from: byTime < 0 ? end : Math.min(end, byTime), to: end };
      case 'live':
        return { partition, from: end, to: end };
      case 'newest':
      case 'oldest':
        return { partition, from: start, to: end };
    }
  });
  if (from.kind === 'timestamp' && bounds.length > 0 && bounds.every(({ byTime = -1 }) => byTime < 0))
    notices.push({ partition: null, message: 'No record is that late.' });
  return { ranges, notices };
}

/** Records as they lie in the log, for sending them on: chosen ones, or all that a filter lets through. */
import { batchFates, fetchAt, KafkaError, type KafkaClient } from '../../client/index.ts';
import { type MessageRow, type RedriveSource, type Said, type SaidValue, say } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { readRecords, type LogRecord } from '../../wire/index.ts';
import { boundsOf, type Range, rangesOf } from '../messages/ranges.ts';
import { readRanges } from '../messages/read.ts';
import type { Sieve } from '../messages/scan-batches.ts';
import type { StoredRecord } from './redrive-plan.ts';

const FETCH_BYTES = 1024 * 1024;

export interface ReadingContext {
  readonly client: KafkaClient;
  readonly topic: string;
  /** Of a filter. */
  readonly sieve: Sieve;
  readonly lane: string;
  /** Of a filter: what `rangesToRead` found. */
  readonly ranges: readonly Omit<Range, 'stable'>[];
  /** What of a partition lies below that was dealt with in an earlier run. */
  readonly behind: (partition: number) => number;
  /** Of a filter: so many records were, which count for its limit. */
  readonly taken: number;
  readonly signal: AbortSignal;
  /** Takes them in order; nothing more is read until it is done. */
  readonly take: (records: readonly StoredRecord[]) => Promise<void>;
  readonly onMissing: (place: string, reason: SaidValue) => void;
  readonly onScanned?: (part: number | null) => void;
}

/** In the order of the log for a selection, of time for a filter. Throws what the signal was aborted with. */
export async function readStored(source: RedriveSource, context: ReadingContext): Promise<void> {
  if (source.kind === 'selection') await readSelection(source.records, context);
  else await readFiltered(source, context);
}

async function readSelection(
  places: readonly { readonly partition: number; readonly offset: number }[],
  { client, topic, lane, behind, signal, take, onMissing, onScanned }: ReadingContext,
): Promise<void> {
  const left = places.filter(({ partition, offset }) => offset >= behind(partition));
  let done = 0;
  for (const [partition, some] of Map.groupBy(left, (place) => place.partition)) {
    const offsets = [...new Set(some.map(({ offset }) => offset))].sort((a, b) => a - b);
    for (let next = 0; next < offsets.length;) {
      signal.throwIfAborted();
      const [result] = await fetchAt(client, [{ topic, partition, offset: offsets[next] }], {
        isolation: 'read_uncommitted',
        maxWaitMs: 0,
        partitionMaxBytes: FETCH_BYTES,
        lane,
        signal,
      });
      if ('error' in result) {
        const { error } = result;
        if (!(error instanceof KafkaError && error.code === ErrorCode.OFFSET_OUT_OF_RANGE)) throw error;
        onMissing(`${partition}-${offsets[next++]}`, say('redrive.notReached'));
        done++;
        continue;
      }
      const { batches, nextOffset } = batchFates(result.value.records, []);
      const found = new Map<number, LogRecord>();
      const wanted = new Set(offsets.slice(next));
      for (const { at, fate } of batches)
        if (fate === 'visible' || fate === 'aborted')
          for (const record of readRecords(result.value.records, at))
            if (wanted.has(record.offset)) found.set(record.offset, record);
      // Nothing whole behind it: all that is left is not there (any more).
      const reached = nextOffset ?? Infinity;
      const records: StoredRecord[] = [];
      for (; next < offsets.length && offsets[next] < reached; next++) {
        const record = found.get(offsets[next]);
        if (record === undefined) onMissing(`${partition}-${offsets[next]}`, say('redrive.goneRecord'));
        else records.push({ partition, record });
        done++;
      }
      await take(records);
      onScanned?.(done / left.length);
    }
  }
}

/**
 * Where reading for a filter begins and ends, fixed once: what is written later is not of it. `onNotice` hears what could
 * not be placed. Rejects as reading does.
 */
export async function rangesToRead(
  { from, until, isolation, partitions }: Extract<RedriveSource, { kind: 'filter' }>,
  { client, topic, signal }: Pick<ReadingContext, 'client' | 'topic' | 'signal'>,
  onNotice?: (place: string, reason: Said | string) => void,
): Promise<Omit<Range, 'stable'>[]> {
  const options = { from, until, isolation, invisible: false, signal };
  const { bounds, notices } = await boundsOf(client, topic, partitions, options);
  const placed = rangesOf(from, until, bounds);
  for (const { partition, message } of [...notices, ...placed.notices])
    onNotice?.(partition === null ? '' : String(partition), message);
  return placed.ranges.map(({ partition, from: first, to }) => ({ partition, from: first, to }));
}

async function readFiltered(
  { from, isolation, limit }: Extract<RedriveSource, { kind: 'filter' }>,
  context: ReadingContext,
): Promise<void> {
  const { client, topic, sieve, lane, behind, signal, take, onMissing, onScanned } = context;
  const backward = from.kind === 'newest';
  // Backward all is read before any is sent: read again it is the same, without what was dealt with.
  const ranges = context.ranges.map(({ partition, from: first, to }) => ({
    partition,
    from: backward ? first : Math.min(to, Math.max(first, behind(partition))),
    to,
    stable: Infinity,
  }));
  const left = backward ? Math.min(from.count, limit) : limit - context.taken;
  if (left <= 0) return;
  const stored = new WeakMap<MessageRow, StoredRecord>();
  let ready: StoredRecord[] = [];
  let scanned = 0;
  const newest: StoredRecord[] = [];
  await readRanges(client, topic, ranges, {
    direction: backward ? 'backward' : 'forward',
    limit: left,
    sieve,
    isolation,
    signal,
    lane,
    rowBytes: 0,
    onRow: (row, record) => stored.set(row, { partition: row.partition, record }),
    emit(event) {
      if (event.kind === 'rows') for (const row of event.rows) ready.push(stored.get(row)!);
      else if (event.kind === 'notice')
        onMissing(event.partition === null ? '' : String(event.partition), event.message);
      else if (event.kind === 'progress' && event.remaining !== null) {
        scanned = event.scanned;
        onScanned?.(scanned / Math.max(1, scanned + event.remaining));
      }
    },
    async drained() {
      const some = ready;
      ready = [];
      // Read from the end back: they are sent in the order in which they came.
      if (backward) newest.push(...some);
      else await take(some);
    },
  });
  if (backward)
    await take(newest.reverse().filter(({ partition, record }) => record.offset >= behind(partition)));
}

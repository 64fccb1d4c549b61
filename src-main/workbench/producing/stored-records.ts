/** Records as they lie in the log, for sending them on: chosen ones, or all that a filter lets through. */
import { batchFates, fetchAt, KafkaError, type KafkaClient } from '../../client/index.ts';
import type { MessageRow, RedriveSource } from '../../contract/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { readRecords, type LogRecord } from '../../wire/index.ts';
import { boundsOf, rangesOf } from '../messages/ranges.ts';
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
  readonly signal: AbortSignal;
  /** Takes them in order; nothing more is read until it is done. */
  readonly take: (records: readonly StoredRecord[]) => Promise<void>;
  readonly onMissing: (place: string, reason: string) => void;
  readonly onScanned?: (part: number | null) => void;
}

/** In the order of the log for a selection, of time for a filter. Throws what the signal was aborted with. */
export async function readStored(source: RedriveSource, context: ReadingContext): Promise<void> {
  if (source.kind === 'selection') await readSelection(source.records, context);
  else await readFiltered(source, context);
}

async function readSelection(
  places: readonly { readonly partition: number; readonly offset: number }[],
  { client, topic, lane, signal, take, onMissing, onScanned }: ReadingContext,
): Promise<void> {
  let done = 0;
  for (const [partition, some] of Map.groupBy(places, (place) => place.partition)) {
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
        onMissing(`${partition}-${offsets[next++]}`, 'the log does not reach there any more');
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
        if (record === undefined)
          onMissing(`${partition}-${offsets[next]}`, 'there is no such record any more');
        else records.push({ partition, record });
        done++;
      }
      await take(records);
      onScanned?.(done / places.length);
    }
  }
}

async function readFiltered(
  source: Extract<RedriveSource, { kind: 'filter' }>,
  { client, topic, sieve, lane, signal, take, onMissing, onScanned }: ReadingContext,
): Promise<void> {
  const { from, until, isolation, limit } = source;
  const options = { from, until, isolation, invisible: false, signal };
  const { bounds } = await boundsOf(client, topic, source.partitions, options);
  const { ranges } = rangesOf(from, until, bounds);
  const behind = new WeakMap<MessageRow, StoredRecord>();
  let ready: StoredRecord[] = [];
  let scanned = 0;
  const newest: StoredRecord[] = [];
  const backward = from.kind === 'newest';
  await readRanges(client, topic, ranges, {
    direction: backward ? 'backward' : 'forward',
    limit: backward ? Math.min(from.count, limit) : limit,
    sieve,
    isolation,
    signal,
    lane,
    rowBytes: 0,
    onRow: (row, record) => behind.set(row, { partition: row.partition, record }),
    emit(event) {
      if (event.kind === 'rows') for (const row of event.rows) ready.push(behind.get(row)!);
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
  if (backward) await take(newest.reverse());
}
